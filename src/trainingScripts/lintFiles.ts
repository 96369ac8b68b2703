import type { Severity } from '../diagnostics/report';
import { configSites } from './configSites';
import type { GammaSite, ScriptFacts } from './gammaSite';
import { withImportedParameters } from './imports';
import { mayConcernGamma } from './mentionsGamma';
import { siteMessage } from './messages';
import { analyzeNotebook } from './notebook';
import { analyzeScript } from './pythonScript';
import type { RuleSeverities, ScriptCode, ScriptFinding } from './rules';
import { scriptFindings } from './scriptFindings';
import { lineStarts, positionAt } from './textPosition';

/** A file of the project: any mix of Python, notebooks, shell, Markdown, YAML, TOML and JSON, told by its extension. */
export interface SourceFile {
  path: string;
  text: string;
}

/** Lines and columns from 1, columns in UTF-16 units. */
export interface LintSite {
  file: string;
  line: number;
  column: number;
  code: 'gamma-site';
  /** Null where the file does not say. */
  gamma: number | null;
  source: GammaSite['source'];
  name: string | null;
  message: string;
}

/** Lines and columns from 1, columns in UTF-16 units; the end is exclusive. */
export interface LintFinding {
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  code: ScriptCode;
  severity: Severity;
  message: string;
  /** Section of docs/diagnostics.md. */
  help: string;
  value: number | null;
  threshold: number | null;
}

export interface LintResult {
  sites: LintSite[];
  findings: LintFinding[];
}

/** Files whose command lines may say which script reads which config. */
const COMMAND_LINES = /\.(?:sh|bash|md)$|(?:^|[/\\])launch\.json$/;

const NO_FACTS: ScriptFacts = { sites: [], parameters: [] };

/**
 * The gamma sites and findings of the files of one project, in the order of the files and of their texts. A config or a
 * command line is judged by the scripts among the files, so all of a project's belong in one call. Files that mention
 * neither batch norm nor gamma are not parsed.
 */
export function lintFiles(files: readonly SourceFile[], severities: RuleSeverities = {}): LintResult {
  const python = files
    .filter(({ path }) => /\.(?:py|ipynb)$/i.test(path))
    .map((file) => ({ ...file, ...pythonFacts(file) }));
  const factsOf = new Map(python.map((script) => [script.path, script]));
  const others = files.filter(({ path }) => COMMAND_LINES.test(path));
  const scripts = withImportedParameters(python, others);
  const results = files.map((file) => {
    const facts = factsOf.get(file.path) ?? configSites(file.path, file.text, scripts);
    const findings = scriptFindings(facts, file.text, severities);
    return placed(file, facts.sites, findings);
  });
  return {
    sites: results.flatMap(({ sites }) => sites),
    findings: results.flatMap(({ findings }) => findings),
  };
}

function pythonFacts({ path, text }: SourceFile): ScriptFacts {
  if (!mayConcernGamma(text)) return NO_FACTS;
  return /\.py$/i.test(path) ? analyzeScript(text) : analyzeNotebook(text);
}

function placed({ path: file, text }: SourceFile, sites: GammaSite[], findings: ScriptFinding[]): LintResult {
  if (sites.length + findings.length === 0) return { sites: [], findings: [] };
  const starts = lineStarts(text);
  return {
    sites: sites.map((site) => ({
      file,
      ...positionAt(starts, site.span.from),
      code: 'gamma-site',
      gamma: site.gamma,
      source: site.source,
      name: site.name,
      message: siteMessage(site),
    })),
    findings: findings.map(({ code, severity, message, help, value, threshold, span }) => {
      const { line: endLine, column: endColumn } = positionAt(starts, span.to);
      const place = { file, ...positionAt(starts, span.from), endLine, endColumn };
      return { ...place, code, severity, message, help, value, threshold };
    }),
  };
}
