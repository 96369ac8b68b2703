import type { PartialReport } from '../../diagnostics/report';
import type { DataTable } from '../dataTables';
import { h } from '../dom';
import { post } from '../host';
import { sampleSize } from '../readings';
import { createDataDisclosure } from './dataTable';
import { createPictureMenu } from './exportMenu';

/** The frame that every chart shares: title, sample size, a line that says what to see, a key, and the chart. */
export interface Figure {
  readonly element: HTMLElement;
  /** Controls beside the title. */
  readonly controls: HTMLElement;
  readonly body: HTMLElement;
  read(report: PartialReport, reading: string): void;
  /** The chart's numbers, made when they are asked for; without a call there is no disclosure of them. */
  tabulate(make: () => DataTable[]): void;
}

/** An entry of the key: a CSS class that draws the swatch as the chart draws the mark, and its name. */
export type KeyEntry = [swatch: string, name: string];

/** @param definitions section of docs/diagnostics.md that says what is drawn */
export function createFigure(
  name: string,
  title: string,
  key: KeyEntry[] = [],
  definitions = 'Symbols and definitions',
): Figure {
  const size = h('span', { class: 'sample-size' });
  const reading = h('p', { class: 'reading' });
  const controls = h('span', { class: 'controls' });
  const body = h('div', { class: 'figure-body' });
  const data = createDataDisclosure(title);
  data.element.hidden = true;
  const id = `${name}-title`;
  const element: HTMLElement = h(
    'section',
    { 'data-view': name, class: 'figure', 'aria-labelledby': id },
    h(
      'header',
      {},
      h('h2', { id }, title),
      controls,
      definitionsLink(title, definitions),
      size,
      createPictureMenu(title, () => element),
    ),
    reading,
    key.length > 0 ? createKey(key) : null,
    body,
    data.element,
  );
  return {
    element,
    controls,
    body,
    read(report, text) {
      size.textContent = sampleSize(report);
      reading.textContent = text;
    },
    tabulate(make) {
      data.element.hidden = false;
      data.offer(make);
    },
  };
}

/** Opens the documentation at the section that defines what a view shows. */
export function definitionsLink(title: string, section: string): HTMLElement {
  const onclick = () => post({ type: 'openHelp', anchor: section });
  const label = `Definitions: ${title}`;
  return h('button', { class: 'link definitions', 'aria-label': label, title: 'Definitions', onclick }, '?');
}

export function createKey(entries: KeyEntry[]): HTMLElement {
  return h(
    'ul',
    { class: 'key' },
    ...entries.map(([swatch, name]) =>
      h('li', {}, h('span', { class: `swatch ${swatch}`, 'aria-hidden': true }), name),
    ),
  );
}
