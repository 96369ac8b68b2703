import type { DimensionReport } from '../diagnostics/report';
import { averageRows, LEVELS, type StripCells } from './stripCells';
import { type StripColours, stripColours } from './stripColours';
import { collapsedRuns, labelledRows, type StripLayout } from './stripLayout';
import { paintStrip } from './stripPaint';
import { createRgbReader, readTheme, type Theme } from './theme';

/** The strip on canvases of its own: as many cells as 4,096 dimensions have are too many marks for a chart of vega's. */

/** Room for labels and the mark of collapsed dimensions. */
export const LEFT = 48;
const LABEL_RIGHT = 32;
const MARK = { left: 37, width: 6 };
/** From this height on, each collapsed row has a mark of its own; lower ones share it with their neighbours. */
const MARK_EACH = 8;

export interface StripPicture {
  cells: StripCells;
  /** Dimensions in the order of the rows. */
  rows: readonly DimensionReport[];
  /** Row of the chosen dimension. */
  chosen: number;
  layout: StripLayout;
  scrollTop: number;
}

export interface StripTheme {
  theme: Theme;
  colours: StripColours;
  font: string;
}

/** The colours in effect, as the strip needs them. */
export function readStripTheme(root: HTMLElement): StripTheme {
  const theme = readTheme(root);
  const rgb = createRgbReader(theme.background);
  const { background, foreground, aggregate, hole, muted } = theme;
  const colours = stripColours({
    background: rgb(background),
    foreground: rgb(foreground),
    aggregate: rgb(aggregate),
    hole: rgb(hole),
    muted: rgb(muted),
  });
  return { theme, colours, font: `11px ${getComputedStyle(root).fontFamily}` };
}

/** The rows in sight with labels and marks. */
export function drawStrip(canvas: HTMLCanvasElement, width: number, picture: StripPicture, look: StripTheme): void {
  const { cells, rows, chosen, layout, scrollTop } = picture;
  const { rowHeight, height } = layout;
  const { theme } = look;
  const context = sized(canvas, width, height);
  const scale = devicePixelRatio;
  const plot = {
    width: Math.round((width - LEFT) * scale),
    height: Math.round(height * scale),
    rowHeight: rowHeight * scale,
    top: scrollTop * scale,
    scale,
  };
  const order = rows.map(({ index }) => index);
  put(context, paintStrip(cells, order, plot, look.colours), plot.width, Math.round(LEFT * scale));

  const top = (row: number) => row * rowHeight - scrollTop;
  context.font = look.font;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const row of labelledRows(layout, rows.length, chosen, scrollTop)) {
    context.fillStyle = row === chosen ? theme.foreground : theme.muted;
    const y = Math.max(6, Math.min(height - 6, top(row) + rowHeight / 2));
    context.fillText(String(rows[row].index), LABEL_RIGHT, y, LABEL_RIGHT);
  }

  context.strokeStyle = theme.collapsed;
  context.lineWidth = 1;
  const from = Math.floor(scrollTop / rowHeight);
  for (const { first, end } of collapsedRuns(rows, from, Math.ceil((scrollTop + height) / rowHeight))) {
    const each = rowHeight >= MARK_EACH ? 1 : end - first;
    for (let row = first; row < end; row += each) {
      const tall = Math.min(each * rowHeight, MARK_EACH * Math.max(1, each));
      const y = top(row) + (each * rowHeight - tall) / 2;
      context.strokeRect(MARK.left + 0.5, y + 0.5, MARK.width, Math.max(1, tall - 2));
    }
  }

  context.strokeStyle = theme.chosen;
  context.lineWidth = 1.5;
  context.strokeRect(LEFT - 2.25, Math.max(0.75, top(chosen) - 1.25), width - LEFT + 1.5, rowHeight + 1.5);
}

/** All rows in the height of those in sight, framed where those are. */
export function drawOverview(canvas: HTMLCanvasElement, width: number, picture: StripPicture, look: StripTheme): void {
  const { cells, rows, chosen, layout, scrollTop } = picture;
  const { height, fullHeight } = layout;
  const context = sized(canvas, width, height);
  const scale = devicePixelRatio;
  const plot = { width: Math.round(width * scale), height: Math.round(height * scale), top: 0, scale };
  const averages = overviewOf(cells, rows, height);
  const order = Array.from({ length: height }, (_, row) => row);
  put(context, paintStrip(averages, order, { ...plot, rowHeight: scale }, look.colours), plot.width, 0);

  const share = height / fullHeight;
  context.strokeStyle = look.theme.chosen;
  context.lineWidth = 1.5;
  const y = (chosen + 0.5) * layout.rowHeight * share;
  context.beginPath();
  context.moveTo(0, y);
  context.lineTo(width, y);
  context.stroke();
  context.strokeStyle = look.theme.foreground;
  context.strokeRect(0.75, scrollTop * share + 0.75, width - 1.5, Math.max(4, height * share) - 1.5);
}

let last: { cells: StripCells; rows: readonly DimensionReport[]; averages: StripCells } | null = null;

/** Averages of all rows; kept, as they stay the same while scrolling. */
function overviewOf(cells: StripCells, rows: readonly DimensionReport[], height: number): StripCells {
  if (last?.cells !== cells || last.rows !== rows) {
    const order = rows.map(({ index }) => index);
    last = { cells, rows, averages: averageRows(cells, order, height) };
  }
  return last.averages;
}

/** The colours from -CLIP to CLIP, holes hatched. */
export function drawLegend(canvas: HTMLCanvasElement, width: number, height: number, look: StripTheme): void {
  const context = sized(canvas, width, height);
  const scale = devicePixelRatio;
  const plot = { width: Math.round(width * scale), height: Math.round(height * scale), top: 0, scale };
  const level = Uint8Array.from({ length: LEVELS }, (_, k) => k + 1);
  const ramp = { points: LEVELS, level, opacity: new Uint8Array(LEVELS).fill(255) };
  put(context, paintStrip(ramp, [0], { ...plot, rowHeight: 2 * plot.height }, look.colours), plot.width, 0);
}

/** Clears a canvas of this size on the page; units are pixels of the page. */
function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const context = canvas.getContext('2d')!;
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  context.scale(devicePixelRatio, devicePixelRatio);
  return context;
}

function put(context: CanvasRenderingContext2D, pixels: Uint32Array, width: number, left: number): void {
  const bytes = new Uint8ClampedArray(pixels.buffer as ArrayBuffer);
  context.putImageData(new ImageData(bytes, width), left, 0);
}
