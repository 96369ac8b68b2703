import { describe, expect, it } from 'vitest';
import type { Label } from '../../../src/dumps/jsonLabels';
import { findLabels, labelScale } from '../../../src/dumps/labels';
import { folder, npyFile, npyOf, toBytes } from './inMemory';

const ROWS = 3;

/** What is found beside (or in) the first of these files, and its labels. */
async function labelsOf(files: Record<string, string | Uint8Array>, dumpFiles: string[] = ['mu.npy', 'logvar.npy']) {
  const access = folder(files);
  const dump = { files: dumpFiles.map((name) => `/d/${name}`), rows: ROWS };
  const { source, note, read } = await findLabels(dump, access, access.open);
  return { source, note, labels: read && (await read([0, 1, 2])) };
}

const NONE = { source: null, note: null, labels: null };

const text = (descr: string, itemBytes: number, shape: string, bytes: Uint8Array) => {
  expect(bytes.length % itemBytes).toBe(0);
  return npyFile(`{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }\n`, bytes);
};
const utf32 = (words: string[], width: number, littleEndian = true) => {
  const bytes = new Uint8Array(4 * width * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => {
    [...word].forEach((character, k) => {
      view.setUint32(4 * (i * width + k), character.codePointAt(0)!, littleEndian);
    });
  });
  return bytes;
};

describe('beside an .npy dump', () => {
  it.each(['labels', 'label', 'y', 'targets', 'classes'])('%s.npy has the labels', async (name) => {
    expect(await labelsOf({ [`${name}.npy`]: npyOf([3], [4, 5, 4]) })).toEqual({
      source: `${name}.npy`,
      note: null,
      labels: [4, 5, 4],
    });
  });

  it('a column counts as well', async () => {
    expect((await labelsOf({ 'labels.npy': npyOf([3, 1], [1, 2, 3]) })).labels).toEqual([1, 2, 3]);
  });

  it('texts are labels, of both widths of character', async () => {
    const wide = text('<U4', 16, '(3,)', utf32(['cat', 'dög', '\u{1f600}'], 4));
    expect((await labelsOf({ 'labels.npy': wide })).labels).toEqual(['cat', 'dög', '\u{1f600}']);
    const big = text('>U2', 8, '(3, 1)', utf32(['a', 'bc', ''], 2, false));
    expect((await labelsOf({ 'labels.npy': big })).labels).toEqual(['a', 'bc', '']);
    const bytes = text('|S3', 3, '(3,)', toBytes('cat' + 'a\0\0' + 'dog'));
    expect((await labelsOf({ 'labels.npy': bytes })).labels).toEqual(['cat', 'a', 'dog']);
  });

  it('prefix and suffix are those of the pair; labels without one serve every pair', async () => {
    const files = {
      'labels.npy': npyOf([3], [0, 0, 0]),
      'train_labels.npy': npyOf([3], [1, 1, 1]),
      'labels_test.npy': npyOf([3], [2, 2, 2]),
    };
    expect((await labelsOf(files, ['train_mu.npy', 'train_logvar.npy'])).source).toBe('train_labels.npy');
    expect((await labelsOf(files, ['mu_test.npy', 'logvar_test.npy'])).source).toBe('labels_test.npy');
    expect((await labelsOf(files, ['epoch_3_z_mean.npy', 'epoch_3_z_log_var.npy'])).source).toBe('labels.npy');
    expect(await labelsOf({ 'train_labels.npy': files['train_labels.npy'] })).toEqual(NONE);
  });

  it('none is no error, nor is a file that only mentions labels', async () => {
    expect(await labelsOf({})).toEqual(NONE);
    expect(await labelsOf({ 'label_names.npy': npyOf([3], [1, 2, 3]), 'y_labels.npy': npyOf([3], [1, 2, 3]) })).toEqual(
      NONE,
    );
  });

  it('the dump itself is not its labels', async () => {
    expect(await labelsOf({ 'y.npy': npyOf([3], [1, 2, 3]) }, ['y.npy', 'logvar.npy'])).toEqual(NONE);
  });

  it.each<[string, Uint8Array, string]>([
    ['too few', npyOf([2], [1, 2]), 'labels.npy has 2 entries, expected 3'],
    ['a single one', npyOf([1], [1]), 'labels.npy has 1 entry, expected 3'],
    ['one-hot', npyOf([3, 2], [1, 0, 0, 1, 1, 0]), 'labels.npy has shape [3, 2], expected [3] or [3, 1]'],
    [
      'cut',
      npyOf([3], [1, 2]),
      'labels.npy: found truncated: 16 bytes of data, expected 24 bytes for shape [3] of float64',
    ],
    ['cut texts', text('<U4', 16, '(3,)', utf32(['a', 'b'], 4)), 'labels.npy: found dtype'],
    ['no .npy', toBytes('labels'), 'labels.npy: found'],
  ])('%s: said, not thrown', async (_, bytes, note) => {
    const found = await labelsOf({ 'labels.npy': bytes });
    expect(found).toEqual({ ...NONE, note: expect.stringContaining(note) });
  });

  it('of several the likelier that fits is taken, and the others are said', async () => {
    const three = npyOf([3], [1, 2, 3]);
    expect(await labelsOf({ 'y.npy': three, 'labels.npy': three })).toMatchObject({
      source: 'labels.npy',
      note: 'y.npy would fit as well',
    });
    expect(await labelsOf({ 'y.npy': three, 'labels.npy': npyOf([2], [1, 2]) })).toMatchObject({
      source: 'y.npy',
      note: null,
    });
    expect((await labelsOf({ 'y.npy': npyOf([4], [1, 2, 3, 4]), 'labels.npy': npyOf([2], [1, 2]) })).note).toBe(
      'labels.npy has 2 entries, expected 3; y.npy has 4 entries, expected 3',
    );
  });
});

