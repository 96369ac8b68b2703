// Markdown tables of numbers.

const row = (cells) => `| ${cells.join(' | ')} |`;

/** The first column is text, the others are numbers. */
export function table(title, header, rows) {
  const alignment = header.map((_, column) => (column === 0 ? '---' : '---:'));
  return [`## ${title}`, '', ...[header, alignment, ...rows].map(row)].join('\n');
}

export const seconds = (value) => value.toFixed(Math.abs(value) < 10 ? 3 : 1);
export const ratio = (value) => value.toFixed(2);
export const mebibytes = (value) => value.toFixed(0);

/** 10000 as 10k, 1000000 as 1M. */
function count(n) {
  if (n >= 1e6 && n % 1e6 === 0) return `${n / 1e6}M`;
  return n >= 1e4 && n % 1e3 === 0 ? `${n / 1e3}k` : String(n);
}

export const size = ([n, d]) => `${count(n)} × ${d}`;
