import type { TextSpan } from '../gammaSite';

/** Languages of code blocks that hold command lines, by their first word. */
const SHELL = /^(?:|sh|bash|zsh|shell|shell-session|shellsession|console|terminal|text|txt|plaintext)$/i;

const FENCE = /^[ \t>]*(`{3,}|~{3,})[ \t]*\{?\.?([\w-]*)/;

/** The contents of the fenced code blocks of a Markdown text that may hold command lines; the last need not be closed. */
export function shellBlocks(text: string): TextSpan[] {
  const blocks: TextSpan[] = [];
  let open: { fence: string; isShell: boolean; from: number } | null = null;
  const close = (to: number) => {
    if (open?.isShell) blocks.push({ from: open.from, to });
    open = null;
  };
  let from = 0;
  for (const line of text.split(/(?<=\n)/)) {
    const [, fence, language] = FENCE.exec(line) ?? [];
    if (open && fence?.startsWith(open.fence)) close(from);
    else if (!open && fence) open = { fence, isShell: SHELL.test(language), from: from + line.length };
    from += line.length;
  }
  close(from);
  return blocks;
}
