import { expect, it } from 'vitest';
import { silencingEdit } from '../../../src/extension/silencing';
import { silencedBy } from '../../../src/trainingScripts/suppressions';
import { lineStarts, positionAt } from '../../../src/trainingScripts/textPosition';

/** The text after the edit, which must silence the code where it was. */
function silenced(text: string, language: string, at: string, code = 'gamma-zero'): string | null {
  const offset = text.indexOf(at);
  const edit = silencingEdit(text, language, offset, code);
  if (!edit) return null;
  const { from, to } = edit.span;
  const after = text.slice(0, from) + edit.text + text.slice(to);
  const { line } = positionAt(lineStarts(after), after.indexOf(at));
  expect(silencedBy(after)(code, line, line)).toBe(true);
  return after;
}

it('puts a comment at the end of the line', () => {
  expect(silenced('GAMMA = 0\nx = 1\n', 'python', '0')).toBe('GAMMA = 0  # latent-lens: ignore gamma-zero\nx = 1\n');
  expect(silenced('GAMMA = 0', 'python', '0')).toBe('GAMMA = 0  # latent-lens: ignore gamma-zero');
  expect(silenced('a = 1\r\ngamma: 0\r\n', 'yaml', 'gamma')).toBe(
    'a = 1\r\ngamma: 0  # latent-lens: ignore gamma-zero\r\n',
  );
});

it('adds to the codes that are silenced there, before the reason', () => {
  expect(silenced('g = 0  # latent-lens: ignore bn-eps because it is so', 'python', '0')).toBe(
    'g = 0  # latent-lens: ignore bn-eps, gamma-zero because it is so',
  );
});

it('goes above a command that backslashes join, where no comment can end a line', () => {
  const command = 'cd vae\n  python train.py \\\n    --gamma 0 \\\n    --lr 1\n';
  const after = 'cd vae\n  # latent-lens: ignore gamma-zero\n  python train.py \\\n    --gamma 0 \\\n    --lr 1\n';
  expect(silenced(command, 'shellscript', '--gamma')).toBe(after);
  expect(silenced(command, 'markdown', '--lr')).toBe(after);
});

it('uses the comments of the language, and none where it has none', () => {
  expect(silenced('"--gamma", "0"', 'jsonc', '"0"')).toBe('"--gamma", "0"  // latent-lens: ignore gamma-zero');
  expect(silenced('{"gamma": 0}', 'json', '0')).toBeNull();
});
