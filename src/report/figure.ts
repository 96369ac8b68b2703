import type { Drawing } from '../dashboard/drawing';
import { drawSwatch } from '../dashboard/swatches';
import type { KeyEntry } from '../dashboard/views/figure';
import { documentationLink } from './documentation';
import { fragment, h, type Markup, trusted } from './markup';
import { REPORT_LOOK } from './palette';

/** What every figure of the report has. */
export interface FigureText {
  id: string;
  title: string;
  /** N. */
  size: string;
  /** One line that says what to see. */
  reading: string;
  /** Section of the documentation that defines what is drawn. */
  definitions?: string;
  /** It takes the page's whole width. */
  whole?: boolean;
}

/** A section with heading, sample size and reading, as on the dashboard. */
export function figure(
  { id, title, size, reading, definitions = 'Symbols and definitions', whole = false }: FigureText,
  ...content: (Markup | null)[]
): Markup {
  return h(
    'section',
    { id, class: whole ? 'figure whole' : 'figure', 'aria-labelledby': `${id}-title` },
    h(
      'header',
      {},
      h('h2', { id: `${id}-title` }, title),
      documentationLink(definitions, 'Definitions', `Definitions: ${title}`),
      h('span', { class: 'size' }, size),
    ),
    h('p', { class: 'reading' }, reading),
    ...content,
  );
}

/** A drawing that shrinks where the page is narrow. @param label its text alternative */
export function picture({ width, height, content }: Drawing, label: string): Markup {
  return h(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label },
    trusted(content),
  );
}

/** An entry of a key: what the chart draws, and its name. */
export function key(entries: readonly KeyEntry[], ...first: Markup[]): Markup {
  const items = entries.map(([swatch, name]) => h('li', {}, swatchPicture(swatch), name));
  return h('ul', { class: 'key' }, ...first, ...items);
}

function swatchPicture(name: string): Markup {
  const { width, height, content } = drawSwatch(name, REPORT_LOOK.theme);
  return h('svg', { viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true' }, trusted(content));
}

/** A table with a caption and headings for its rows and columns. */
export function table(caption: string, columns: (string | Markup)[], rows: (string | Markup)[][], name = ''): Markup {
  return h(
    'table',
    { class: name || null },
    h('caption', {}, caption),
    h('thead', {}, h('tr', {}, ...columns.map((column) => h('th', { scope: 'col' }, column)))),
    h(
      'tbody',
      {},
      ...rows.map(([first, ...cells]) =>
        h('tr', {}, h('th', { scope: 'row' }, first), fragment(...cells.map((cell) => h('td', {}, cell)))),
      ),
    ),
  );
}
