import type { Evidence } from '../diagnostics/findings/evidence';
import { findFindings } from '../diagnostics/findings/findings';
import type { LatentReport } from '../diagnostics/report';
import { declaredKlFloor } from '../diagnostics/statistics';
import type { Thresholds } from '../diagnostics/thresholds';
import type { Analysis } from './analyze';

/** The analysis of the same numbers under a gamma that no file declares. */
export function withGamma(analysis: Analysis, gamma: number, from: string): Analysis {
  const declared = { ...analysis.evidence.declared, gamma, from };
  const totals = {
    ...analysis.evidence.totals,
    declaredKlFloor: declaredKlFloor(analysis.evidence.dimensions, declared),
  };
  const source = { ...analysis.report.source, declared };
  return reassessed(
    { ...analysis, report: { ...analysis.report, source } },
    { ...analysis.evidence, declared, totals },
  );
}

/** The analysis of the same numbers under other thresholds. */
export function withThresholds(analysis: Analysis, thresholds: Thresholds): Analysis {
  return reassessed(analysis, { ...analysis.evidence, thresholds });
}

function reassessed(analysis: Analysis, evidence: Evidence): Analysis {
  const findings = findFindings(evidence, analysis.report.source.skippedAt);
  const report: LatentReport = { ...analysis.report, totals: evidence.totals, findings };
  return { ...analysis, evidence, report };
}
