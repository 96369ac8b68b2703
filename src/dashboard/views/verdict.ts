import { h } from '../dom';
import { type KeyNumber, keyNumbers } from '../keyNumbers';
import { sampleSize } from '../readings';
import type { AnyLoaded } from '../state';
import { verdictOf } from '../verdict';
import { definitionsLink } from './figure';
import { severityIcon, severityWord } from './icons';
import type { View } from './view';

/** The sentence, and the numbers behind it. */
export function createVerdict(): View<AnyLoaded> {
  const sentence = h('p', { class: 'verdict' });
  const numbers = h('dl', { class: 'numbers' });
  const size = h('span', { class: 'sample-size' });
  const definitions = definitionsLink('Verdict', 'Symbols and definitions');
  return {
    element: h(
      'section',
      { 'data-view': 'verdict', 'aria-label': 'Verdict' },
      h('div', { class: 'sentence' }, sentence, definitions, size),
      numbers,
    ),
    show({ report }) {
      size.textContent = sampleSize(report);
      const { severity, headline, sentence: text } = verdictOf(report);
      sentence.replaceChildren(
        severityIcon(severity),
        h('span', { class: 'visually-hidden' }, `${severityWord(severity)}: `),
        h('span', {}, h('strong', {}, `${headline}. `), text),
      );
      numbers.replaceChildren(...keyNumbers(report).map(number));
    },
  };
}

function number({ name, value, unit, context, title, absent }: KeyNumber): HTMLElement {
  const measured =
    absent === null
      ? [value, unit ? h('span', { class: 'unit' }, ` ${unit}`) : null]
      : [h('span', { 'aria-hidden': true }, value), h('span', { class: 'visually-hidden' }, absent)];
  return h('div', { title }, h('dt', {}, name), h('dd', {}, ...measured), h('dd', { class: 'context' }, context));
}
