import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Tree } from '@lezer/common';
import { expect, test } from 'vitest';
import { keptFragments, parseInSlices, parsePython } from '../../../src/trainingScripts/pythonParse';
import { analyzeScript } from '../../../src/trainingScripts/pythonScript';
import { filledWith, vae } from './pythonSnippets';

const SCRIPTS = fileURLToPath(new URL('../../fixtures/scripts/positive', import.meta.url));
const samples = readdirSync(SCRIPTS)
  .filter((name) => name.endsWith('.py'))
  .map((name) => [name, readFileSync(`${SCRIPTS}/${name}`, 'utf8')] as const);

/** A reproducible sequence of numbers in [0, 1). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** The parts of a tree that are objects of their own, down to where the parser packs small ones. */
function subtrees(tree: Tree): Tree[] {
  return tree.children.flatMap((child) => (child instanceof Tree ? [child, ...subtrees(child)] : []));
}

test('a parse in slices gives the tree of a parse at once, and lets the others have their turn', async () => {
  const text = samples.map(([, script]) => script).join('\n');
  let turns = 0;
  const tree = await parseInSlices(text, undefined, {
    sliceMs: 0,
    yield: async () => void turns++,
    cancelled: () => false,
  });
  expect(tree?.toString()).toBe(parsePython(text).toString());
  expect(turns).toBeGreaterThan(10);
});

test('a cancelled parse gives nothing', async () => {
  const text = samples[0][1];
  expect(await parseInSlices(text, undefined, { sliceMs: 0, yield: async () => {}, cancelled: () => true })).toBeNull();
});

test('after an edit the rest of the tree is reused, and the facts are those of the new text', () => {
  const blocks = Array.from({ length: 100 }, (_, k) => `def helper_${k}(x):\n    return [x + ${k}, x * ${k}]\n`).join(
    '\n',
  );
  const before = vae({ top: blocks, init: filledWith('0.5'), bottom: blocks });
  const tree = parsePython(before);
  const at = before.indexOf('fill_(0.5)') + 'fill_('.length;
  const after = `${before.slice(0, at)}1.5${before.slice(at + 3)}`;
  const fragments = keptFragments(tree, [{ fromA: at, toA: at + 3, fromB: at, toB: at + 3 }]);
  const edited = parsePython(after, fragments);
  expect(edited.toString()).toBe(parsePython(after).toString());
  const [old, kept] = [new Set(subtrees(tree)), subtrees(edited)];
  expect(kept.filter((part) => old.has(part)).length / kept.length).toBeGreaterThan(0.5);
  expect(analyzeScript(after, edited)).toEqual(analyzeScript(after));
  expect(analyzeScript(after, edited).sites.map(({ gamma }) => gamma)).toEqual([1.5]);
});

test.each(samples)('half of a script is no problem, wherever it ends: %s', (_, text) => {
  for (let end = 0; end <= text.length; end += 17) {
    const prefix = text.slice(0, end);
    for (const { span, literal } of analyzeScript(prefix).sites) {
      expect(span.to).toBeLessThanOrEqual(end);
      if (literal) expect(Number.isNaN(Number(prefix.slice(literal.from, literal.to)))).toBe(false);
    }
  }
});

test.each(samples.slice(0, 12))('a script with pieces missing is no problem: %s', (_, text) => {
  const random = randomNumbers(text.length);
  for (let round = 0; round < 30; round++) {
    let broken = text;
    for (let cut = 0; cut < 4; cut++) {
      const from = Math.floor(random() * broken.length);
      broken = broken.slice(0, from) + broken.slice(from + Math.floor(random() * 40));
    }
    const { sites } = analyzeScript(broken);
    expect(sites.every(({ span }) => span.from >= 0 && span.to <= broken.length && span.from <= span.to)).toBe(true);
  }
});

test('what is typed after the script does not hide what stands before', () => {
  for (const typed of ['self.bn = nn.BatchNorm1d(', 'x = [', "print('", 'def f(', 'if', 'class', '@', '"""', '\\']) {
    expect(
      analyzeScript(vae({ bottom: typed })).sites.map(({ gamma }) => gamma),
      typed,
    ).toEqual([0.5]);
  }
});
