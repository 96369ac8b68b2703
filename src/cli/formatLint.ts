import type { LintResult } from '../trainingScripts/lintFiles';

/** Sites and findings as text, a line each in the order of the files, and a summary. @param files read */
export function formatLint({ sites, findings }: LintResult, files: number): string {
  const rows = [...sites.map((site) => ({ ...site, severity: 'site' })), ...findings].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column,
  );
  const cells = rows.map(({ file, line, column, severity, code, message }) => [
    `${file}:${line}:${column}`,
    severity,
    code,
    message,
  ]);
  const widths = [0, 1, 2].map((c) => Math.max(0, ...cells.map((row) => row[c].length)));
  const lines = cells.map((row) => row.map((text, c) => text.padEnd(widths[c] ?? 0)).join('  '));
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const summary =
    `${counted(findings.length, 'finding')} (${counted(count('error'), 'error')}, ${counted(count('warning'), 'warning')}, ` +
    `${count('info')} info), ${counted(sites.length, 'gamma site')}, ${counted(files, 'file')} read`;
  return `${[...lines, ...(lines.length ? [''] : []), summary].join('\n')}\n`;
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
