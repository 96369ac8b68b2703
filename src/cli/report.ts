import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { PartialAnalysis } from '../analysis/analyze';
import { DumpError } from '../dumps/dumpError';
import { reproducingCommand } from '../report/command';
import { dumpName, dumpTitle } from '../report/dumpName';
import { exitCode } from './exitCode';
import type { ReportArguments } from './reportArguments';

/** Writes the HTML report, and where it went. @returns the exit code @throws DumpError where it cannot be written */
export async function runReport(command: ReportArguments, { report, curves, pairs }: PartialAnalysis): Promise<number> {
  const mean = resolve(report.source.files[0]);
  // A bundle of its own: see esbuild.config.mjs.
  const { reportPage } = await import('../report/reportPage');
  const html = await reportPage({
    title: dumpTitle(mean),
    report,
    curves,
    pairs,
    command: reproducingCommand(command.dump, command.jointSamples),
    date: new Date(),
    notes: [],
  });
  const output = command.output ?? `${dumpName(mean)}.html`;
  if (output === '-') process.stdout.write(html);
  else {
    await write(output, html);
    process.stdout.write(`${output}\n`);
  }
  return exitCode(report.findings, command.failOn);
}

async function write(file: string, html: string): Promise<void> {
  try {
    await writeFile(file, html);
  } catch (error) {
    const found = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new DumpError({ file, place: 'output', found, expected: 'a file that can be written' });
  }
}
