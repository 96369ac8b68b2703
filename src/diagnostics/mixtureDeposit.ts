import type { Kernels } from '../kernels/kernels';
import { CELL_TAIL, type CellLevel, type CellTable, cellTable, geometryOf, type Mixture } from './mixtureCells';
import type { Segment } from './mixtureNodes';
import type { NodeMemory } from './nodeMemory';

/** First segment whose end is at or past `index`. */
export function firstReaching(segments: Segment[], index: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (segments[middle].first + segments[middle].density.length - 1 < index) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Deposits components of one octave, each by itself, in segments that hold no density of their own yet.
 * @param members their indices in the mixture
 * @param h spacing of the nodes, `scale` 1/(N sqrt(2 pi)), `tail` sigmas that a component is followed
 */
export function depositSingles(
  segments: Segment[],
  { mean, sigma }: Mixture,
  members: Int32Array,
  h: number,
  scale: number,
  tail: number,
  kernels: Kernels | null,
  memory: NodeMemory,
): void {
  if (members.length === 0) return;
  if (!kernels) {
    for (const i of members) deposit(segments, mean[i], sigma[i], h, scale, tail);
    return;
  }
  const starts = startsOf(segments);
  const node = memory.integers(members.length);
  const offset = memory.floats(members.length);
  const deviation = memory.floats(members.length);
  for (let k = 0; k < members.length; k++) {
    const i = members[k];
    const centre = Math.round(mean[i] / h);
    const s = firstReaching(segments, centre);
    node[k] = starts[s] + centre - segments[s].first;
    offset[k] = centre * h - mean[i];
    deviation[k] = sigma[i];
  }
  const grids = segments.map(({ own }) => own);
  kernels.deposit(grids, node, offset, deviation, h, scale, tail);
}

/** Adds N(z; mean, sigma^2)/N on both sides of the mean by the recurrence g *= f, f *= exp(-h^2/sigma^2). */
function deposit(segments: Segment[], mean: number, sigma: number, h: number, scale: number, tail: number): void {
  const centre = Math.round(mean / h);
  const { first, own } = segments[firstReaching(segments, centre)];
  const offset = centre * h - mean;
  const precision = 1 / (sigma * sigma);
  const peak = (scale / sigma) * Math.exp(-0.5 * offset * offset * precision);
  const curvature = Math.exp(-h * h * precision);
  const steps = Math.ceil((tail * sigma) / h);
  const k = centre - first;
  own[k] += peak;
  let right = peak;
  let left = peak;
  let rightRatio = Math.exp(-(offset + h / 2) * h * precision);
  let leftRatio = Math.exp((offset - h / 2) * h * precision);
  for (let n = 1; n <= steps; n++) {
    right *= rightRatio;
    left *= leftRatio;
    rightRatio *= curvature;
    leftRatio *= curvature;
    own[k + n] += right;
    own[k - n] += left;
  }
}

/** Adds the cells of one octave to the segments' own density and error. */
export function depositLevels(
  segments: Segment[],
  levels: CellLevel[],
  h: number,
  scale: number,
  kernels: Kernels | null,
): void {
  if (levels.length === 0) return;
  const starts = startsOf(segments);
  for (const level of levels) {
    const { slots, index, sums } = level;
    const table = cellTable(level, h, scale);
    const nodes = geometryOf(level).width / h;
    if (!kernels) {
      for (let c = 0; c < index.length; c++)
        depositCell(segments, index[c] * nodes, sums.subarray(c * slots, (c + 1) * slots), table);
      continue;
    }
    const node = index.map((i) => {
      const s = firstReaching(segments, i * nodes);
      return starts[s] + i * nodes - segments[s].first;
    });
    const grids = segments.map(({ own }) => own);
    const errors = segments.map(({ error }) => error);
    kernels.depositCells(grids, errors, node, sums, table.values, table.half, table.width);
  }
  // Far out a truncated series may fall below 0.
  for (const { own } of segments) for (let k = 0; k < own.length; k++) if (own[k] < 0) own[k] = 0;
}

function depositCell(
  segments: Segment[],
  centre: number,
  sums: Float64Array,
  { values, half, width }: CellTable,
): void {
  const { first, own, error } = segments[firstReaching(segments, centre)];
  const start = centre - half - first;
  const last = sums.length - 1;
  for (let slot = 0; slot <= last; slot++) {
    const to = slot < last ? own : error;
    for (let n = 0; n < width; n++) to[start + n] += sums[slot] * values[slot * width + n];
  }
}

/** Sum over cells of a bound of their density past their tail, in units of 1/(N sqrt(2 pi)). */
export function droppedByCells(level: CellLevel): number {
  const { slots, index, sums } = level;
  const { width, variance, halfRange } = geometryOf(level);
  const sigma = Math.sqrt(variance);
  const distance = (CELL_TAIL * sigma - width / 2) / Math.sqrt(variance + halfRange);
  let members = 0;
  for (let c = 0; c < index.length; c++) members += sums[c * slots];
  return (members * Math.exp(-0.5 * distance * distance)) / Math.sqrt(variance - halfRange);
}

/** Place of each segment's first node, where all of them stand one after another. */
function startsOf(segments: Segment[]): Float64Array {
  const starts = new Float64Array(segments.length);
  for (let s = 1; s < segments.length; s++) starts[s] = starts[s - 1] + segments[s - 1].own.length;
  return starts;
}
