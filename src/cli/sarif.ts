import { pathToFileURL } from 'node:url';
import type { Severity } from '../diagnostics/report';
import { REPOSITORY } from '../report/documentation';
import type { LintFinding } from '../trainingScripts/lintFiles';
import { SCRIPT_CODES, type ScriptCode } from '../trainingScripts/rules';

const LEVEL: Record<Severity, 'note' | 'warning' | 'error'> = { info: 'note', warning: 'warning', error: 'error' };

const SUMMARY: Record<ScriptCode, string> = {
  'gamma-zero': 'gamma <= 0: nothing keeps the KL from vanishing',
  'gamma-exceeds-one': 'abs(gamma) >= 1: every dimension is wider than the prior',
  'bn-eps': "Batch norm's eps lets the posterior mean escape the floor of gamma",
  'gamma-unfilled': 'The batch-norm weight is frozen but never filled, so gamma is 1',
  'lost-continuation': 'A missing backslash drops gamma from the command line',
};

/**
 * Findings as a SARIF 2.1.0 log (OASIS), for code scanning in CI. Paths in the working folder are relative to
 * %SRCROOT%, others are file URIs.
 * @param version of the tool
 */
export function sarifLog(findings: readonly LintFinding[], version: string) {
  const rules = SCRIPT_CODES.map((code) => ({
    id: code,
    shortDescription: { text: `${SUMMARY[code]}.` },
    helpUri: `${REPOSITORY}/blob/main/docs/diagnostics.md#${code}`,
    defaultConfiguration: { level: 'warning' },
  }));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'latent-lens', version, informationUri: REPOSITORY, rules } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ruleId: finding.code,
          ruleIndex: SCRIPT_CODES.indexOf(finding.code),
          level: LEVEL[finding.severity],
          message: { text: finding.message },
          locations: [{ physicalLocation: { artifactLocation: artifact(finding.file), region: region(finding) } }],
        })),
      },
    ],
  };
}

function artifact(file: string) {
  const isRelative = !/^(?:[/\\]|[A-Za-z]:)/.test(file);
  if (!isRelative) return { uri: pathToFileURL(file).href };
  const uri = file.split(/[/\\]/).map(encodeURIComponent).join('/');
  return { uri, uriBaseId: '%SRCROOT%' };
}

const region = ({ line, column, endLine, endColumn }: LintFinding) => ({
  startLine: line,
  startColumn: column,
  endLine,
  endColumn,
});
