import type { AggregateCurves } from '../dashboardProtocol';
import { binsOf, countMeans, curveGrid } from '../diagnostics/densityCurve';
import type { LoneEvidence } from '../diagnostics/findings/evidence';
import { findFindings } from '../diagnostics/findings/findings';
import {
  type LoneMoments,
  loneMoments,
  loneTotals,
  meansDimension,
  mergeLone,
  samplesDimension,
} from '../diagnostics/loneStatistics';
import { populationVariance } from '../diagnostics/moments';
import type { LabelsReport, PartialReport } from '../diagnostics/report';
import type { FileAccess } from '../dumps/byteSource';
import type { Elements } from '../dumps/latentArray';
import type { LoneDump } from '../dumps/openDump';
import { curvesOf } from './aggregateGrid';
import {
  type AnalysisOf,
  type AnalysisRequest,
  checkGamma,
  describe,
  type OnProgress,
  sourceOf,
  trainingRecord,
} from './analyze';
import { labelsReport } from './labelsReport';
import { findLonePlaces } from './places';
import { checkSeen, finiteValues, nothingSeen, type RowsSeen } from './rows';

/** Elements read at once. */
const BLOCK_ELEMENTS = 1 << 18;

/**
 * The report of a dump of one array: what its first two moments say. Rows are read once, and once more where they are
 * counted for histograms, whose axis takes the moments. Closes the dump.
 * @throws DumpError for an unusable dump
 */
export async function analyzeLone(
  dump: LoneDump,
  request: AnalysisRequest,
  files: FileAccess,
  onProgress: OnProgress,
): Promise<AnalysisOf<PartialReport, LoneEvidence>> {
  try {
    checkGamma(dump.declared, dump.dimensions);
    const seen = nothingSeen();
    const moments = await momentsOf(dump, seen, onProgress);
    const isMean = dump.holds === 'means';
    const dimensions = moments.columns.map(isMean ? meansDimension : samplesDimension);
    const evidence: LoneEvidence = {
      rows: moments.squaredNorm.count,
      skippedRows: seen.skippedRows,
      dimensions,
      totals: loneTotals(dump.holds, moments, dimensions, dump.declared),
      joint: null,
      declared: dump.declared,
      record: trainingRecord(dump),
      thresholds: request.thresholds,
    };
    const curves = await curvesOfLone(dump, moments, request.curves, onProgress);
    await dump.verify();
    const places = await findLonePlaces(dump, seen);
    const labels = await labelsReport(dump, files, seen);
    return { report: report(dump, evidence, seen, labels), evidence, curves, places, pairs: null };
  } finally {
    await dump.close();
  }
}

async function momentsOf(dump: LoneDump, seen: RowsSeen, onProgress: OnProgress): Promise<LoneMoments> {
  let moments: LoneMoments | undefined;
  await readFinite(dump, seen, 'Reading rows', onProgress, (values, rows) => {
    const own = loneMoments(values, rows, dump.dimensions);
    moments = moments ? mergeLone(moments, own) : own;
  });
  const roles = { mean: dump.array, spread: dump.array };
  await checkSeen({ ...roles, locate: dump.locate }, seen, moments?.squaredNorm.count ?? 0);
  return moments!;
}

/** The histograms, on the axis that their normals take; no densities. */
async function curvesOfLone(
  dump: LoneDump,
  { columns, squaredNorm }: LoneMoments,
  wanted: boolean,
  onProgress: OnProgress,
): Promise<AggregateCurves> {
  const grid = curveGrid(
    columns.map(({ mean }) => mean),
    columns.map(populationVariance),
  );
  const { dimensions } = dump;
  const bins = binsOf(grid);
  const counts = new Float64Array(wanted ? dimensions * bins.bins : 0);
  if (wanted) {
    await readFinite(dump, nothingSeen(), 'Counting rows', onProgress, (values, rows) => {
      const own = values.subarray(0, rows * dimensions);
      for (let j = 0; j < dimensions; j++)
        countMeans(own, j, dimensions, bins, counts.subarray(j * bins.bins, (j + 1) * bins.bins));
    });
  }
  return curvesOf(grid, squaredNorm.count, [], [counts]);
}

/** Reads all rows in blocks, and hands on the finite ones of each. */
async function readFinite(
  dump: LoneDump,
  seen: RowsSeen,
  stage: string,
  onProgress: OnProgress,
  take: (values: Elements, rows: number) => void,
): Promise<void> {
  const { rows, dimensions, array } = dump;
  const blockRows = Math.max(1, Math.floor(BLOCK_ELEMENTS / dimensions));
  const block = new Float64Array(Math.min(rows, blockRows) * dimensions);
  for (let start = 0; start < rows && seen.problem === null; start += blockRows) {
    const count = Math.min(blockRows, rows - start);
    onProgress(stage, start, rows);
    await array.readRows(start, count, block);
    const usable = finiteValues(block, dimensions, start, count, seen);
    if (usable > 0) take(block, usable);
  }
}

function report(dump: LoneDump, evidence: LoneEvidence, seen: RowsSeen, labels: LabelsReport | null): PartialReport {
  const array = describe(dump.array);
  const isMean = dump.holds === 'means';
  return {
    schemaVersion: 1,
    tool: { name: 'latent-lens', version: __VERSION__ },
    source: {
      ...sourceOf(dump, evidence.rows, seen, labels),
      mean: isMean ? array : null,
      spread: null,
      samples: isMean ? null : array,
      missing: dump.missing,
    },
    dimensions: evidence.dimensions,
    totals: evidence.totals,
    joint: null,
    findings: findFindings(evidence, seen.skippedAt),
  };
}
