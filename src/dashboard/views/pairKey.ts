import type { PairDensity } from '../../dashboardProtocol';
import { h } from '../dom';
import { formatNumber } from '../format';
import { brightestDensity } from '../pairPaint';
import type { PairMode } from '../pairPlot';
import { type PointGroup, pointPath, scaleColour, scaleRange } from '../pairScatter';
import type { Theme } from '../theme';

const SWATCH = 12;
const RAMP = { width: 96, height: 12 };

/** Entries of the key of what is shown of a pair: density, prior and Gaussian, and the labels' classes or scale. */
export function pairKey(
  pair: PairDensity,
  mode: PairMode,
  groups: readonly PointGroup[],
  theme: Theme,
  dark: boolean,
): HTMLElement[] {
  const { classes, values } = pair.labels;
  return [
    ...(mode === 'means' ? [] : [densityEntry(pair, theme)]),
    lineEntry('prior', 'prior at 1, 2, 3\u03c3'),
    lineEntry('moment', 'Gaussian of the same moments, 2\u03c3'),
    ...(mode !== 'density' && values !== null && classes === null ? [scaleEntry(values, dark)] : []),
    ...groups.flatMap(classEntry),
  ];
}

const lineEntry = (swatch: string, name: string): HTMLElement =>
  h('li', {}, h('span', { class: `swatch ${swatch}`, 'aria-hidden': true }), name);

function densityEntry(pair: PairDensity, theme: Theme): HTMLElement {
  const ramp = rampCanvas((share, context) => {
    context.fillStyle = theme.aggregate;
    context.globalAlpha = share;
  });
  return h('li', {}, 'density q: 0', ramp, `${formatNumber(brightestDensity(pair))}, square root`);
}

function scaleEntry(values: Float32Array, dark: boolean): HTMLElement {
  const { low, high } = scaleRange(values);
  const ramp = rampCanvas((share, context) => {
    context.fillStyle = scaleColour(share, dark);
  });
  return h('li', {}, `label: ${formatNumber(low)}`, ramp, formatNumber(high));
}

function classEntry({ name, style }: PointGroup): HTMLElement[] {
  if (name === null) return [];
  const swatch = h('canvas', { 'aria-hidden': true });
  const context = scaled(swatch, SWATCH, SWATCH);
  context.fillStyle = style.colour;
  context.fill(new Path2D(pointPath(style, SWATCH / 2, SWATCH / 2)));
  return [h('li', {}, swatch, name)];
}

function rampCanvas(ink: (share: number, context: CanvasRenderingContext2D) => void): HTMLCanvasElement {
  const canvas = h('canvas', { 'aria-hidden': true });
  const context = scaled(canvas, RAMP.width, RAMP.height);
  for (let x = 0; x < RAMP.width; x++) {
    ink(x / (RAMP.width - 1), context);
    context.fillRect(x, 0, 1, RAMP.height);
  }
  return canvas;
}

/** A canvas of this size on the page; units are pixels of the page. */
function scaled(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  Object.assign(canvas, { width: width * devicePixelRatio, height: height * devicePixelRatio });
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  const context = canvas.getContext('2d')!;
  context.scale(devicePixelRatio, devicePixelRatio);
  return context;
}
