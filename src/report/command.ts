import { DEFAULT_THRESHOLDS, type Thresholds } from '../diagnostics/thresholds';
import type { DumpRequest } from '../dumps/openDump';

/** Draws of the joint part where nothing else is said. */
export const DEFAULT_JOINT_SAMPLES = 2000;

/** The command line that writes the report of this request. */
export function reproducingCommand(dump: DumpRequest, jointSamples: number): string {
  const { paths, mean, spread, samples, spreadKind, arrangement, gamma, betaWeight } = dump;
  const array = (reference: typeof mean) =>
    reference && (reference.array === null ? reference.file : `${reference.file}:${reference.array}`);
  const options: [string, unknown][] = [
    ['--mean', array(mean)],
    ['--spread', array(spread)],
    ['--samples', array(samples)],
    ['--spread-kind', spreadKind],
    ['--arrangement', arrangement],
    ['--gamma', gamma],
    ['--beta-weight', betaWeight],
    ['--joint-samples', jointSamples === DEFAULT_JOINT_SAMPLES ? undefined : jointSamples],
  ];
  const given = options.flatMap(([option, value]) => (value === undefined ? [] : [option, quoted(String(value))]));
  return ['latent-lens', 'report', ...paths.map(quoted), ...given].join(' ');
}

/** What findings rest on that no option of the command line sets: thresholds that were moved, and codes not shown. */
export function settingsNotes(thresholds: Thresholds, silenced: ReadonlySet<string>): string[] {
  const moved = (Object.keys(DEFAULT_THRESHOLDS) as (keyof Thresholds)[])
    .filter((name) => thresholds[name] !== DEFAULT_THRESHOLDS[name])
    .map((name) => `${name} ${thresholds[name]} (default ${DEFAULT_THRESHOLDS[name]})`);
  return [
    ...(moved.length > 0 ? [`thresholds set in VS Code: ${moved.join(', ')}`] : []),
    ...(silenced.size > 0 ? [`findings silenced in VS Code: ${[...silenced].join(', ')}`] : []),
  ];
}

/** An argument as a POSIX shell takes it. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
