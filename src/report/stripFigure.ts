import type { Drawing } from '../dashboard/drawing';
import { STRIP } from '../dashboard/figures';
import { formatCount } from '../dashboard/format';
import { sampleSize, stripReading } from '../dashboard/readings';
import { axisTicks } from '../dashboard/stripAxis';
import { LEFT } from '../dashboard/stripCanvas';
import { averageRows, CLIP, LEVELS, type StripCells, stripCells } from '../dashboard/stripCells';
import { stripColours } from '../dashboard/stripColours';
import { collapsedRuns, labelledRows, MOST_HEIGHT, type StripLayout, stripLayout } from '../dashboard/stripLayout';
import { paintStrip, type StripWindow } from '../dashboard/stripPaint';
import type { AggregateCurves } from '../dashboardProtocol';
import type { LatentReport } from '../diagnostics/report';
import { figure, key, picture } from './figure';
import { h, type Markup, trusted } from './markup';
import { REPORT_LOOK, STRIP_INKS } from './palette';
import { pngAddress } from './png';

/** Of the pixels; the page stretches them. */
const WIDTH = 1216;
/** Width for which labels of the axis are chosen. */
const NARROW = 560;
const AXIS_HEIGHT = 32;
const LEGEND = { width: 168, height: 12 };
const THEMES = ['light', 'dark'] as const;

/** ln q/p of all dimensions at a glance; of more than there is room for, means of neighbours. */
export async function stripFigure(report: LatentReport, curves: AggregateCurves, chosen: number): Promise<Markup> {
  const { dimensions } = report;
  const all = stripCells(curves, dimensions.length);
  const layout = stripLayout(dimensions.length);
  const averaged = dimensions.length > MOST_HEIGHT;
  const rows = averaged ? MOST_HEIGHT : dimensions.length;
  const cells = averaged ? averageRows(all, order(dimensions.length), rows) : all;
  const rowHeight = averaged ? 1 : layout.rowHeight;
  const height = rows * rowHeight;
  const painted = await pixels(cells, order(rows), { width: WIDTH, height, rowHeight, top: 0, scale: 1 });
  const whole = { ...layout, height: layout.fullHeight };
  const reading = stripReading(report);
  const known = !all.level.includes(0);
  return figure(
    { id: 'strip', title: STRIP.title, size: sampleSize(report), reading, whole: true },
    key(
      STRIP.key.filter(([swatch]) => !(known && swatch === 'unknown') && !(averaged && swatch === 'collapsed')),
      await legend(),
    ),
    averaged
      ? h(
          'p',
          { class: 'caption' },
          `Each of the ${formatCount(rows)} rows is the mean of some ${Math.round(dimensions.length / rows)} neighbouring dimensions.`,
        )
      : null,
    h(
      'div',
      { class: 'strip', role: 'img', 'aria-label': `Strip of ln q/p of every dimension over z. ${reading}` },
      part({ width: LEFT, height }, averaged ? overviewLabels(dimensions.length) : rowLabels(report, whole, chosen)),
      // Stretched to the page's width; what is written beside it is not.
      part(
        { viewBox: `0 0 ${WIDTH} ${height}`, width: '100%', height, preserveAspectRatio: 'none' },
        averaged ? painted : painted + frame(chosen, rowHeight),
      ),
      part({ class: 'axis', width: '100%', height: AXIS_HEIGHT }, axis(curves)),
    ),
  );
}

const order = (count: number) => Array.from({ length: count }, (_, k) => k);

const part = (attributes: Record<string, string | number>, content: string): Markup =>
  h('svg', { ...attributes, 'aria-hidden': 'true' }, trusted(content));

/** The pixels in the colours of either theme; the style sheet shows one. */
async function pixels(cells: StripCells, rows: number[], window: StripWindow): Promise<string> {
  const images = THEMES.map(async (theme) => {
    const painted = paintStrip(cells, rows, window, stripColours(STRIP_INKS[theme]));
    const address = await pngAddress(painted, window.width);
    return `<image class="${theme}" width="${window.width}" height="${window.height}" href="${address}"/>`;
  });
  return (await Promise.all(images)).join('');
}

async function legend(): Promise<Markup> {
  const level = Uint8Array.from({ length: LEVELS }, (_, k) => k + 1);
  const ramp = { points: LEVELS, level, opacity: new Uint8Array(LEVELS).fill(255) };
  const window = { ...LEGEND, rowHeight: 2 * LEGEND.height, top: 0, scale: 1 };
  const drawing: Drawing = { ...LEGEND, content: await pixels(ramp, [0], window) };
  const label = `Colours of ln q/p from −${CLIP} to +${CLIP}`;
  return h('li', {}, `ln q/p: too thin −${CLIP}`, picture(drawing, label), `+${CLIP} too much`);
}

/** Numbers of the dimensions, and hollow marks for collapsed ones. */
function rowLabels({ dimensions }: LatentReport, layout: StripLayout, chosen: number): string {
  const { rowHeight } = layout;
  const { theme } = REPORT_LOOK;
  const labels = labelledRows(layout, dimensions.length, chosen, 0).map((row) =>
    label(String(dimensions[row].index), (row + 0.5) * rowHeight, row === chosen ? theme.foreground : theme.muted),
  );
  const marks = collapsedRuns(dimensions, 0, dimensions.length).flatMap(({ first, end }) =>
    Array.from({ length: end - first }, (_, k) => {
      const size = Math.min(6, rowHeight - 1);
      const y = (first + k + 0.5) * rowHeight - size / 2;
      return `<rect x="37.5" y="${y}" width="6" height="${size}" fill="none" stroke="${theme.collapsed}"/>`;
    }),
  );
  return [...labels, ...marks].join('');
}

/** Round the chosen dimension. */
function frame(chosen: number, rowHeight: number): string {
  return (
    `<rect x="0" y="${chosen * rowHeight}" width="${WIDTH}" height="${rowHeight}" fill="none" ` +
    `stroke="${REPORT_LOOK.theme.chosen}" stroke-width="2" vector-effect="non-scaling-stroke"/>`
  );
}

/** Ticks at shares of the width, as many as a narrow page has room for. */
function axis(curves: AggregateCurves): string {
  const { theme, fontFamily } = REPORT_LOOK;
  const ticks = axisTicks(curves, NARROW).map(({ x, label: text }) => {
    const at = `${((100 * x) / NARROW).toFixed(3)}%`;
    return `<line x1="${at}" x2="${at}" y2="4" stroke="${theme.muted}"/><text x="${at}" y="16">${text}</text>`;
  });
  const font = `font-family="${fontFamily}" font-size="11" text-anchor="middle" fill="${theme.muted}"`;
  return `<g ${font}>${ticks.join('')}<text x="50%" y="29">z</text></g>`;
}

/** The first dimension, the last, and some between. */
function overviewLabels(dimensions: number): string {
  const at = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * (dimensions - 1)));
  return at
    .map((index) => label(String(index), ((index + 0.5) / dimensions) * MOST_HEIGHT, REPORT_LOOK.theme.muted))
    .join('');
}

function label(text: string, middle: number, colour: string): string {
  const y = Math.max(10, middle + 4);
  return (
    `<text x="${LEFT - 16}" y="${y.toFixed(1)}" text-anchor="end" font-size="11" ` +
    `font-family="${REPORT_LOOK.fontFamily}" fill="${colour}">${text}</text>`
  );
}
