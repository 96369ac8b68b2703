import type { TextEdit } from '../trainingScripts/gammaSite';
import { WRITER_NAME, WRITER_TEXT } from './dumpWriter';

/** Comments, cell magics, and strings of Python, those of several lines first. */
const NO_CODE = /#.*|^%%.*|("""|''')(?:\\[\s\S]|(?!\1)[\s\S])*(?:\1|$)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/gm;

/** An import at the top level with the lines that it goes on over. */
const IMPORT = /^(?:import|from)\b(?:\([^)]*\)|\\\r?\n|[^\n(\\])*\n?/gm;

/** Where the head of a script ends: an import further down is for what stands there. */
const FIRST_BLOCK = /^(?:def|class|async|@|for|while|with)\b/m;

const DEFINITION = new RegExp(`^(?:def|from\\b.*\\bimport\\b.*)\\s${WRITER_NAME}\\b`, 'm');

/** Blank lines around a function, as everybody formats Python. */
const BLANK_LINES = 2;

/** Where a script defines the writer, or imports it by name: the offset of that line; null where it does neither. */
export function findWriter(text: string): number | null {
  return DEFINITION.exec(codeOf(text))?.index ?? null;
}

/** The edit that puts the writer after the imports of a script; without imports, before its first statement. */
export function insertWriter(text: string): TextEdit {
  const at = endOfImports(codeOf(text));
  const [before, after] = [text.slice(0, at), text.slice(at)];
  const above = before.trim() === '' ? 0 : BLANK_LINES + 1 - newlinesIn(/\s*$/.exec(before)![0]);
  const below = after.trim() === '' ? 0 : BLANK_LINES - newlinesIn(/^(?:[ \t]*\r?\n)*/.exec(after)![0]);
  const newlines = (count: number) => '\n'.repeat(Math.max(0, count));
  return { span: { from: at, to: at }, text: newlines(above) + WRITER_TEXT + newlines(below) };
}

/** The text with what is no code blanked: every offset stays. */
const codeOf = (text: string): string => text.replace(NO_CODE, (part) => part.replace(/[^\r\n]/g, ' '));

const newlinesIn = (text: string): number => text.split('\n').length - 1;

/** Offset of a line's start, or the end of the text. */
function endOfImports(code: string): number {
  const head = code.slice(0, FIRST_BLOCK.exec(code)?.index);
  const last = [...head.matchAll(IMPORT)].at(-1);
  if (last) return last.index + last[0].length;
  const first = code.search(/\S/);
  return first < 0 ? code.length : code.lastIndexOf('\n', first) + 1;
}
