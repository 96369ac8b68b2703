import { type FileFacts, findingsOf, type RuleSeverities, type ScriptFinding } from './rules';
import { silencedBy } from './suppressions';
import { lineStarts, positionAt } from './textPosition';

/**
 * The findings of one file that its author has not silenced there, in the order of its text.
 * @param text of the file
 * @param severities of the user
 */
export function scriptFindings(facts: FileFacts, text: string, severities: RuleSeverities = {}): ScriptFinding[] {
  const findings = findingsOf(facts, severities);
  if (findings.length === 0) return [];
  const silenced = silencedBy(text);
  const starts = lineStarts(text);
  const lineOf = (offset: number) => positionAt(starts, offset).line;
  return findings.filter(({ code, span }) => !silenced(code, lineOf(span.from), lineOf(span.to)));
}
