import type { LatentReport } from '../../diagnostics/report';
import { h } from '../dom';
import { sampleSize } from '../readings';

/** The frame that every chart shares: title, sample size, a line that says what to see, a key, and the chart. */
export interface Figure {
  readonly element: HTMLElement;
  /** Controls beside the title. */
  readonly controls: HTMLElement;
  readonly body: HTMLElement;
  read(report: LatentReport, reading: string): void;
}

/** An entry of the key: a CSS class that draws the swatch as the chart draws the mark, and its name. */
export type KeyEntry = [swatch: string, name: string];

export function createFigure(name: string, title: string, key: KeyEntry[] = []): Figure {
  const size = h('span', { class: 'sample-size' });
  const reading = h('p', { class: 'reading' });
  const controls = h('span', { class: 'controls' });
  const body = h('div', { class: 'figure-body' });
  const id = `${name}-title`;
  const element = h(
    'section',
    { 'data-view': name, class: 'figure', 'aria-labelledby': id },
    h('header', {}, h('h2', { id }, title), controls, size),
    reading,
    key.length > 0 ? createKey(key) : null,
    body,
  );
  return {
    element,
    controls,
    body,
    read(report, text) {
      size.textContent = sampleSize(report);
      reading.textContent = text;
    },
  };
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
