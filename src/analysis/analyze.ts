import type { AggregateCurves } from '../dashboardProtocol';
import { aggregateDivergences } from '../diagnostics/aggregatePosterior';
import type { CorrelatedPair } from '../diagnostics/covariance';
import type { AnyEvidence, Evidence, TrainingRecord } from '../diagnostics/findings/evidence';
import { findFindings } from '../diagnostics/findings/findings';
import { defaultDimension } from '../diagnostics/firstDimension';
import { singly } from '../diagnostics/mixtureCells';
import { type Moments, shiftOf } from '../diagnostics/moments';
import type {
  ArrayDescription,
  Declared,
  DimensionReport,
  LabelsReport,
  LatentReport,
  PartialReport,
  TotalsReport,
} from '../diagnostics/report';
import { dimensionReport, totalsReport } from '../diagnostics/statistics';
import type { Thresholds } from '../diagnostics/thresholds';
import type { FileAccess } from '../dumps/byteSource';
import { DumpError } from '../dumps/dumpError';
import type { LatentArray } from '../dumps/latentArray';
import { type DumpRequest, type LatentDump, type LoneDump, openDump } from '../dumps/openDump';
import { simdKernels } from '../kernels/kernels';
import { aggregateMomentsOf, gridOf } from './aggregateGrid';
import { analyzeJoint } from './joint';
import { labelsReport } from './labelsReport';
import { analyzeMarginals } from './marginals';
import { type DumpPlaces, findPlaces } from './places';
import { PLAN_ROWS } from './planWindows';
import { asSample, withJoint } from './reassess';
import { nothingSeen, type RowsSeen } from './rows';
import { readSample, type Sample, sampleCurves } from './sample';
import { planScan, sampleMoments } from './scanPlan';
import { NO_POOL, type WorkerPool } from './workerPool';

export interface AnalysisRequest {
  dump: DumpRequest;
  thresholds: Thresholds;
  /**
   * Draws for the joint part (joint, full moment floor, Gaussian total correlation), which costs samples * N * D and
   * N D^2; 0 leaves it out. Above D = 1,024 the covariance is left out all the same (SPEC section 2).
   */
  jointSamples: number;
  /** Whether curves are drawn; if not, means are not counted, and the histograms of the result are empty. */
  curves: boolean;
}

/** Numbers and what is drawn of them. */
export interface AnalysisOf<Report extends PartialReport, Facts extends AnyEvidence> {
  report: Report;
  /** What the findings were derived from, for another declared gamma or other thresholds without reading again. */
  evidence: Facts;
  curves: AggregateCurves;
  places: DumpPlaces;
  /** The most correlated dimensions, the strongest first; null without the joint part and above D = 1,024. */
  pairs: CorrelatedPair[] | null;
}

export type Analysis = AnalysisOf<LatentReport, Evidence>;

/** The analysis of any dump. */
export type PartialAnalysis = AnalysisOf<PartialReport, AnyEvidence>;

/** Elements of a sample that a scan is planned by, at most. */
const PLAN_ELEMENTS = 1 << 20;

/** Called with what is being done, and how much of it. */
export type OnProgress = (stage: string, done: number, total: number) => void;

/** Where a caller wants more than the result. */
export interface AnalysisOptions {
  onProgress?: OnProgress;
  /** For a large dump, early: the analysis of a sample of its rows (`source.preliminaryOf`). */
  onPreliminary?: (analysis: Analysis) => void;
  /** Where the joint part is wanted too, which takes longer: all but that, then again as its estimate gets better. */
  onRefined?: (analysis: Analysis) => void;
  pool?: WorkerPool;
}

/**
 * Reads a dump of posteriors and computes its report; nothing partial is ever returned.
 * @throws DumpError for an unusable dump
 */
export async function analyze(
  request: AnalysisRequest,
  files: FileAccess,
  options: AnalysisOptions = {},
): Promise<Analysis> {
  const dump = await openDump(request.dump, files, (done, total) => options.onProgress?.('Reading bytes', done, total));
  return analyzePosteriors(dump, request, files, options);
}

/** As `analyze`, of a dump that is open; closes it. */
export async function analyzePosteriors(
  dump: LatentDump,
  request: AnalysisRequest,
  files: FileAccess,
  { onProgress = () => {}, onPreliminary, onRefined, pool = NO_POOL }: AnalysisOptions,
): Promise<Analysis> {
  try {
    checkGamma(dump.declared, dump.dimensions);
    const sample = await readSample(dump);
    if (onPreliminary && sample.ofLarge && dump.readsByRanges && sample.rows > 0)
      onPreliminary(await analyzeSample(dump, sample, request));
    const work = { dump, request: request.dump, pool, onDisk: files.onDisk };
    // Of many dimensions the first sample has few rows.
    const larger = sample.ofLarge && sample.rows < PLAN_ROWS;
    const planned = larger ? await readSample(dump, Math.min(PLAN_ROWS * dump.dimensions, PLAN_ELEMENTS)) : sample;
    const plan = planScan(planned, dump.rows, dump.dimensions, pool.threads);
    const { moments, seen, dimensions, curves, blocks } = await analyzeMarginals(work, plan, request, onProgress);
    const totals = totalsReport(moments, dimensions, null, dump.declared);
    const evidence = evidenceOf(dump, request, moments, seen, dimensions, totals);
    await dump.verify();
    const places = await findPlaces(dump, seen);
    const labels = await labelsReport(dump, files, seen);
    const marginal = { report: report(dump, evidence, seen, labels), evidence, curves, places, pairs: null };
    if (request.jointSamples === 0) return marginal;
    onRefined?.(marginal);
    const joint = await analyzeJoint(work, plan, moments, blocks, request.jointSamples, onProgress, (part) =>
      onRefined?.(withJoint(marginal, part)),
    );
    await dump.verify();
    return withJoint(marginal, joint);
  } finally {
    await dump.close();
  }
}

