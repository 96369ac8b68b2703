import type { PairDensity, PairLabels } from '../dashboardProtocol';
import { type CurveGrid, curveGrid } from '../diagnostics/densityCurve';
import { normalGenerator } from '../diagnostics/normalGenerator';
import {
  correlationOf,
  type PairComponents,
  type PairMoments,
  pairDensity,
  pairMoments,
} from '../diagnostics/pairDensity';
import type { ByteSource, FileAccess } from '../dumps/byteSource';
import { DumpError } from '../dumps/dumpError';
import { labelScale } from '../dumps/labelScale';
import { findLabels, type Labels } from '../dumps/labels';
import { type DumpRequest, type LatentDump, openDump, type RowBlock } from '../dumps/openDump';
import { readChosenRows } from './chosenRows';

/** Cells of the density on either axis. */
const CELLS = 128;
/** Examples that the density is of, at most: half a second's work at the widest. */
const MOST_EXAMPLES = 1 << 15;
/** Elements of their rows, at most: all D are read for two of them. */
const MOST_ELEMENTS = 1 << 25;
/** Of D dimensions, however many, at least so many examples. */
const FEWEST_EXAMPLES = 4096;
/** Posterior means that are shown one by one. */
const SHOWN_MEANS = 2000;
/** Fixed, so that a pair has one picture. */
const SEED = 0;

/** Called with the share of the work that is done. */
export type OnPairProgress = (done: number, total: number) => void;

/** A dump that is kept open for one pair after another: opening a JSON dump means to read it whole. */
export interface PairReader {
  /**
   * The aggregate posterior of dimensions a and b, and some of its posterior means with their labels. Of a large dump
   * one example of each of some 32,768 equal stretches is read, chosen at random: dumps are often ordered, and with a
   * period.
   * @throws DumpError when the dump has changed or cannot be read, has no such dimension, or no finite row among these
   */
  read(a: number, b: number, onProgress?: OnPairProgress): Promise<PairDensity>;
  close(): Promise<void>;
}

/** @throws DumpError for an unusable dump */
export async function openPairReader(request: DumpRequest, files: FileAccess): Promise<PairReader> {
  const dump = await openDump(request, files);
  const opened: ByteSource[] = [];
  const close = async () => {
    await Promise.all([dump, ...opened].map((open) => open.close()));
  };
  const open = async (path: string) => {
    const source = await files.open(path);
    opened.push(source);
    return source;
  };
  try {
    const labels = await findLabels(dump, files, open);
    return { read: (a, b, onProgress) => readPair(dump, labels, a, b, onProgress), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readPair(
  dump: LatentDump,
  labels: Labels,
  a: number,
  b: number,
  onProgress: OnPairProgress = () => {},
): Promise<PairDensity> {
  const { file } = dump.mean;
  const missing = [a, b].find((dimension) => dimension >= dump.dimensions);
  if (missing !== undefined) {
    const expected = `one of 0 to ${dump.dimensions - 1}`;
    throw new DumpError({ file, place: 'dimensions', found: `dimension ${missing} asked for`, expected });
  }
  const chosen = chosenRows(dump);
  const total = 2 * chosen.length;
  const { rows, components } = await readComponents(dump, chosen, a, b, (done) => onProgress(done, total));
  await dump.verify();
  if (rows.length === 0) {
    const place = `${chosen.length} rows`;
    throw new DumpError({ file, place, found: 'none that is finite', expected: 'finite numbers in some of them' });
  }
  const moments = pairMoments(components);
  const grid = gridOf(moments);
  const density = pairDensity(components, grid, (done) => onProgress(chosen.length + done, total));
  const shown = evenly(rows.length, SHOWN_MEANS);
  const means = shown.flatMap((k) => [components.meanA[k], components.meanB[k]]);
  const shownRows = shown.map((k) => rows[k]);
  return {
    a,
    b,
    examples: rows.length,
    ...grid,
    density: Float32Array.from(density),
    mass: density.reduce((sum, q) => sum + q, 0) * grid.zStep ** 2,
    correlation: correlationOf(moments),
    means: Float32Array.from(means),
    labels: await labelsAt(labels, shownRows),
  };
}

/** One of each of equal stretches of the rows; all of them where they are few. */
function chosenRows({ rows, dimensions }: LatentDump): number[] {
  const most = Math.min(MOST_EXAMPLES, Math.max(FEWEST_EXAMPLES, Math.floor(MOST_ELEMENTS / dimensions)));
  if (rows <= most) return Array.from({ length: rows }, (_, row) => row);
  const { uniform } = normalGenerator(SEED);
  return Array.from({ length: most }, (_, k) => Math.floor(((k + uniform()) * rows) / most));
}

/** The two columns of the finite ones among the chosen rows. */
async function readComponents(
  dump: LatentDump,
  chosen: readonly number[],
  a: number,
  b: number,
  onRead: (done: number) => void,
): Promise<{ rows: number[]; components: PairComponents }> {
  const rows: number[] = [];
  const columns = () => new Float64Array(chosen.length);
  const [meanA, sigmaA, meanB, sigmaB] = [columns(), columns(), columns(), columns()];
  const take = (at: number, { mean, spread }: RowBlock) => {
    const k = rows.push(chosen[at]) - 1;
    meanA[k] = mean[a];
    meanB[k] = mean[b];
    sigmaA[k] = Math.exp(spread[a] / 2);
    sigmaB[k] = Math.exp(spread[b] / 2);
  };
  await readChosenRows(dump, chosen, take, onRead);
  const found = (column: Float64Array) => column.subarray(0, rows.length);
  return {
    rows,
    components: { meanA: found(meanA), sigmaA: found(sigmaA), meanB: found(meanB), sigmaB: found(sigmaB) },
  };
}

/** One range for both axes, so that the prior's circles are round. */
function gridOf({ a, b, varianceA, varianceB }: PairMoments): CurveGrid {
  const { zMin, zStep, points } = curveGrid([a, b], [varianceA, varianceB]);
  return { zMin, zStep: (zStep * points) / CELLS, points: CELLS };
}

/** `count` of 0 to length - 1 at equal distances, or all. */
function evenly(length: number, count: number): number[] {
  if (length <= count) return Array.from({ length }, (_, k) => k);
  return Array.from({ length: count }, (_, k) => Math.floor((k * length) / count));
}

/** @param rows of the examples that are shown */
async function labelsAt({ source, note, read }: Labels, rows: number[]): Promise<PairLabels> {
  if (source === null || read === null) return { source, note, classes: null, values: null };
  const scale = labelScale(await read(rows));
  const problem = scale.note && `${source}: ${scale.note}`;
  return { ...scale, source, note: problem ?? note };
}
