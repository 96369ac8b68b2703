import type { AggregateCurves } from '../dashboardProtocol';
import { type FullMoments, fullMoments } from '../diagnostics/covariance';
import type { Evidence, TrainingRecord } from '../diagnostics/findings/evidence';
import { findFindings } from '../diagnostics/findings/findings';
import { estimateMutualInformation, type JointEstimate, jointReport } from '../diagnostics/joint';
import type {
  ArrayDescription,
  Declared,
  DimensionReport,
  JointReport,
  LatentReport,
  TotalsReport,
} from '../diagnostics/report';
import { totalsReport } from '../diagnostics/statistics';
import type { Thresholds } from '../diagnostics/thresholds';
import type { FileAccess } from '../dumps/byteSource';
import { DumpError } from '../dumps/dumpError';
import type { LatentArray } from '../dumps/latentArray';
import { type DumpRequest, type LatentDump, openDump } from '../dumps/openDump';
import { simdKernels } from '../kernels/kernels';
import { type DimensionPool, NO_POOL } from './dimensionPool';
import { analyzeMarginals } from './marginals';
import { type DumpPlaces, findPlaces } from './places';
import { asSample } from './reassess';
import { type LatentRows, readLatentRows } from './rows';
import { sampledDump } from './sampledDump';

export interface AnalysisRequest {
  dump: DumpRequest;
  thresholds: Thresholds;
  /**
   * Draws for the joint part (joint, full moment floor, Gaussian total correlation), which costs samples * N * D and
   * N D^2; 0 leaves it out. Above D = 1,024 the covariance is left out all the same (SPEC section 2).
   */
  jointSamples: number;
}

export interface Analysis {
  report: LatentReport;
  /** What the findings were derived from, for another declared gamma or other thresholds without reading again. */
  evidence: Evidence;
  curves: AggregateCurves;
  places: DumpPlaces;
}

/** Called with what is being done, and how much of it. */
export type OnProgress = (stage: string, done: number, total: number) => void;

const COVARIANCE_LIMIT = 1024;
/** Fixed, so that a dump has one report. */
const JOINT_SEED = 0;

/** Where a caller wants more than the result. */
export interface AnalysisOptions {
  onProgress?: OnProgress;
  /** For a large dump, early: the analysis of a sample of its rows (`source.preliminaryOf`). */
  onPreliminary?: (analysis: Analysis) => void;
  pool?: DimensionPool;
}

/** Reads a dump and computes its report; nothing partial is ever returned. @throws DumpError for an unusable dump */
export async function analyze(
  request: AnalysisRequest,
  files: FileAccess,
  { onProgress = () => {}, onPreliminary, pool = NO_POOL }: AnalysisOptions = {},
): Promise<Analysis> {
  const dump = await openDump(request.dump, files, (done, total) => onProgress('Reading bytes', done, total));
  try {
    const sample = onPreliminary && sampledDump(dump);
    if (sample) await analyzeSample(sample, dump.rows, request, onPreliminary);
    return await analyzeDump(dump, request, onProgress, pool);
  } finally {
    await dump.close();
  }
}

async function analyzeSample(
  sample: LatentDump,
  preliminaryOf: number,
  request: AnalysisRequest,
  onPreliminary: (analysis: Analysis) => void,
): Promise<void> {
  try {
    const analysis = await analyzeDump(sample, { ...request, jointSamples: 0 }, () => {}, NO_POOL);
    onPreliminary(asSample(analysis, preliminaryOf));
  } catch (error) {
    // What is wrong with the sample is wrong with the whole, which names the row as the file counts it.
    if (!(error instanceof DumpError)) throw error;
  }
}

