import type { Finding, PartialDimension } from '../diagnostics/report';
import { COLUMNS, type Column, dimensionState } from './views/columns';

/**
 * The table's filter, as text. Its terms stand beside each other, separated by spaces or commas:
 * a list of dimensions ("3, 10-20", any of them), words ("collapsed", "pinned", a finding's code), and comparisons
 * ("kl > 0.5", "F >= 3%"); "not" before a word turns it round. A dimension is kept that meets them all.
 */

/** What words mean besides the dimensions' own values. */
export interface FilterContext {
  pinned: readonly number[];
  findings: readonly Pick<Finding, 'code' | 'dimensions'>[];
}

/** Whether a dimension is kept, or one sentence that says what was not understood. */
export type Filter = { keep(dimension: PartialDimension): boolean; error: null } | { keep: null; error: string };

const STATES = ['active', 'inactive', 'collapsed'] as const;
const EXPECTED = `a list such as 3, 10\u201320, a word (${STATES.join(', ')}, pinned or a finding\u2019s code) or a comparison such as kl > 0.5`;

const BETWEEN = /(?:[\s,;]|and\b)*/y;
const END = /(?=[\s,;]|$)/.source;
const RANGE = new RegExp(`(\\d+)(?:\\s*[-\u2013]\\s*(\\d+))?${END}`, 'y');
const NUMBER = /[-+\u2212]?(?:\d+\.?\d*|\.\d+)(?:e[-+\u2212]?\d+)?/.source;
const COMPARISON = new RegExp(
  `([\\p{L}][\\p{L}\\p{M}\\d]*)\\s*([<>!=]=|[<>=\u2264\u2265])\\s*(${NUMBER})\\s*(%?)${END}`,
  'iuy',
);
const WORD = new RegExp(`(not\\s+)?([a-z][a-z-]*)${END}`, 'iy');
/** What an error quotes: a word, or all that belongs to a comparison. */
const FRAGMENT = /[^\s,;<>=!\u2264\u2265]*(?:\s*[<>=!\u2264\u2265][^,;]*)?/y;

const OPERATORS: Record<string, (x: number, y: number) => boolean> = {
  '<': (x, y) => x < y,
  '>': (x, y) => x > y,
  '<=': (x, y) => x <= y,
  '\u2264': (x, y) => x <= y,
  '>=': (x, y) => x >= y,
  '\u2265': (x, y) => x >= y,
  '=': (x, y) => x === y,
  '==': (x, y) => x === y,
  '!=': (x, y) => x !== y,
};

/** Reads a filter; an empty one keeps every dimension. */
export function parseFilter(text: string, context: FilterContext): Filter {
  const ranges: { first: number; last: number }[] = [];
  const terms: ((dimension: PartialDimension) => boolean)[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at = pattern.lastIndex;
    return match;
  };
  const refuse = (what: string): Filter => ({ keep: null, error: what });

  for (take(BETWEEN); at < text.length; take(BETWEEN)) {
    const range = take(RANGE);
    if (range) {
      const first = Number(range[1]);
      const last = Number(range[2] ?? first);
      if (last < first) return refuse(`The filter has the range ${range[0]}, expected its smaller end first.`);
      ranges.push({ first, last });
      continue;
    }
    const comparison = take(COMPARISON);
    if (comparison) {
      const [, name, operator, number, percent] = comparison;
      const column = columnNamed(name);
      if (column === null) return refuse(`The filter compares \u201c${name}\u201d, expected one of ${comparable()}.`);
      const limit = Number(number.replace(/\u2212/g, '-')) / (percent ? 100 : 1);
      terms.push((dimension) => {
        const value = column.value(dimension);
        return value !== null && OPERATORS[operator](value, limit);
      });
      continue;
    }
    const from = at;
    const word = take(WORD);
    const meaning = word && meaningOf(word[2].toLowerCase(), context);
    if (!word || !meaning) {
      at = from;
      const found = take(FRAGMENT)?.[0].trim();
      return refuse(`The filter has \u201c${found}\u201d, expected ${EXPECTED}.`);
    }
    terms.push(word[1] ? (dimension) => !meaning(dimension) : meaning);
  }
  const listed = (index: number) =>
    ranges.length === 0 || ranges.some(({ first, last }) => index >= first && index <= last);
  return { keep: (d) => listed(d.index) && terms.every((term) => term(d)), error: null };
}

function meaningOf(
  word: string,
  { pinned, findings }: FilterContext,
): ((dimension: PartialDimension) => boolean) | null {
  const state = STATES.find((name) => name === word);
  if (state !== undefined) return (dimension) => dimensionState(dimension) === state;
  if (word === 'pinned') return ({ index }) => pinned.includes(index);
  const meant = findings.filter(({ code }) => code === word);
  if (meant.length === 0) return null;
  const dimensions = new Set(meant.flatMap((finding) => finding.dimensions));
  return ({ index }) => dimensions.has(index);
}

const NUMERIC = COLUMNS.filter(({ id }) => id !== 'state');

const symbolOf = ({ symbol }: Column) => symbol.split(' ')[0];

/** The column of a symbol or a field; j and J differ, otherwise capitals do not matter: "f" is F. */
function columnNamed(name: string): Column | null {
  const namesOf = (column: Column) => [symbolOf(column), column.id, column.id.replace(/Hat$/, '')];
  const lower = name.toLowerCase();
  return (
    NUMERIC.find((column) => namesOf(column).includes(name)) ??
    NUMERIC.find((column) => namesOf(column).some((other) => other.toLowerCase() === lower)) ??
    null
  );
}

const comparable = () => `${NUMERIC.map(symbolOf).join(', ')} or a field such as meanVariance`;
