import { num } from '../diagnostics/findings/wording';
import { labelsText } from '../diagnostics/labelsText';
import type { ArrayDescription, Declared, PartialReport, SpreadKind } from '../diagnostics/report';
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
  /** Whether it tells what was taken for the mean and the spread, which the user can choose. */
  isChoice: boolean;
}

const KINDS: Record<SpreadKind, string> = {
  logvar: 'log-variance',
  variance: 'variance',
  std: 'standard deviation',
  logstd: 'log standard deviation',
};

/** Which array is the mean and which the spread, what the training run declares, and what was left out. */
export function sourceFacts({ source }: PartialReport): Fact[] {
  const { mean, spread, declared } = source;
  const facts: Fact[] = [];
  if (mean) facts.push(arrayFact('Mean', mean));
  if (source.spread === null) {
    if (source.samples) facts.push(arrayFact('Samples', source.samples));
    facts.push(fact('Spread', source.missing));
  }
  if (spread) {
    const taken = ` ${spread.dtype}, taken as ${KINDS[spread.kind]} (decided by ${spread.decidedBy})`;
    facts.push(fact('Spread', spread, taken));
  }
  facts[facts.length - 1].isChoice = true;
  if (source.arrangement) facts.push(fact('Arrangement', source.arrangement.why));
  if (source.labels) facts.push(fact('Labels', labelsText(source.labels)));
  facts.push(gammaFact(declared));
  if (declared.bnEps !== null) facts.push(fact('Batch norm eps', num(declared.bnEps)));
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

const arrayFact = (name: string, array: ArrayDescription): Fact =>
  fact(name, array, ` ${array.dtype} ${formatShape(array.shape)}`);

function skippedFact({ skippedRows, skippedAt }: PartialReport['source']): Fact {
  const places = skippedAt.map(([row, column]) => `[${row}, ${column}]`).join(' ');
  const text = `${formatCount(skippedRows)} with a non-finite value`;
  return fact('Skipped rows', places ? `${text}, first at ${places}` : text);
}

function fact(name: string, ...parts: Fact['parts']): Fact {
  return { name, parts, settable: null, isChoice: false };
}
