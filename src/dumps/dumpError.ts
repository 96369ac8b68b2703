/** Place in a text file, zero-based, columns in UTF-16 units as editors count them. */
export interface TextRange {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** What is wrong with an input, in the four parts every message names. */
export interface DumpProblem {
  /** Path of the file (or folder) at fault. */
  file: string;
  /** Byte, key, row or column at fault, e.g. "byte 10 (header)", "key \"mu\", row 3". */
  place: string;
  /** What stands there. */
  found: string;
  /** What should stand there. */
  expected: string;
  /** Where in the text, for text files. */
  range?: TextRange;
  /** Whether a user who says which arrays to take, and how, may mend it. */
  canChoose?: boolean;
}

/** An input that cannot be analysed. Its message is one sentence: file, place, found, expected. */
export class DumpError extends Error {
  readonly problem: DumpProblem;

  constructor(problem: DumpProblem) {
    super(
      `${problem.file}: ${problem.place}: found ${problem.found}, expected ${problem.expected}`.replace(/\s+/g, ' '),
    );
    this.name = 'DumpError';
    this.problem = problem;
  }
}
