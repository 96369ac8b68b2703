/** What Python, R and JavaScript write for numbers that are not finite. */
const WORDS: Record<string, number> = {
  nan: Number.NaN,
  '-nan': Number.NaN,
  inf: Infinity,
  '+inf': Infinity,
  '-inf': -Infinity,
  infinity: Infinity,
  '+infinity': Infinity,
  '-infinity': -Infinity,
};
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const DIGIT_9 = 0x39;
const DECIMAL_COMMA = /^[+-]?\d*,\d+(?:[eE][+-]?\d+)?$/;

/** The number that a field holds; undefined for a text and for an empty field. */
export function csvNumber(field: string): number | undefined {
  const value = Number(field);
  // Number() takes an empty text for 0, and 0x10 for 16: those, and what else is rare, go the slow way.
  if (value !== 0 && !Number.isNaN(value) && !(field.charCodeAt(1) > DIGIT_9)) return value;
  const text = field.trim();
  if (NUMBER.test(text)) return Number(text);
  return Object.hasOwn(WORDS, text.toLowerCase()) ? WORDS[text.toLowerCase()] : undefined;
}

/** What is found, and what expected, where a number should stand. */
export function describeField(field: string): { found: string; expected: string } {
  const text = field.trim();
  if (text === '') return { found: 'an empty field', expected: 'a number, or nan where there is none' };
  const found = `"${text.slice(0, 40)}"`;
  if (DECIMAL_COMMA.test(text)) {
    return { found: `${found}, a decimal comma`, expected: 'a decimal point: write the file with decimal="."' };
  }
  return { found, expected: 'a number' };
}
