import { describe, expect, it } from 'vitest';
import { shellCommands, spanOf } from '../../../../src/trainingScripts/shell/shell';

const wordsOf = (text: string) => shellCommands(text).map(({ words }) => words.map((word) => word.text));

describe('a command', () => {
  it.each([
    ['words', 'python train.py  --gamma\t1.5', [['python', 'train.py', '--gamma', '1.5']]],
    ['quotes', `python 'a b' "c 'd'" e"f"'g'`, [['python', 'a b', "c 'd'", 'efg']]],
    ['escapes', 'a\\ b \\$c', [['a b', '$c']]],
    [
      'what begins with $ as it is written',
      `a $b \${c:-0.5 1} $(d "e f") \`g h\``,
      [['a', '$b', `\${c:-0.5 1}`, '$(d "e f")', '`g h`']],
    ],
    ['lines joined by a backslash', 'a \\\n  b \\\r\n  c', [['a', 'b', 'c']]],
    ['no comment', 'a # b\n# c\nd#e', [['a'], ['d#e']]],
    ['ends at a separator', 'a; b && c || d | e & (f)', [['a'], ['b'], ['c'], ['d'], ['e'], ['f']]],
    ['redirections', 'a 0.5>log 2>&1 &> all <in', [['a', '0.5', 'log', '2', 'all', 'in']]],
    ['an array over lines', 'A=(\n  --b 1 # c\n  "d"\n)\ne', [['A=(', '--b', '1', 'd'], ['e']]],
    ['an array that grows', 'A+=(b)', [['A+=(', 'b']]],
    ['an assignment of nothing', 'A= b', [['A=', 'b']]],
    [
      'a here-document, and what follows it',
      "cat <<'EOF' > x\ndon't\n  EOF\na 'b'",
      [['cat', 'x'], ["don't"], ['a', 'b']],
    ],
    ['a here-document without its end', 'a <<-EOF\nb', [['a'], ['b']]],
    ['two here-documents', 'a <<A <<B\n1\nA\n2\nB\n3', [['a'], ['1'], ['2'], ['3']]],
  ])('has %s', (_, text, words) => expect(wordsOf(text)).toEqual(words));

  it.each([["it's"], ['a "b'], ['a `b'], ['a $(b'], ['a ${b'], ['a \\'], ['A=(a']])(
    'half typed as %j keeps its words',
    (text) => {
      const [words] = wordsOf(`${text}\n`);
      expect(words.join('')).toContain(text[0]);
    },
  );

  it('after a backslash with blanks begins anew', () => {
    expect(wordsOf('a \\ \n  --b')).toEqual([['a'], ['--b']]);
  });
});

it('words and commands know where they stand', () => {
  const text = '  a "b c"\\\n d\\ e ';
  const [{ words, span }] = shellCommands(text);
  expect(text.slice(span.from, span.to)).toBe('a "b c"\\\n d\\ e');
  expect(words.map((word) => [word.text, spanOf(word)])).toEqual([
    ['a', { from: 2, to: 3 }],
    ['b c', { from: 5, to: 8 }],
    ['d e', { from: 12, to: 16 }],
  ]);
});

it('only the piece that is asked for is read', () => {
  const text = "it's: a 'b' c";
  const [{ words }] = shellCommands(text, 6, 11);
  expect(words.map((word) => [word.text, spanOf(word)])).toEqual([
    ['a', { from: 6, to: 7 }],
    ['b', { from: 9, to: 10 }],
  ]);
});

it.each([['"$(`'], ['<<A\n'], ['a=('], ["'"], ['${'], ['\\ \n']])('a long row of %j is read to its end', (piece) => {
  const text = `a\n${piece.repeat(1e5)}`;
  const commands = shellCommands(text);
  expect(commands[0].span).toEqual({ from: 0, to: 1 });
  expect(commands.at(-1)!.span.to).toBeLessThanOrEqual(text.length);
});
