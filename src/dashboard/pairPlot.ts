import type { PairDensity } from '../dashboardProtocol';
import type { DimensionReport } from '../diagnostics/report';
import type { PointGroup } from './pairScatter';
import { pointPath } from './pairScatter';
import type { Theme } from './theme';

/** Everything of the pair's plot but the density itself, as marks that the page and saved pictures draw alike. */

/** An SVG element. */
export interface Mark {
  tag: 'path' | 'text';
  attributes: Record<string, string | number>;
  text?: string;
}

/** Lengths of the picture; the plot is square, of a whole number of pixels per cell. */
export const PLOT = { left: 44, top: 8, side: 384, width: 440, height: 432 };

export type PairMode = 'density' | 'means' | 'both';

/** Distance of an axis's labels, at the least. */
const DISTANCE = 28;
/** Circles of the prior, in standard deviations. */
export const PRIOR_SIGMAS = [1, 2, 3];
const ELLIPSE_SIGMAS = 2;

type Range = Pick<PairDensity, 'zMin' | 'zStep' | 'points'>;

/** Where z lies within the plot. */
export function plotScale({ zMin, zStep, points }: Range): { x(z: number): number; y(z: number): number } {
  const perUnit = PLOT.side / (points * zStep);
  return { x: (z) => (z - zMin) * perUnit, y: (z) => PLOT.side - (z - zMin) * perUnit };
}

/** Frame, ticks and titles of both axes, around the plot. */
export function axisMarks(pair: PairDensity, theme: Theme): Mark[] {
  const { left, top, side } = PLOT;
  const { x, y } = plotScale(pair);
  const end = pair.zMin + pair.points * pair.zStep;
  const every = Math.max(1, Math.ceil((DISTANCE * (end - pair.zMin)) / side));
  const marks: Mark[] = [line(`M${left} ${top}h${side}v${side}h${-side}z`, { stroke: theme.grid })];
  const label = (at: { x: number; y: number }, anchor: string, text: string, more = {}): Mark => ({
    tag: 'text',
    attributes: { ...at, 'text-anchor': anchor, 'font-size': 11, fill: theme.muted, ...more },
    text,
  });
  for (let z = Math.ceil(pair.zMin / every) * every; z <= end; z += every) {
    const [right, down] = [left + x(z), top + y(z)];
    const text = String(z).replace('-', '\u2212');
    marks.push(line(`M${right} ${top + side}v4`, { stroke: theme.muted }));
    marks.push(line(`M${left} ${down}h-4`, { stroke: theme.muted }));
    marks.push(label({ x: right, y: top + side + 16 }, 'middle', text));
    marks.push(label({ x: left - 7, y: down + 4 }, 'end', text));
  }
  const middle = top + side / 2;
  marks.push(label({ x: left + side / 2, y: top + side + 33 }, 'middle', `z of dimension ${pair.a}`));
  const upwards = { transform: `rotate(-90 11 ${middle})` };
  return [...marks, label({ x: 11, y: middle }, 'middle', `z of dimension ${pair.b}`, upwards)];
}

/** The prior's circles and the ellipse of the Gaussian of the same moments, with their labels; within the plot. */
export function shapeMarks(
  pair: PairDensity,
  [a, b]: readonly DimensionReport[],
  correlation: number,
  theme: Theme,
): Mark[] {
  const { x, y } = plotScale(pair);
  const edged = (d: string, attributes: Mark['attributes']) => [
    line(d, { stroke: theme.background, 'stroke-width': 3.5, 'stroke-opacity': 0.6 }),
    line(d, attributes),
  ];
  const prior = PRIOR_SIGMAS.flatMap((sigma) => {
    const d = closed((angle) => [x(sigma * Math.cos(angle)), y(sigma * Math.sin(angle))]);
    return edged(d, { stroke: theme.prior, 'stroke-width': 1.5, 'stroke-dasharray': '5 3' });
  });
  const labels = PRIOR_SIGMAS.flatMap((sigma) => {
    const at = { x: x(sigma * Math.SQRT1_2) + 3, y: y(sigma * Math.SQRT1_2) - 3 };
    return haloed(at, `${sigma}\u03c3`, theme.prior, theme);
  });
  return [
    ...prior,
    ...edged(ellipse(pair, a, b, correlation), { stroke: theme.moment, 'stroke-width': 1.25 }),
    ...labels,
  ];
}

