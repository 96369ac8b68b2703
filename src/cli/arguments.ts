import { parseArgs } from 'node:util';
import { ANALYZE_OPTIONS, type AnalyzeArguments, parseAnalyze } from './analyzeArguments';
import { LINT_OPTIONS, type LintArguments, parseLint } from './lintArguments';
import { UsageError } from './optionValues';
import { parseReport, REPORT_OPTIONS, type ReportArguments } from './reportArguments';

export const USAGE = `Usage: latent-lens analyze PATH [PATH] [options]
       latent-lens report PATH [PATH] [-o FILE] [options]
       latent-lens lint PATH... [options]

analyze diagnoses one latent dump: a file, its mean and spread files, or a folder that holds one dump.
All quantities in nats, against the prior N(0, I).

  --json                    one report as JSON on stdout, nothing else
  --csv                     a row per dimension as CSV on stdout, nothing else
  --mean FILE[:ARRAY]       array of the posterior means
  --spread FILE[:ARRAY]     array of the posterior spread
  --samples FILE[:ARRAY]    array of draws z of the posteriors, where there is no mean and no spread: the moments of the
                            aggregate posterior are what can be computed
  --spread-kind KIND        logvar, variance, std or logstd
  --arrangement ID          how arrays of other shapes than [N, D] are taken: stack, halves, interleaved, step:K,
                            halves-step:K, flatten, last-axis, channels, moments or moments-flatten; else shapes and
                            names decide
  --gamma X                 fixed scale of the batch-normalised mean (BN-VAE)
  --beta-weight X           weight of the KL term in the training loss
  --joint-samples T         0 leaves out the joint part (default 2000)
  --fail-on LEVEL           exit 1 from a finding of this level: warning or error

report writes what the dashboard shows as one HTML file that needs no network and runs no script. It takes the options of
analyze but for --json and --csv.

  -o, --output FILE         FILE, - for stdout; else NAME.html in the working folder, after the dump's file or, where it is
                            called mu.npy or the like, its folder. A file that is there is replaced

lint finds the gamma of batch norm on a posterior mean in Python scripts, notebooks, shell scripts, Markdown, launch.json,
YAML, TOML and JSON configs, and says what follows from it. Folders are searched.

  --json                    one object as JSON on stdout, nothing else
  --sarif                   the findings as SARIF 2.1.0 on stdout, nothing else
  --rule CODE=LEVEL         off, info, warning or error; as often as needed
  --fail-on LEVEL           exit 1 from a finding of this level: warning or error

  --help, --version

Exit status: 0; 1 when --fail-on is reached; 2 on bad use or unreadable input.
`;

const COMMANDS = { analyze: parseAnalyze, report: parseReport, lint: parseLint };

/** @throws UsageError */
export function parseArguments(
  argv: string[],
): AnalyzeArguments | ReportArguments | LintArguments | { type: 'help' } | { type: 'version' } {
  // Options may stand before the command: which of them take a value is known, whatever else may be wrong.
  const options = {
    ...ANALYZE_OPTIONS,
    ...REPORT_OPTIONS,
    ...LINT_OPTIONS,
    help: { type: 'boolean' },
    version: { type: 'boolean' },
  } as const;
  const { values, tokens } = parseArgs({ args: argv, options, allowPositionals: true, strict: false, tokens: true });
  if (values.help) return { type: 'help' };
  if (values.version) return { type: 'version' };
  const command = tokens.find((token) => token.kind === 'positional');
  const parse = Object.entries(COMMANDS).find(([name]) => name === command?.value)?.[1];
  if (!parse)
    throw new UsageError(`command: found "${command?.value ?? ''}", expected analyze, report or lint (see --help)`);
  return parse(argv.toSpliced(command!.index, 1));
}
