import { type Analysis, type AnalysisRequest, analyze } from '../../../src/analysis/analyze';
import type { FindingCode, LatentReport } from '../../../src/diagnostics/report';
import { DEFAULT_THRESHOLDS } from '../../../src/diagnostics/thresholds';
import type { DumpRequest } from '../../../src/dumps/openDump';
import { folder } from '../dumps/inMemory';

/** The request for a dump, with default thresholds and without the joint part. */
export const requestFor = (dump: DumpRequest): AnalysisRequest => ({
  dump,
  thresholds: DEFAULT_THRESHOLDS,
  jointSamples: 0,
  curves: true,
});

/** The analysis of the dump that these files, in one folder, hold. */
export function analyzed(
  files: Record<string, string | Uint8Array>,
  dump: Partial<DumpRequest> = {},
  more: Partial<AnalysisRequest> = {},
): Promise<Analysis> {
  return analyze({ ...requestFor({ paths: ['/d'], ...dump }), ...more }, folder(files));
}

export const codesOf = ({ findings }: LatentReport): FindingCode[] => findings.map((f) => f.code);
