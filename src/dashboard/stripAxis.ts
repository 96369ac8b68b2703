import type { AggregateCurves } from '../dashboardProtocol';
import { svg } from './dom';
import type { Drawing, Look } from './drawing';
import { roundStep } from './klWindow';
import { escapeXml } from './picture';
import { LEFT } from './stripCanvas';

const HEIGHT = 32;
/** Of a digit, and least gap between labels, in pixels. */
const DIGIT = 7;
const GAP = 14;
/** Room to the right of the plot, for half a label. */
const RIGHT = 6;
const BASELINE = { label: 16, title: 29 };

/** Whole numbers on the z axis of a plot `width` wide, as far apart as their labels need; x from the plot's left edge. */
export function axisTicks({ zMin, zStep, points }: AggregateCurves, width: number): { x: number; label: string }[] {
  const perUnit = width / (points * zStep);
  const end = zMin + points * zStep;
  const longest = Math.max(...[zMin, end].map((z) => String(Math.trunc(z)).length));
  const every = roundStep((longest * DIGIT + GAP) / perUnit);
  const ticks = [];
  for (let z = Math.ceil(zMin / every) * every; z <= end; z += every) {
    ticks.push({ x: (z - zMin) * perUnit, label: String(z).replace('-', '\u2212') });
  }
  return ticks;
}

/** The z axis under the strip, whose plot is `width` wide. */
export function drawStripAxis(axis: SVGElement, curves: AggregateCurves, width: number): void {
  const ticks = axisTicks(curves, width).flatMap(({ x, label }) => [
    svg('path', { d: `M${LEFT + x} 0V4` }),
    svg('text', { x: LEFT + x, y: BASELINE.label }, label),
  ]);
  axis.replaceChildren(...ticks, svg('text', { x: LEFT + width / 2, y: BASELINE.title }, 'z'));
  axis.setAttribute('width', String(LEFT + width + RIGHT));
  axis.setAttribute('height', String(HEIGHT));
}

/** The same as a drawing. */
export function stripAxisDrawing(curves: AggregateCurves, width: number, { theme, fontFamily }: Look): Drawing {
  const text = (x: number, y: number, label: string) => `<text x="${x.toFixed(2)}" y="${y}">${label}</text>`;
  const ticks = axisTicks(curves, width).map(
    ({ x, label }) =>
      `<path d="M${(LEFT + x).toFixed(2)} 0V4" stroke="${theme.muted}"/>${text(LEFT + x, BASELINE.label, label)}`,
  );
  const title = text(LEFT + width / 2, BASELINE.title, 'z');
  const font = `font-family="${escapeXml(fontFamily)}" font-size="11" text-anchor="middle" fill="${theme.muted}"`;
  return {
    width: LEFT + width + RIGHT,
    height: HEIGHT,
    content: `<g ${font}>${ticks.join('')}${title}</g>`,
  };
}

/** Drawings below each other. */
export function stacked(drawings: Drawing[]): Drawing {
  let top = 0;
  const content = drawings.map(({ width, height, content: inner }) => {
    const placed = `<svg y="${top}" width="${width}" height="${height}">${inner}</svg>`;
    top += height;
    return placed;
  });
  return { width: Math.max(...drawings.map(({ width }) => width)), height: top, content: content.join('') };
}
