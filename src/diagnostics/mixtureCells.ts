import type { Widening } from './varianceFloor';

/**
 * Components of a mixture of Gaussians, collected in cells, for when there are too many to keep.
 *
 * With x = mu and s the variance, N(z; x + a, s + b) is exp(a D + b D^2 / 2) N(z; x, s), D the derivative by x (the
 * Gaussian solves the heat equation): the sum of b_k D^k/k! N(z; x, s) with b_0 = 1, b_1 = a and
 * b_k = a b_(k-1) + (k - 1) b b_(k-2). So all components near (x, s) need only the sums of their b_k: the fast Gauss
 * transform (Greengard & Strain 1991) with a variable width. Mass, mean and variance of the mixture are kept exactly, and
 * with them the moments up to the last b_k.
 *
 * Cells lie on a fixed lattice: s in levels, parts of a binary octave of equal size, x in steps of w = 2^o, the smallest sigma of
 * the octave [4^o, 4^(o+1)) of s. So the same components give the same cells wherever they are collected, and cells
 * merge by addition. a is counted in units of w, b in units of w^2.
 */

/** N Gaussians of one dimension with equal weights. Some are kept singly. */
export interface Mixture {
  /** N: singles and the components in cells. */
  count: number;
  /** Means and standard deviations of the singles. */
  mean: Float64Array;
  sigma: Float64Array;
  /** 1 for each single that is left out: it stands alone, and has closed forms (isolated.ts). */
  alone?: Uint8Array;
  cells: CellLevel[];
  /** How much wider some of its components are than those it stands for. */
  widening?: Widening;
}

/** All cells of one level of s; levels ascend in a mixture. */
export interface CellLevel {
  slots: Slots;
  level: number;
  /** Means of the cells, in steps of w; ascending. */
  index: Int32Array;
  /** [cells, slots]: sums of b_0 .. b_(slots - 2), then of |b_k|/sqrt(k!) for the next two. */
  sums: Float64Array;
}

/**
 * Numbers per cell: 12 for speed, with an error of some 4e-5 of the density, 16 for one of 3e-8 (on average over a cell).
 * Those of KL(q||p) are a thousand times smaller, as moments are kept, but are not known so well.
 */
export type Slots = 12 | 16;

/** Levels per binary octave of s, as a number of bits of its mantissa. */
export const LEVEL_BITS: Record<Slots, number> = { 12: 1, 16: 2 };

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const HIGH_WORD = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** Level of a variance s > 0: its exponent and the first bits of its mantissa. */
export function levelOf(variance: number, slots: Slots): number {
  float[0] = variance;
  return words[HIGH_WORD] >>> (20 - LEVEL_BITS[slots]);
}

/** Where the cells of a level lie. */
export interface LevelGeometry {
  /** o: sigma is in [2^o, 2^(o+1)). */
  octave: number;
  /** w = 2^o. */
  width: number;
  /** s of the cells' centres. */
  variance: number;
  /** Half the range of s. */
  halfRange: number;
}

export function geometryOf({ level, slots }: Pick<CellLevel, 'level' | 'slots'>): LevelGeometry {
  const bits = LEVEL_BITS[slots];
  const exponent = (level >> bits) - 1023;
  const step = 2 ** (exponent - bits);
  const part = level & ((1 << bits) - 1);
  const octave = exponent >> 1;
  return { octave, width: 2 ** octave, variance: 2 ** exponent + (part + 0.5) * step, halfRange: step / 2 };
}

/** sqrt(k!) */
const ROOT_FACTORIAL = Float64Array.from({ length: 18 }, (_, k) => {
  let product = 1;
  for (let n = 2; n <= k; n++) product *= n;
  return Math.sqrt(product);
});

/**
 * Adds one component to its cell.
 * @param cell [slots]
 * @param a (mu - centre)/w and `b` (s - centre)/w^2
 */
export function addToCell(cell: Float64Array, a: number, b: number): void {
  const slots = cell.length;
  let beforeLast = 0;
  let last = 1;
  let omitted = 0;
  cell[0] += 1;
  for (let k = 1; k <= slots; k++) {
    const next = a * last + (k - 1) * b * beforeLast;
    beforeLast = last;
    last = next;
    if (k < slots - 1) cell[k] += next;
    else omitted += Math.abs(next) / ROOT_FACTORIAL[k];
  }
  cell[slots - 1] += omitted;
}

/** Deviations of its own that a cell is followed from its centre; its components end e^-59 of their peak or lower. */
export const CELL_TAIL = 12;

/** Cramer's bound: |He_k(u)| e^(-u^2/2) <= CRAMER sqrt(k!) e^(-u^2/4). */
const CRAMER = 1.0865;

/** What a unit of each slot adds to the nodes around the centre of a cell. */
export interface CellTable {
  /** [slots, width]; of the last slot it is a bound of the error. */
  values: Float64Array;
  /** Nodes before the centre. */
  half: number;
  /** Nodes in all, a multiple of 8. */
  width: number;
}

/** Tables of one `scale`: all dimensions of a dump use the same. */
const tables = { scale: 0, bySpacing: new Map<string, CellTable>() };

/** The table of a level; computed once for all dimensions. */
export function cellTable(cells: CellLevel, h: number, scale: number): CellTable {
  if (tables.scale !== scale) tables.bySpacing.clear();
  tables.scale = scale;
  const key = `${cells.slots} ${cells.level} ${h}`;
  let table = tables.bySpacing.get(key);
  if (!table) {
    table = computeTable(cells, h, scale);
    tables.bySpacing.set(key, table);
  }
  return table;
}

/**
 * Densities on nodes of spacing h.
 * The error: of b_k (w/sigma)^k / sqrt(k!) = e_k, each is at most a e_(k-1)/sqrt(k) + b e_(k-2), so the sum of all that are
 * left out is at most that of their first two by 1 - a/sqrt(slots - 1) - b; Cramer's bound gives the density.
 * @param scale 1/(N sqrt(2 pi))
 */
function computeTable(cells: CellLevel, h: number, scale: number): CellTable {
  const { slots } = cells;
  const { width: w, variance, halfRange } = geometryOf(cells);
  const sigma = Math.sqrt(variance);
  const half = Math.ceil((CELL_TAIL * sigma) / h);
  const width = 8 * Math.ceil((2 * half + 1) / 8);
  const values = new Float64Array(slots * width);
  const ratio = w / sigma;
  const order = slots - 1;
  const rest = 1 - (0.5 * ratio) / Math.sqrt(order) - halfRange / variance;
  const bound = (CRAMER * ratio ** order * scale) / (sigma * rest);
  for (let n = 0; n < width; n++) {
    const u = ((n - half) * h) / sigma;
    let hermite = 1;
    let before = 0;
    let factor = (scale / sigma) * Math.exp(-0.5 * u * u);
    for (let k = 0; k < order; k++) {
      values[k * width + n] = factor * hermite;
      const next = u * hermite - k * before;
      before = hermite;
      hermite = next;
      factor *= ratio / (k + 1);
    }
    values[order * width + n] = bound * Math.exp(-0.25 * u * u);
  }
  return { values, half, width };
}

/** N Gaussians, all kept singly. */
export const singly = (mean: Float64Array, sigma: Float64Array): Mixture => ({
  count: mean.length,
  mean,
  sigma,
  cells: [],
});
