import { isAbsolute, relative } from 'node:path';
import { type LintResult, lintFiles, type SourceFile } from '../trainingScripts/lintFiles';
import { exitCode } from './exitCode';
import { formatLint } from './formatLint';
import type { LintArguments } from './lintArguments';
import { sarifLog } from './sarif';

/** Prints what `latent-lens lint` finds, with paths relative to the working folder where they lie in it. @returns the exit code */
export function runLint({ format, failOn, severities }: LintArguments, sources: readonly SourceFile[]): number {
  const { sites, findings } = lintFiles(sources, severities);
  const shown = { sites: sites.map(withShownPath), findings: findings.map(withShownPath) };
  process.stdout.write(OUTPUTS[format](shown, sources.length));
  return exitCode(findings, failOn);
}

const OUTPUTS: Record<LintArguments['format'], (result: LintResult, files: number) => string> = {
  text: formatLint,
  json: ({ sites, findings }, files) =>
    `${JSON.stringify({ schemaVersion: 1, tool: { name: 'latent-lens', version: __VERSION__ }, files, sites, findings })}\n`,
  sarif: ({ findings }) => `${JSON.stringify(sarifLog(findings, __VERSION__))}\n`,
};

function withShownPath<T extends { file: string }>(entry: T): T {
  const path = relative(process.cwd(), entry.file);
  return { ...entry, file: path.startsWith('..') || isAbsolute(path) ? entry.file : path };
}
