import { describe, expect, it } from 'vitest';
import { silencedBy } from '../../../src/trainingScripts/suppressions';

/** Whether bn-eps is silenced on the lines that hold HERE. */
function isSilenced(text: string): boolean {
  const lines = text.split('\n').flatMap((line, k) => (line.includes('HERE') ? [k + 1] : []));
  return silencedBy(text)('bn-eps', lines[0], lines.at(-1)!);
}

describe('a finding is silenced', () => {
  it.each([
    ['at the end of its line', 'a\nHERE  # latent-lens: ignore bn-eps\nb'],
    ['with others', 'HERE # latent-lens: ignore gamma-zero , bn-eps'],
    ['with a reason', 'HERE # latent-lens: ignore bn-eps (a baseline)'],
    ['without a code', 'HERE #latent-lens: ignore'],
    ['without a code, with a reason', 'HERE # latent-lens: ignore - a baseline'],
    ['on the line above', '  # latent-lens: ignore bn-eps\n  HERE'],
    ['above other comments', '# latent-lens: ignore bn-eps\n# a baseline\nHERE'],
    ['above, with another', '# latent-lens: ignore bn-eps\n# latent-lens: ignore gamma-zero\nHERE'],
    ['at the last line of a call', 'HERE(\n  nz,\nHERE)  # latent-lens: ignore bn-eps'],
    [
      'above a command of several lines',
      '# latent-lens: ignore bn-eps\npython train.py \\\n  --lr 1 \\\n  HERE \\\n  --x',
    ],
    ['at the end of a command of several lines', 'python \\\n  HERE \\\n  --x # latent-lens: ignore bn-eps'],
    ['in a file', 'a\nHERE\nb\nc # latent-lens: ignore-file bn-eps'],
    ['with all of a file', '# latent-lens: ignore-file\n\n\nHERE'],
    ['by JSON comments', '// latent-lens: ignore bn-eps\n"HERE": 1'],
    ['at the end of a JSON line', '"HERE": 1, // latent-lens: ignore bn-eps'],
    ['in Markdown', '<!-- latent-lens: ignore-file bn-eps -->\nHERE'],
    ['in a notebook', '    "# latent-lens: ignore bn-eps\\n",\n    "HERE\\n",'],
    ['with CRLF', '# latent-lens: ignore bn-eps\r\nHERE\r\n'],
  ])('%s', (_, text) => expect(isSilenced(text)).toBe(true));

  it.each([
    ['nothing says so', 'a\nHERE'],
    ['the code is another', 'HERE # latent-lens: ignore gamma-zero'],
    ['the code goes on', 'HERE # latent-lens: ignore bn-eps-too'],
    ['it stands at the end of the line above', 'a # latent-lens: ignore bn-eps\nHERE'],
    ['it stands below', 'HERE\n# latent-lens: ignore bn-eps'],
    ['a line lies between', '# latent-lens: ignore bn-eps\n\nHERE'],
    ['the file silences another', '# latent-lens: ignore-file gamma-zero\nHERE'],
    ['the word is another', 'HERE # latent-lens: ignored'],
    ['it is no comment', 'HERE latent-lens: ignore'],
  ])('but not where %s', (_, text) => expect(isSilenced(text)).toBe(false));
});
