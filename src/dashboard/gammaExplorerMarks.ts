import { num } from '../diagnostics/findings/wording';
import { targetRateInterval } from '../diagnostics/gammaBound';
import type { LatentReport } from '../diagnostics/report';
import { type Floors, floorsAt, type Ranges } from './gammaExplorer';
import { declaredGamma } from './readings';

/** Rows of the gamma explorer's chart (charts/gammaFloors.ts); nats per dimension. */

const CURVE_STEPS = 160;

/** The three floors over [0, gammaMax], as rows of the chart. */
export function floorCurves(report: LatentReport, gammaMax: number): (Floors & { gamma: number })[] {
  return Array.from({ length: CURVE_STEPS + 1 }, (_, k) => {
    const gamma = (k / CURVE_STEPS) * gammaMax;
    return { gamma, ...floorsAt(report, gamma) };
  });
}

/** A floor that a dimension of the dump has. */
export interface FloorPoint {
  index: number;
  kind: 'kl' | 'mismatch';
  /** gammaHat. */
  gamma: number;
  nats: number;
  collapsed: boolean;
}

/** Both floors of each dimension at its measured gamma. */
export function floorPoints({ dimensions }: LatentReport): FloorPoint[] {
  return dimensions.flatMap(({ index, gammaHat: gamma, klFloor, aggregateKlFloor, collapsed }) => [
    { index, kind: 'kl' as const, gamma, nats: klFloor, collapsed },
    { index, kind: 'mismatch' as const, gamma, nats: aggregateKlFloor, collapsed },
  ]);
}

/** From this many points on, those that would cover each other are drawn once: thousands of single marks are slow. */
const MANY_POINTS = 1024;
/** Columns and rows of the grid on which points cover each other, some two pixels wide. */
const CELLS = { gamma: 300, nats: 150 };

/** The points to draw: one of each kind and state per cell of a fine grid where there are many. */
export function distinctPoints(points: FloorPoint[], { gammaMax, natsMax }: Ranges): FloorPoint[] {
  if (points.length < MANY_POINTS) return points;
  const cells = new Map<string, FloorPoint>();
  for (const point of points) {
    const column = Math.round((point.gamma / gammaMax) * CELLS.gamma);
    const row = Math.round((point.nats / natsMax) * CELLS.nats);
    cells.set(`${point.kind} ${point.collapsed} ${column} ${row}`, point);
  }
  return [...cells.values()];
}

/** All of charts/gammaFloors.ts but what sliders and the chosen dimension mark. */
export function explorerPlot(report: LatentReport, ranges: Ranges, points: FloorPoint[]) {
  const { gammaMax, natsMax } = ranges;
  const drawn = distinctPoints(points, ranges);
  return {
    rows: {
      curves: floorCurves(report, gammaMax),
      klPoints: drawn.filter(({ kind }) => kind === 'kl'),
      mismatchPoints: drawn.filter(({ kind }) => kind === 'mismatch'),
    },
    signals: { gammaMax, natsMax, pointSize: points.length > 512 ? 16 : 40 },
  };
}

/** The point nearest to a place in the chart, within `reach` pixels; null where there is none. */
export function nearestPoint(
  points: FloorPoint[],
  at: { gamma: number; nats: number },
  pixel: { x: number; y: number },
  reach: number,
): FloorPoint | null {
  let best: FloorPoint | null = null;
  let bestDistance = reach;
  for (const point of points) {
    const distance = Math.hypot((point.gamma - at.gamma) / pixel.x, (point.nats - at.nats) / pixel.y);
    if (distance >= bestDistance) continue;
    best = point;
    bestDistance = distance;
  }
  return best;
}

/** What the sliders mark: gamma with its floors, and the interval of gamma for a rate of all dimensions together. */
export function sliderMarks(report: LatentReport, gamma: number, rate: number) {
  const { matching, largest } = targetRateInterval(rate, report.source.dimensions);
  return {
    mark: [{ gamma, text: `\u03b3 = ${num(gamma)}` }],
    crossings: Object.values(floorsAt(report, gamma))
      .filter(Number.isFinite)
      .map((nats) => ({ gamma, nats })),
    interval: [{ from: matching, to: largest }],
  };
}

/** What the chosen dimension marks: its two floors, and the gamma declared for it. */
export function chosenMarks({ source }: LatentReport, points: FloorPoint[], chosen: number) {
  const declared = declaredGamma(source.declared, chosen);
  return {
    chosen: points
      .filter(({ index }) => index === chosen)
      .map((point) => ({ ...point, text: point.kind === 'kl' ? String(chosen) : '' })),
    declared: declared === null ? [] : [{ gamma: Math.abs(declared), text: `declared \u03b3 = ${declared}` }],
  };
}