describe('in a JSON dump', () => {
  const inJson = (members: string) => labelsOf({ 'dump.json': `{"mu": [[1], [2], [3]], ${members}}` }, ['dump.json']);

  it.each<[string, Label[]]>([
    ['"labels": [3, 1, 2]', [3, 1, 2]],
    ['"y": ["cat", "dog", null]', ['cat', 'dog', null]],
    ['"targets": [[1], [2], [2]]', [1, 2, 2]],
    ['"meta": {"labels": [9, 9]}, "classes": [true, false, true]', [1, 0, 1]],
  ])('%s', async (members, labels) => {
    const key = /"(labels|y|targets|classes)": \[(?!9)/.exec(members)![1];
    expect(await inJson(members)).toEqual({ source: `key "${key}"`, note: null, labels });
  });

  it.each([
    ['"labels": [1, 2]', 'key "labels" has 2 entries, expected 3'],
    ['"labels": [[1, 0], [0, 1], [1, 0]]', 'key "labels" is no list of numbers or texts'],
    ['"labels": [[1], [], [2]]', 'key "labels" is no list of numbers or texts'],
    ['"labels": [1, 2, {"a": 3}]', 'key "labels" is no list of numbers or texts'],
    ['"labels": {"a": [1, 2, 3]}', 'key "labels" is no list of numbers or texts'],
  ])('%s: said, not thrown', async (members, note) => {
    expect(await inJson(members)).toEqual({ ...NONE, note });
  });

  it('other keys, and single values, are not asked', async () => {
    expect(await inJson('"label": "digits", "label_names": ["a", "b", "c"], "data": [1, 2, 3]')).toEqual(NONE);
  });
});

describe('labels are', () => {
  const many = Array.from({ length: 21 }, (_, k) => k);

  it('up to 20 classes in their order, numbers as numbers', () => {
    expect(labelScale([10, 9, null, 10, Number.NaN])).toEqual({
      classes: ['9', '10'],
      values: Float32Array.of(1, 0, Number.NaN, 1, Number.NaN),
      note: null,
    });
    expect(labelScale(['b', 'a', 'b']).classes).toEqual(['a', 'b']);
    expect(labelScale(many.slice(1)).classes).toHaveLength(20);
  });

  it('a scale where there are more numbers', () => {
    expect(labelScale([...many, null])).toEqual({
      classes: null,
      values: Float32Array.of(...many, Number.NaN),
      note: null,
    });
  });

  it('not shown where there are more texts, or none', () => {
    expect(labelScale(many.map(String))).toMatchObject({
      values: null,
      note: expect.stringContaining('21 different texts'),
    });
    expect(labelScale([null, Number.NaN])).toMatchObject({ classes: null, values: null, note: 'no label is given' });
  });
});