/** z = m + 2 L u on the unit circle, L the Cholesky factor of the covariance. */
function ellipse(pair: PairDensity, a: DimensionReport, b: DimensionReport, correlation: number): string {
  const { x, y } = plotScale(pair);
  const [sigmaA, sigmaB] = [a, b].map(({ aggregateVariance }) => ELLIPSE_SIGMAS * Math.sqrt(aggregateVariance));
  const across = Math.sqrt(Math.max(0, 1 - correlation * correlation));
  return closed((angle) => [
    x(a.betaHat + sigmaA * Math.cos(angle)),
    y(b.betaHat + sigmaB * (correlation * Math.cos(angle) + across * Math.sin(angle))),
  ]);
}

/** A path per group of means. */
export function pointMarks(pair: PairDensity, groups: readonly PointGroup[], theme: Theme): Mark[] {
  const { x, y } = plotScale(pair);
  return groups.map(({ style, indices }) => {
    const d = indices.map((k) => pointPath(style, x(pair.means[2 * k]), y(pair.means[2 * k + 1]))).join('');
    // Under the fills: where points lie close together, the edges of one would cover the next.
    const edge = { stroke: theme.background, 'stroke-width': 1.2, 'paint-order': 'stroke' };
    return { tag: 'path', attributes: { d, fill: style.colour, 'fill-opacity': 0.9, ...edge } };
  });
}

/** Height of a direct label, and the distance at which two of them do not touch. */
const LABEL = { height: 15, perCharacter: 8 };

/** The name of each class at the middle of its means, but where it would lie on another's: the key has it, too. */
export function classMarks(pair: PairDensity, groups: readonly PointGroup[], theme: Theme): Mark[] {
  const { x, y } = plotScale(pair);
  const placed: { x: number; y: number; width: number }[] = [];
  return groups.flatMap(({ indices, name }) => {
    if (name === null || name.length > 12) return [];
    const middle = (axis: 0 | 1) => median(indices.map((k) => pair.means[2 * k + axis]));
    const at = { x: x(middle(0)), y: y(middle(1)), width: LABEL.perCharacter * name.length };
    const touches = placed.some(
      (other) => Math.abs(other.y - at.y) < LABEL.height && Math.abs(other.x - at.x) < (other.width + at.width) / 2,
    );
    if (touches) return [];
    placed.push(at);
    const style = { 'text-anchor': 'middle', 'font-size': 13, 'font-weight': 600 };
    return haloed({ x: at.x, y: at.y + 4 }, name, theme.foreground, theme, style);
  });
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Text with an edge in the background's colour, readable on points and lines. */
function haloed(at: { x: number; y: number }, text: string, fill: string, theme: Theme, style: object = {}): Mark[] {
  const edge = { stroke: theme.background, 'stroke-width': 3.5, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };
  return [{ tag: 'text', attributes: { ...at, 'font-size': 11, ...style, ...edge, fill }, text }];
}

const line = (d: string, attributes: Record<string, string | number>): Mark => ({
  tag: 'path',
  attributes: { d, fill: 'none', ...attributes },
});

/** A closed curve through points at 90 angles. */
function closed(point: (angle: number) => [x: number, y: number]): string {
  const points = Array.from({ length: 90 }, (_, k) => point((2 * Math.PI * k) / 90));
  return `M${points.map((at) => at.map((value) => value.toFixed(1)).join(' ')).join('L')}Z`;
}
