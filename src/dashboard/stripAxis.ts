import type { AggregateCurves } from '../dashboardProtocol';
import { svg } from './dom';
import { LEFT } from './stripCanvas';

const HEIGHT = 32;
/** Least distance of labels, in pixels. */
const DISTANCE = 28;

/** The z axis under the strip, whose plot is `width` wide: whole numbers, as far apart as their labels need. */
export function drawStripAxis(axis: SVGElement, { zMin, zStep, points }: AggregateCurves, width: number): void {
  const perUnit = width / (points * zStep);
  const every = Math.max(1, Math.ceil(DISTANCE / perUnit));
  const ticks = [];
  for (let z = Math.ceil(zMin / every) * every; z <= zMin + points * zStep; z += every) {
    const x = LEFT + (z - zMin) * perUnit;
    ticks.push(svg('path', { d: `M${x} 0V4` }), svg('text', { x, y: 16 }, String(z).replace('-', '\u2212')));
  }
  axis.replaceChildren(...ticks, svg('text', { x: LEFT + width / 2, y: 29 }, 'z'));
  axis.setAttribute('width', String(LEFT + width + 6));
  axis.setAttribute('height', String(HEIGHT));
}
