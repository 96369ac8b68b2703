import type { TextSpan } from '../../../src/trainingScripts/gammaSite';

/** The pieces of a text that these spans cover: what a test can read. */
export const pieces = (text: string, spans: readonly TextSpan[]): string[] =>
  spans.map(({ from, to }) => text.slice(from, to));

/** A text after edits, applied from its end. */
export function edited(text: string, edits: readonly { span: TextSpan; text: string }[]): string {
  return [...edits]
    .sort((a, b) => b.span.from - a.span.from)
    .reduce((done, edit) => done.slice(0, edit.span.from) + edit.text + done.slice(edit.span.to), text);
}
