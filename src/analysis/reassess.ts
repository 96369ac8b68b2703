import type { AnyEvidence } from '../diagnostics/findings/evidence';
import { findFindings } from '../diagnostics/findings/findings';
import { jointReport } from '../diagnostics/joint';
import type { FindingCode, PartialReport } from '../diagnostics/report';
import { declaredKlFloor } from '../diagnostics/statistics';
import type { Thresholds } from '../diagnostics/thresholds';
import type { Analysis, AnalysisOf } from './analyze';
import type { JointPart } from './joint';

/** The analysis of the same numbers under a gamma that no file declares. */
export function withGamma<Report extends PartialReport, Facts extends AnyEvidence>(
  analysis: AnalysisOf<Report, Facts>,
  gamma: number,
  from: string,
): AnalysisOf<Report, Facts> {
  const { evidence, report } = analysis;
  const declared = { ...evidence.declared, gamma, from };
  const totals = { ...evidence.totals, declaredKlFloor: declaredKlFloor(evidence.dimensions, declared) };
  const source = { ...report.source, declared };
  return reassessed({ ...analysis, report: { ...report, source } }, { ...evidence, declared, totals });
}

/** The analysis of the same numbers under other thresholds. */
export function withThresholds<Report extends PartialReport, Facts extends AnyEvidence>(
  analysis: AnalysisOf<Report, Facts>,
  thresholds: Thresholds,
): AnalysisOf<Report, Facts> {
  return reassessed(analysis, { ...analysis.evidence, thresholds });
}

/** The analysis with its joint part. */
export function withJoint(analysis: Analysis, { estimate, full, pairs }: JointPart): Analysis {
  const { evidence } = analysis;
  const totals = {
    ...evidence.totals,
    aggregateKlFloorFull: full?.aggregateKlFloorFull ?? null,
    gaussianTotalCorrelation: full?.gaussianTotalCorrelation ?? null,
  };
  // Known by then: the densities come first.
  const aggregateKlSum = totals.aggregateKlSum!;
  const joint = jointReport(estimate, evidence.rows, totals.kl, aggregateKlSum);
  return reassessed({ ...analysis, report: { ...analysis.report, joint }, pairs }, { ...evidence, totals, joint });
}

/** The analysis of some rows, marked as preliminary for a dump of `preliminaryOf` rows. */
export function asSample(analysis: Analysis, preliminaryOf: number): Analysis {
  const source = { ...analysis.report.source, preliminaryOf };
  return reassessed({ ...analysis, report: { ...analysis.report, source } }, analysis.evidence);
}

/** What is said of single rows and of N. */
const WAITS_FOR_THE_WHOLE: FindingCode[] = ['nonfinite-values', 'small-sample'];

function reassessed<Report extends PartialReport, Facts extends AnyEvidence>(
  analysis: AnalysisOf<Report, Facts>,
  evidence: Facts,
): AnalysisOf<Report, Facts> {
  const { skippedAt, preliminaryOf } = analysis.report.source;
  const waits = preliminaryOf === null ? [] : WAITS_FOR_THE_WHOLE;
  const findings = findFindings(evidence, skippedAt).filter((f) => !waits.includes(f.code));
  const report: Report = { ...analysis.report, totals: evidence.totals, findings };
  return { ...analysis, evidence, report };
}
