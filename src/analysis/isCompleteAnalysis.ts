import { isComplete } from '../diagnostics/report';
import type { Analysis, PartialAnalysis } from './analyze';

/** Whether the dump is one of posteriors. */
export function isCompleteAnalysis(analysis: PartialAnalysis): analysis is Analysis {
  return isComplete(analysis.report);
}
