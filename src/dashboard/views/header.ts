import { h } from '../dom';
import { formatCount } from '../format';
import { post } from '../host';
import { type Fact, type FileReference, referenceName, sourceFacts } from '../sourceFacts';
import type { AnyLoaded } from '../state';
import { createReportMenu } from './exportMenu';
import type { View } from './view';

/** What was read: the dump's name and size, which array is the mean and which the spread, and the declared gamma. */
export function createHeader(): View<AnyLoaded> {
  const title = h('h1', {});
  const size = h('p', { class: 'size' });
  const facts = h('dl', { class: 'facts' });
  return {
    element: h(
      'header',
      { class: 'page-header' },
      h('div', { class: 'title' }, title, size, createReportMenu()),
      facts,
    ),
    show({ title: name, report }) {
      const { source } = report;
      title.textContent = name;
      const whole = source.preliminaryOf === null ? '' : ` of ${formatCount(source.preliminaryOf)} rows, preliminary`;
      size.textContent = `N = ${formatCount(source.rows)}${whole}   D = ${formatCount(source.dimensions)}`;
      facts.replaceChildren(...sourceFacts(report).map(factElement));
    },
  };
}

const SET_GAMMA = { unset: 'Set gamma…', set: 'Change' };

function factElement({ name, parts, settable, isChoice }: Fact): HTMLElement {
  const values = parts.map((part) => (typeof part === 'string' ? part : openLink(part)));
  const change = settable && h('button', { class: 'secondary', onclick: setGamma }, SET_GAMMA[settable]);
  const choose =
    isChoice && h('button', { class: 'secondary', 'aria-label': CHOOSE, onclick: chooseArrays }, 'Change…');
  return h(
    'div',
    {},
    h('dt', {}, name),
    h('dd', {}, ...values, ...[change, choose].flatMap((button) => (button ? [' ', button] : []))),
  );
}

const CHOOSE = 'Change which arrays are the mean and the spread';
const chooseArrays = () => post({ type: 'chooseArrays' });
const setGamma = () => post({ type: 'setGamma' });

/** Opens in the editor. */
function openLink(reference: FileReference): HTMLElement {
  const { file } = reference;
  const onclick = () => post({ type: 'openFile', file });
  return h('button', { class: 'link', title: file, onclick }, referenceName(reference));
}
