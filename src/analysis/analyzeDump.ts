import type { FileAccess } from '../dumps/byteSource';
import { openLatents } from '../dumps/openDump';
import { type AnalysisOptions, type AnalysisRequest, analyzePosteriors, type PartialAnalysis } from './analyze';
import { analyzeLone } from './analyzeLone';

/**
 * Reads whatever dump a request means and computes its report: of posteriors all of it, of one array what that suffices
 * for, which is done too soon for anything early.
 * @throws DumpError for an unusable dump
 */
export async function analyzeDump(
  request: AnalysisRequest,
  files: FileAccess,
  options: AnalysisOptions = {},
): Promise<PartialAnalysis> {
  const { onProgress = () => {} } = options;
  const dump = await openLatents(request.dump, files, (done, total) => onProgress('Reading bytes', done, total));
  return 'array' in dump
    ? analyzeLone(dump, request, files, onProgress)
    : analyzePosteriors(dump, request, files, options);
}