async function analyzeDump(
  dump: LatentDump,
  request: AnalysisRequest,
  onProgress: OnProgress,
  pool: DimensionPool,
): Promise<Analysis> {
  const rows = await readLatentRows(dump, (done) => onProgress('Reading rows', done, dump.rows));
  checkGamma(dump.declared, dump.dimensions);
  const { dimensions, curves } = await analyzeMarginals(rows, pool, (taken) =>
    onProgress('Aggregate posterior', taken, dump.dimensions),
  );
  const full = covariancePart(request, rows, dimensions, onProgress);
  const totals = totalsReport(rows.moments, dimensions, full, dump.declared);
  const evidence: Evidence = {
    rows: rows.moments.rows,
    skippedRows: rows.skippedRows,
    dimensions,
    totals,
    joint: jointPart(request, rows, totals, onProgress),
    declared: dump.declared,
    record: trainingRecord(dump),
    spread: {
      kind: dump.spreadKind,
      decidedBy: dump.decidedBy,
      negative: rows.spreadNegative,
      allZero: rows.spreadAllZero,
    },
    tinyVarianceShare: rows.moments.tinyVarianceCount / (rows.moments.rows * dump.dimensions),
    thresholds: request.thresholds,
  };
  return { report: report(dump, rows, evidence), evidence, curves, places: await findPlaces(dump, rows) };
}

function covariancePart(
  { jointSamples }: AnalysisRequest,
  rows: LatentRows,
  dimensions: DimensionReport[],
  onProgress: OnProgress,
): FullMoments | null {
  if (jointSamples === 0 || dimensions.length > COVARIANCE_LIMIT) return null;
  const m = dimensions.map((d) => d.betaHat);
  const meanVariance = dimensions.map((d) => d.meanVariance);
  return fullMoments(rows.mean, m, meanVariance, (row) => onProgress('Covariance', row, dimensions.length));
}

function jointPart(
  { jointSamples }: AnalysisRequest,
  rows: LatentRows,
  totals: TotalsReport,
  onProgress: OnProgress,
): JointReport | null {
  const { mean, logVariance } = rows;
  const draws = estimateMutualInformation(mean, logVariance, jointSamples, JOINT_SEED, simdKernels());
  let estimate: JointEstimate | null = null;
  for (estimate of draws) {
    onProgress('Joint mutual information', estimate.samples, jointSamples);
  }
  return estimate && jointReport(estimate, rows.moments.rows, totals.kl, totals.aggregateKlSum);
}

function checkGamma(declared: Declared, dimensions: number): void {
  const { gamma, from } = declared;
  if (Array.isArray(gamma) && gamma.length !== dimensions) {
    throw new DumpError({
      file: from ?? 'the declared gamma',
      place: 'key "gamma"',
      found: `${gamma.length} values`,
      expected: `one number, or one for each of the ${dimensions} dimensions`,
    });
  }
}

function trainingRecord({ sidecar }: LatentDump): TrainingRecord {
  return {
    runningVariance: sidecar?.bn?.runningVar ?? null,
    bias: sidecar?.bn?.bias ?? null,
    klNats: sidecar?.klNats ?? null,
    suVariant: sidecar !== null && (sidecar.tau !== null || sidecar.gammaSigma !== null),
  };
}

function report(dump: LatentDump, rows: LatentRows, evidence: Evidence): LatentReport {
  return {
    schemaVersion: 1,
    tool: { name: 'latent-lens', version: __VERSION__ },
    source: {
      files: dump.files,
      rows: rows.moments.rows,
      dimensions: dump.dimensions,
      skippedRows: rows.skippedRows,
      skippedAt: rows.skippedAt,
      preliminaryOf: null,
      mean: describe(dump.mean),
      spread: { ...describe(dump.spread), kind: dump.spreadKind, decidedBy: dump.decidedBy },
      declared: dump.declared,
    },
    dimensions: evidence.dimensions,
    totals: evidence.totals,
    joint: evidence.joint,
    findings: findFindings(evidence, rows.skippedAt),
  };
}

const describe = ({ file, array, shape, dtype }: LatentArray): ArrayDescription => ({
  file,
  array,
  shape: [...shape],
  dtype,
});
