import type { TextSpan } from '../gammaSite';

/** A word of a command without its quotes and escapes; what begins with `$` stands as it is written. */
export interface ShellWord {
  text: string;
  /** Offset in the file of each UTF-16 unit of `text`. */
  at: number[];
}

export interface ShellCommand {
  words: ShellWord[];
  /** From the first word to the last, with their quotes. */
  span: TextSpan;
}

const TOKEN = new RegExp(
  [
    /(?<joint>\\\r?\n)/,
    // Blanks after a backslash keep it from joining the lines.
    /(?<stray>\\(?=[ \t]+(?:\r?\n|$)))/,
    /\\(?<escaped>[\s\S])/,
    /'(?<single>[^']*)'/,
    /"(?<double>[^"\\]*(?:\\[\s\S][^"\\]*)*)"/,
    /(?<expression>\$\{[^}\n]{0,200}\}|\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`)/,
    /(?<comment>(?<![^\s;|&(])#[^\n]*)/,
    /<<-?[ \t]*(?<quote>["']?)(?<hereDocument>[A-Za-z_]\w*)\k<quote>/,
    /(?<redirection>&?>+&?\d?|<+&?\d?)/,
    /(?<=\w\+?=)(?<arrayStart>\()/,
    /(?<newLine>\r?\n)/,
    /(?<separator>[;|&()])/,
    /(?<blank>[ \t]+)/,
    /(?<plain>[^\s\\'"$`#<>;|&()]+|[\s\S])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'y',
);

/**
 * The commands of a piece of shell text in the order they stand; what a here-document holds is read as commands too,
 * for often it is a job script. An array `NAME=(a b)` is one command of the words `NAME=(`, `a`, `b`. Nothing is
 * executed or expanded. Half-typed text is tolerated: a quote that is never closed is a character like others.
 */
export function shellCommands(text: string, from = 0, to = text.length): ShellCommand[] {
  return commandsIn(text, from, to, true);
}

/** @param hereDocumentsCount whether `<<` begins one: not within one, where depth would have no bound */
function commandsIn(text: string, from: number, to: number, hereDocumentsCount: boolean): ShellCommand[] {
  const piece = text.slice(from, to);
  const token = new RegExp(TOKEN);
  const commands: ShellCommand[] = [];
  const hereDocuments: string[] = [];
  let words: ShellWord[] = [];
  let word: ShellWord = { text: '', at: [] };
  let span: TextSpan = { from, to: from };
  let inArray = false;

  const endWord = () => {
    if (word.at.length) words.push(word);
    word = { text: '', at: [] };
  };
  const endCommand = () => {
    endWord();
    if (words.length) commands.push({ words, span });
    words = [];
    inArray = false;
  };
  const readHereDocuments = () => {
    for (const delimiter of hereDocuments.splice(0)) {
      const start = token.lastIndex;
      const end = new RegExp(`^[ \\t]*${delimiter}[ \\t]*\\r?$`, 'm').exec(piece.slice(start));
      const length = end?.index ?? piece.length - start;
      commands.push(...commandsIn(text, from + start, from + start + length, false));
      token.lastIndex = start + length + (end?.[0].length ?? 0);
    }
  };

  for (let found = token.exec(piece); found; found = token.exec(piece)) {
    const is = found.groups!;
    const content = is.escaped ?? is.single ?? is.double ?? is.expression ?? is.arrayStart ?? is.plain;
    if (content !== undefined) {
      const start = from + found.index;
      if (words.length === 0 && word.at.length === 0) span = { from: start, to: start };
      span.to = from + token.lastIndex;
      word.text += content;
      for (let k = 0; k < content.length; k++) word.at.push(start + found[0].indexOf(content) + k);
      if (is.arrayStart) {
        inArray = true;
        endWord();
      }
    } else if (is.newLine || is.separator) {
      if (inArray && is.separator !== ')') endWord();
      else endCommand();
      if (is.newLine) readHereDocuments();
    } else {
      endWord();
      if (is.hereDocument && hereDocumentsCount) hereDocuments.push(is.hereDocument);
    }
  }
  endCommand();
  return commands;
}

/** Where the units `start` to `end` of a word's text stand in the file. */
export function spanOf({ at }: ShellWord, start = 0, end = at.length): TextSpan {
  return { from: at[start], to: at[end - 1] + 1 };
}

/** The units `start` to `end` of a word, as a word. */
export function sliceWord({ text, at }: ShellWord, start: number, end = at.length): ShellWord {
  return { text: text.slice(start, end), at: at.slice(start, end) };
}

/** The words that a shell makes of a word it expands without quotes. */
export function splitWord(word: ShellWord): ShellWord[] {
  return [...word.text.matchAll(/(?:\$\([^)]*\)|`[^`]*`|[^\s\\])+/g)].map(({ 0: part, index }) =>
    sliceWord(word, index, index + part.length),
  );
}
