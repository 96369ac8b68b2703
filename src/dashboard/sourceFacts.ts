import type { Declared, LatentReport, ReportSource, SpreadKind } from '../diagnostics/report';
import { fileName, formatCount, formatShape } from './format';

/** A file that was read; of an archive, with the array's name. */
export interface FileReference {
  file: string;
  array: string | null;
}

/** What is known of a dump besides its numbers: a name, and words with files among them. */
export interface Fact {
  name: string;
  parts: (string | FileReference)[];
  /** For the gamma that nobody else declared, what one can do about that: set it, or change it. */
  settable: 'unset' | 'set' | null;
}

const KINDS: Record<SpreadKind, string> = {
  logvar: 'log-variance',
  variance: 'variance',
  std: 'standard deviation',
  logstd: 'log standard deviation',
};

/** Which array is the mean and which the spread, what the training run declares, and what was left out. */
export function sourceFacts({ source }: LatentReport): Fact[] {
  const { mean, spread, declared } = source;
  const facts = [fact('Mean', mean, ` ${mean.dtype} ${formatShape(mean.shape)}`)];
  if (spread === null) facts.push(fact('Spread', 'none'));
  else {
    const taken = ` ${spread.dtype}, taken as ${KINDS[spread.kind]} (decided by ${spread.decidedBy})`;
    facts.push(fact('Spread', spread, taken));
  }
  if (source.arrangement) facts.push(fact('Arrangement', source.arrangement.why));
  facts.push(gammaFact(declared));
  if (declared.bnEps !== null) facts.push(fact('Batch norm eps', String(declared.bnEps)));
  if (declared.betaWeight !== null && declared.betaWeight !== 1) {
    facts.push(fact('KL weight', String(declared.betaWeight)));
  }
  if (declared.epoch !== null) facts.push(fact('Epoch', formatCount(declared.epoch)));
  if (source.skippedRows > 0) facts.push(skippedFact(source));
  return facts;
}

/** "mu.npy", or "dump.json:mu". */
export function referenceName({ file, array }: FileReference): string {
  return array === null ? fileName(file) : `${fileName(file)}:${array}`;
}

function gammaFact({ gamma, from }: Declared): Fact {
  if (gamma === null) return { ...fact('Declared gamma', 'none'), settable: 'unset' };
  const numbers = Array.isArray(gamma) ? gamma : [gamma];
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const text = low === high ? String(low) : `${low} to ${high} by dimension`;
  if (from === 'user') return { ...fact('Declared gamma', `${text}, set by hand`), settable: 'set' };
  return from ? fact('Declared gamma', `${text}, from `, { file: from, array: null }) : fact('Declared gamma', text);
}

function skippedFact({ skippedRows, skippedAt }: ReportSource): Fact {
  const places = skippedAt.map(([row, column]) => `[${row}, ${column}]`).join(' ');
  const text = `${formatCount(skippedRows)} with a non-finite value`;
  return fact('Skipped rows', places ? `${text}, first at ${places}` : text);
}

function fact(name: string, ...parts: Fact['parts']): Fact {
  return { name, parts, settable: null };
}
