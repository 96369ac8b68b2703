import type { TextEdit } from '../trainingScripts/gammaSite';

/** How a comment begins, by language; where there is none, a line cannot be silenced. Markdown has shell blocks. */
const COMMENT: Record<string, string> = {
  python: '#',
  shellscript: '#',
  yaml: '#',
  dockercompose: '#',
  toml: '#',
  jsonc: '//',
  markdown: '#',
};

const DIRECTIVE = /latent-lens:\s*ignore(?![-\w])([ \t]*[a-z]+(?:-[a-z]+)*(?:[ \t]*,[ \t]*[a-z]+(?:-[a-z]+)*)*)?/;

/**
 * The edit that silences a code on the line of an offset: a comment at its end, or one more code in the comment that
 * stands there; above the command, where a backslash joins the line with another.
 * @returns null in a language without comments
 */
export function silencingEdit(text: string, language: string, offset: number, code: string): TextEdit | null {
  const comment = COMMENT[language];
  if (!comment) return null;
  let start = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = (from: number) => {
    const at = text.indexOf('\n', from);
    const last = at < 0 ? text.length : at;
    return text[last - 1] === '\r' ? last - 1 : last;
  };
  const line = text.slice(start, lineEnd(start));
  const known = DIRECTIVE.exec(line);
  if (known) {
    const at = start + known.index + known[0].length;
    return { span: { from: at, to: at }, text: known[1] ? `, ${code}` : ` ${code}` };
  }
  const isJoined = (from: number) => from > 0 && /\\\r?\n$/.test(text.slice(0, from));
  if (!line.endsWith('\\') && !isJoined(start)) {
    const at = lineEnd(start);
    return { span: { from: at, to: at }, text: `  ${comment} latent-lens: ignore ${code}` };
  }
  // The first line of the command.
  while (isJoined(start)) start = text.lastIndexOf('\n', start - 2) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start))![0];
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return { span: { from: start, to: start }, text: `${indent}${comment} latent-lens: ignore ${code}${eol}` };
}
