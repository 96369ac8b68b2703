import { DUMP_OPTIONS, type DumpArguments, parseDump } from './analyzeArguments';
import { parseOptions } from './optionValues';

export interface ReportArguments extends DumpArguments {
  type: 'report';
  /** File to write, "-" for stdout; null where it is named after the dump. */
  output: string | null;
}

export const REPORT_OPTIONS = { ...DUMP_OPTIONS, output: { type: 'string', short: 'o' } } as const;

/** @param argv without the name of the command @throws UsageError */
export function parseReport(argv: string[]): ReportArguments {
  const { values, positionals } = parseOptions(argv, REPORT_OPTIONS);
  return { type: 'report', ...parseDump(values, positionals), output: values.output ?? null };
}
