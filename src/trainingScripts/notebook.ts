import { type Node, parseTree } from 'jsonc-parser';
import type { ScriptFacts, TextSpan } from './gammaSite';
import { movedSite } from './movedSite';
import { analyzeScript } from './pythonScript';

/** The code cells of a notebook as one script. */
export interface JoinedCells {
  text: string;
  /** A span of the text, in its cell. */
  toCell(span: TextSpan): { cell: number; span: TextSpan };
}

/** The code cells of an .ipynb file as one script. */
export interface NotebookScript {
  text: string;
  /** A span of the text, in the JSON of the file. */
  toFile(span: TextSpan): TextSpan;
}

/** A stretch of the joined text that stands unescaped in the file. */
interface Stretch {
  from: number;
  file: number;
  length: number;
  /** Length in the file: an escape such as `\n` is longer than what it says. */
  fileLength: number;
}

/** Cell magics whose cell is Python all the same. */
const PYTHON_MAGIC = /^%%(time|timeit|capture|prun|python3?|py|ipytest|memit|mprun|lprun|debug|script python3?)\b/;

/** Joins the code cells of a notebook, each a document of its own in an editor. Lines that are no Python are blanked. */
export function joinCells(cells: readonly string[]): JoinedCells {
  const starts: number[] = [];
  let text = '';
  for (const cell of cells) {
    starts.push(text.length);
    text += `${withoutMagics(cell)}\n`;
  }
  return {
    text,
    toCell({ from, to }) {
      const cell = starts.findLastIndex((start) => start <= from);
      const start = starts[cell];
      return { cell, span: { from: from - start, to: Math.min(to - start, cells[cell].length) } };
    },
  };
}

/** The code cells of a Jupyter notebook as one script; null where the text is no notebook, or one of another language. */
export function notebookScript(text: string): NotebookScript | null {
  const root = parseTree(text);
  const cells = root && property(root, 'cells')?.children;
  if (!cells || !isPython(root)) return null;
  const stretches: Stretch[] = [];
  const sources = cells
    .filter((cell) => property(cell, 'cell_type')?.value === 'code')
    .map((cell) => {
      const source = property(cell, 'source');
      return (source?.type === 'array' ? (source.children ?? []) : source ? [source] : []).filter(
        ({ type }) => type === 'string',
      );
    });
  let at = 0;
  const joined = joinCells(
    sources.map((strings) => {
      for (const string of strings) at = addStretches(stretches, text, string, at);
      at += 1;
      return strings.map(({ value }) => value as string).join('');
    }),
  );
  const stretchAt = (offset: number) => stretches.findLast(({ from, length }) => from <= offset && length > 0);
  return {
    text: joined.text,
    toFile({ from, to }) {
      const first = stretchAt(from);
      // The end goes with the last character of the span: the next one may be in another string.
      const last = stretchAt(Math.max(from, to - 1));
      const start = first ? first.file + Math.min(from - first.from, first.fileLength) : 0;
      if (!last || to <= from) return { from: start, to: start };
      const end = last.length < last.fileLength ? last.fileLength : Math.min(to - last.from, last.fileLength);
      return { from: start, to: last.file + end };
    },
  };
}

/** What the code cells of an .ipynb file say of gamma, with the offsets of the file. */
export function analyzeNotebook(text: string): ScriptFacts {
  const script = notebookScript(text);
  if (!script) return { sites: [], parameters: [] };
  const facts = analyzeScript(script.text);
  return { ...facts, sites: facts.sites.map((site) => movedSite(site, script.toFile)) };
}

/** Lines that IPython takes for itself become spaces, so that offsets stay. */
function withoutMagics(cell: string): string {
  const lines = cell.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  if (lines[first]?.startsWith('%%') && !PYTHON_MAGIC.test(lines[first])) return cell.replace(/[^\n]/g, ' ');
  const isMagic = (line: string) => /^\s*[%!?]|^\s*[\w.]+\s*=\s*[%!]|^\s*[\w.]+\?{1,2}\s*$/.test(line);
  return lines.map((line) => (isMagic(line) ? line.replace(/\S/g, ' ') : line)).join('\n');
}

function isPython(root: Node): boolean {
  const metadata = property(root, 'metadata');
  const language =
    (metadata &&
      property(metadata, 'language_info') &&
      property(property(metadata, 'language_info')!, 'name')?.value) ??
    (metadata && property(metadata, 'kernelspec') && property(property(metadata, 'kernelspec')!, 'language')?.value);
  return typeof language !== 'string' || /python/i.test(language);
}

function property(object: Node, name: string): Node | undefined {
  return object.children?.find(({ type, children }) => type === 'property' && children?.[0].value === name)
    ?.children?.[1];
}

/** Adds the stretches of one JSON string to the map, split at its escapes. Returns where the joined text goes on. */
function addStretches(stretches: Stretch[], file: string, { offset, length }: Node, start: number): number {
  const inside = file.slice(offset + 1, offset + length - 1);
  let at = start;
  for (const match of inside.matchAll(/\\(?:u[0-9a-fA-F]{4}|[\s\S])|[^\\]+/g)) {
    const isEscape = match[0].startsWith('\\');
    const piece = {
      from: at,
      file: offset + 1 + match.index,
      length: isEscape ? 1 : match[0].length,
      fileLength: match[0].length,
    };
    stretches.push(piece);
    at += piece.length;
  }
  return at;
}