/** The moments of a sample, and the density of the dimension to look at first. */
async function analyzeSample(dump: LatentDump, sample: Sample, request: AnalysisRequest): Promise<Analysis> {
  const { dimensions } = dump;
  const { mean, logVariance, rows } = sample;
  const moments = sampleMoments(sample, shiftOf(mean, logVariance, rows, dimensions));
  const each = aggregateMomentsOf(moments);
  const seen = nothingSeen();
  seen.skippedRows = sample.read - rows;
  const dimensionReports = each.map((_, j) => dimensionReport(moments, j, null));
  const evidence = () =>
    evidenceOf(
      dump,
      request,
      moments,
      seen,
      dimensionReports,
      totalsReport(moments, dimensionReports, null, dump.declared),
    );
  const first = defaultDimension({ dimensions: dimensionReports, findings: findFindings(evidence(), []) });
  const column = (values: Float64Array) =>
    Float64Array.from({ length: rows }, (_, i) => values[i * dimensions + first]);
  const sigma = column(logVariance).map((lv) => Math.exp(lv / 2));
  const mixture = singly(column(mean), sigma);
  const grid = gridOf(each);
  const out = new Float32Array(grid.points);
  const { m, t } = each[first];
  const divergences = aggregateDivergences(mixture, m, t, simdKernels(), { grid, out });
  dimensionReports[first] = dimensionReport(moments, first, divergences);
  const found = evidence();
  const curves = sampleCurves(sample, dimensions, grid, first, out);
  const places = await findPlaces(dump, seen);
  const analysis = { report: report(dump, found, seen, null), evidence: found, curves, places, pairs: null };
  return asSample(analysis, dump.rows);
}

function evidenceOf(
  dump: LatentDump,
  { thresholds }: AnalysisRequest,
  moments: Moments,
  seen: RowsSeen,
  dimensions: DimensionReport[],
  totals: TotalsReport,
): Evidence {
  return {
    rows: moments.rows,
    skippedRows: seen.skippedRows,
    dimensions,
    totals,
    joint: null,
    declared: dump.declared,
    record: trainingRecord(dump),
    spread: {
      kind: dump.spreadKind,
      decidedBy: dump.decidedBy,
      negative: seen.spreadNegative,
      allZero: seen.spreadAllZero,
    },
    tinyVarianceShare: moments.tinyVarianceCount / (moments.rows * dump.dimensions),
    thresholds,
  };
}

/** @throws DumpError where gammas are declared for other dimensions than there are */
export function checkGamma(declared: Declared, dimensions: number): void {
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

/** What the sidecar says that findings use. */
export function trainingRecord({ sidecar }: Pick<LatentDump, 'sidecar'>): TrainingRecord {
  return {
    runningVariance: sidecar?.bn?.runningVar ?? null,
    bias: sidecar?.bn?.bias ?? null,
    klNats: sidecar?.klNats ?? null,
    suVariant: sidecar !== null && (sidecar.tau !== null || sidecar.gammaSigma !== null),
  };
}

function report(dump: LatentDump, evidence: Evidence, seen: RowsSeen, labels: LabelsReport | null): LatentReport {
  return {
    schemaVersion: 1,
    tool: { name: 'latent-lens', version: __VERSION__ },
    source: {
      ...sourceOf(dump, evidence.rows, seen, labels),
      mean: describe(dump.mean),
      spread: { ...describe(dump.spread), kind: dump.spreadKind, decidedBy: dump.decidedBy },
    },
    dimensions: evidence.dimensions,
    totals: evidence.totals,
    joint: evidence.joint,
    findings: findFindings(evidence, seen.skippedAt),
  };
}

/** What reports state of any dump's source. @param rows that are analysed */
export function sourceOf(dump: LatentDump | LoneDump, rows: number, seen: RowsSeen, labels: LabelsReport | null) {
  return {
    files: dump.files,
    rows,
    dimensions: dump.dimensions,
    skippedRows: seen.skippedRows,
    skippedAt: seen.skippedAt,
    preliminaryOf: null,
    arrangement: dump.arrangement,
    labels,
    declared: dump.declared,
  };
}

/** An array as reports state it. */
export const describe = ({ file, array, shape, dtype }: LatentArray): ArrayDescription => ({
  file,
  array,
  shape: [...shape],
  dtype,
});
