import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Label } from '../../../src/dumps/labelArray';
import { countLabels, labelScale } from '../../../src/dumps/labelScale';
import { findLabels } from '../../../src/dumps/labels';
import { type DumpRequest, openDump } from '../../../src/dumps/openDump';
import { folder, npyFile, npyOf, toBytes } from './inMemory';
import { dict, type Pickled, text as pickledText, tensor, torchArchive, tuple } from './torchFile';
import { type Member, zipOf } from './zip';

const MEAN = npyOf([3, 2], [1, 2, 3, 4, 5, 6]);
const SPREAD = npyOf([3, 2], [0, 0, 0, 0, 0, -1]);

type Files = Record<string, string | Uint8Array>;

/** What is found in a dump or beside it, and the labels of its rows. */
async function labelsIn(files: Files, request: Partial<DumpRequest> = {}) {
  const access = folder(files);
  const dump = await openDump({ paths: ['/d'], ...request }, access);
  const { source, note, read } = await findLabels(dump, access, access.open);
  return { source, note, labels: read && (await read(Array.from({ length: dump.rows }, (_, row) => row))) };
}

/** Beside a dump of two .npy files of these names. */
const labelsOf = (files: Files, [mean, spread] = ['mu.npy', 'logvar.npy']) =>
  labelsIn({ [mean]: MEAN, [spread]: SPREAD, ...files }, { paths: [`/d/${mean}`, `/d/${spread}`] });

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
    const request = { mean: { file: '/d/y.npy', array: null }, spread: { file: '/d/logvar.npy', array: null } };
    expect(await labelsIn({ 'y.npy': MEAN, 'logvar.npy': SPREAD }, request)).toEqual(NONE);
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
  const inJson = (members: string) =>
    labelsIn({ 'dump.json': `{"mu": [[1], [2], [3]], "logvar": [[0], [0], [-1]], ${members}}` });

  it.each<[string, Label[]]>([
    ['"labels": [3, 1, 2]', [3, 1, 2]],
    ['"y": ["cat", "dog", null]', ['cat', 'dog', null]],
    ['"targets": [[1], [2], [2]]', [1, 2, 2]],
    ['"meta": {"labels": [9, 9]}, "classes": [true, false, true]', [1, 0, 1]],
    ['"label": [null, NaN, 2]', [null, Number.NaN, 2]],
  ])('%s', async (members, labels) => {
    const key = /"(labels|label|y|targets|classes)": \[(?!9)/.exec(members)![1];
    const found = await inJson(members);
    expect(found).toMatchObject({ source: `key "${key}"`, note: null });
    expect(found.labels!.map((label) => label ?? Number.NaN)).toEqual(labels.map((label) => label ?? Number.NaN));
  });

  it.each([
    ['"labels": [1, 2]', 'key "labels" has 2 entries, expected 3'],
    ['"labels": [[1, 0], [0, 1], [1, 0]]', 'key "labels": found'],
    ['"labels": [[1], [], [2]]', 'key "labels": found'],
    ['"labels": [[1], 2, [2]]', 'key "labels": found'],
    ['"labels": [1, "a", 2]', 'key "labels": found'],
    ['"labels": [1, 2, {"a": 3}]', 'key "labels": found'],
    ['"labels": {"a": [1, 2, 3]}', 'key "labels" is no list of numbers or texts'],
  ])('%s: said, not thrown', async (members, note) => {
    expect(await inJson(members)).toEqual({ ...NONE, note: expect.stringContaining(note) });
  });

  it('other keys, and single values, are not asked', async () => {
    expect(await inJson('"label": "digits", "label_names": ["a", "b", "c"], "data": [1, 2, 3]')).toEqual(NONE);
  });

  it('of several pairs, those of the one that was chosen', async () => {
    const text =
      '{"train_mu": [[1], [2]], "train_logvar": [[0], [-1]], "test_mu": [[1], [2]], "test_logvar": [[0], [-1]], ' +
      '"test_labels": ["a", "b"], "train_labels": ["c", "d"]}';
    const chosen = (name: string) =>
      labelsIn({ 'dump.json': text }, { mean: { file: '/d/dump.json', array: `${name}_mu` } });
    expect((await chosen('train')).labels).toEqual(['c', 'd']);
    expect((await chosen('test')).labels).toEqual(['a', 'b']);
  });
});

describe('in records and tables', () => {
  const RECORDS = ['cat', 'dog', 'cat'].map((label, i) => ({ mu: [i, 1], logvar: [0, -1], state: { label } }));

  it.each([
    ['records', 'dump.json', JSON.stringify(RECORDS)],
    ['NDJSON', 'dump.ndjson', RECORDS.map((record) => `${JSON.stringify(record)}\n`).join('')],
  ])('texts of %s, nested', async (_, name, text) => {
    expect(await labelsIn({ [name]: text }, { paths: [`/d/${name}`] })).toEqual({
      source: 'key "state.label"',
      note: null,
      labels: ['cat', 'dog', 'cat'],
    });
  });

  it('columns of CSV: texts, and numbers', async () => {
    const table = (column: string, labels: (string | number)[]) =>
      `mu_0,mu_1,${column},logvar_0,logvar_1\n${labels.map((label, i) => `${i},1,${label},0,-1\n`).join('')}`;
    const labels = ['cat', 'dog', 'cat'];
    expect(await labelsIn({ 'dump.csv': table('class', labels) })).toEqual({
      source: 'key "class"',
      note: null,
      labels,
    });
    expect((await labelsIn({ 'dump.csv': table('y', [2, 7, 2]) })).labels).toEqual([2, 7, 2]);
  });
});

describe('in an archive', () => {
  const PAIR: Member[] = [
    ['mu.npy', MEAN],
    ['logvar.npy', SPREAD],
  ];
  const THREE = npyOf([3], [4, 5, 4]);
  const inNpz = async (members: readonly Member[], others: Files = {}, request: Partial<DumpRequest> = {}) =>
    labelsIn({ 'dump.npz': await zipOf(members), ...others }, { paths: ['/d/dump.npz'], ...request });

  it('of numpy: numbers and texts, compressed or stored', async () => {
    const texts = text('<U3', 12, '(3,)', utf32(['cat', 'dog', 'é'], 3));
    for (const level of [0, 9]) {
      const found = await inNpz([...PAIR, ['labels.npy', THREE, { level }]]);
      expect(found).toEqual({ source: 'key "labels"', note: null, labels: [4, 5, 4] });
      expect((await inNpz([...PAIR, ['y.npy', texts, { level }]])).labels).toEqual(['cat', 'dog', 'é']);
    }
  });

  it('an entry comes before a file beside it, which serves where no entry fits', async () => {
    const beside = { 'labels.npy': npyOf([3], [7, 7, 7]) };
    expect((await inNpz([...PAIR, ['y.npy', THREE]], beside)).labels).toEqual([4, 5, 4]);
    const short: Member = ['y.npy', npyOf([2], [1, 2])];
    expect(await inNpz([...PAIR, short], beside)).toEqual({ source: 'labels.npy', note: null, labels: [7, 7, 7] });
    expect((await inNpz([...PAIR, short])).note).toBe('key "y" has 2 entries, expected 3');
    const named = { ...beside, 'dump_labels.npy': THREE };
    expect((await inNpz(PAIR, named)).source).toBe('dump_labels.npy');
  });

  it('a nested name counts by its last part, unless it goes with another mean', async () => {
    expect((await inNpz([...PAIR, ['meta/label.npy', THREE]])).source).toBe('key "meta/label"');
    const split = (folder: string): Member[] => PAIR.map(([name, content]) => [`${folder}/${name}`, content]);
    const request = { mean: { file: '/d/dump.npz', array: 'train/mu' } };
    const other: Member[] = [...split('train'), ...split('test'), ['test/labels.npy', THREE]];
    expect(await inNpz(other, {}, request)).toEqual(NONE);
    expect((await inNpz([...other, ['train/labels.npy', THREE]], {}, request)).source).toBe('key "train/labels"');
  });

  it('many that do not fit are not all told', async () => {
    const short = ['labels', 'label', 'y', 'targets', 'class'].map(
      (name): Member => [`${name}.npy`, npyOf([2], [1, 2])],
    );
    expect((await inNpz([...PAIR, ...short])).note).toBe(
      'key "labels" has 2 entries, expected 3; key "label" has 2 entries, expected 3; key "y" has 2 entries, expected 3; and 2 more',
    );
  });

  it('of safetensors', async () => {
    const data = new Float64Array([1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, -1, 8, 9, 8]);
    const tensorOf = (shape: number[], from: number, to: number) => ({
      dtype: 'F64',
      shape,
      data_offsets: [8 * from, 8 * to],
    });
    const header = toBytes(
      JSON.stringify({ mu: tensorOf([3, 2], 0, 6), logvar: tensorOf([3, 2], 6, 12), labels: tensorOf([3, 1], 12, 15) }),
    );
    const bytes = new Uint8Array(8 + header.length + data.byteLength);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
    bytes.set(header, 8);
    bytes.set(new Uint8Array(data.buffer), 8 + header.length);
    expect((await labelsIn({ 'dump.safetensors': bytes })).labels).toEqual([8, 9, 8]);
  });

  describe('of torch', () => {
    const inTorch = async (labels: Pickled, name = 'labels') => {
      const pair = { mu: tensor(), logvar: tensor({ key: '1' }) };
      const storages = {
        0: new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer),
        1: new Uint8Array(Float32Array.of(0, -1, 0, 0).buffer),
        2: new Uint8Array(BigInt64Array.of(5n, 6n).buffer),
      };
      return labelsIn({ 'dump.pt': await torchArchive(dict({ ...pair, [name]: labels }), storages) });
    };

    it('a tensor', async () => {
      const labels = tensor({ storage: 'LongStorage', key: '2', elements: 2, size: [2], stride: [1] });
      expect(await inTorch(labels, 'y')).toEqual({ source: 'key "y"', note: null, labels: [5, 6] });
    });

    it('a list of texts', async () => {
      expect((await inTorch(tuple(pickledText('cat'), pickledText('dog')))).labels).toEqual(['cat', 'dog']);
    });
  });
});

describe('in the HDF5 file that h5py wrote', () => {
  const bytes = new Uint8Array(readFileSync('test/fixtures/formats/hdf5/labels.h5'));
  const LABELS = ['cat', 'dög', 'cat', '', 'a longer text'];

  it('texts are labels', async () => {
    expect(await labelsIn({ 'dump.h5': bytes })).toEqual({
      source: 'key "labels"',
      note: 'key "targets" would fit as well',
      labels: LABELS,
    });
  });

  it('of fixed length, and categories as AnnData has them, too', async () => {
    const access = folder({ 'dump.h5': bytes });
    const dump = await openDump({ paths: ['/d/dump.h5'] }, access);
    const only = async (isKept: (name: string) => boolean) => {
      const [{ file, entries }] = dump.contents;
      const contents = [{ file, entries: new Map([...entries].filter(([name]) => isKept(name))) }];
      const { source, read } = await findLabels({ ...dump, contents }, access, access.open);
      return { source, labels: await read!([0, 1, 2, 3, 4]) };
    };
    expect(await only((name) => name !== 'labels')).toEqual({
      source: 'key "targets"',
      labels: ['dog', 'cat', 'dog', 'cat', 'emu'],
    });
    expect(await only((name) => name.startsWith('obs/'))).toEqual({
      source: 'key "obs/class"',
      labels: ['T cell', 'B cell', null, 'T cell', 'T cell'],
    });
  });

  it('none of a dump whose only categories are batches', async () => {
    const anndata = new Uint8Array(readFileSync('test/fixtures/formats/hdf5/anndata.h5ad'));
    expect(await labelsIn({ 'dump.h5ad': anndata })).toEqual(NONE);
  });
});

describe('where one array makes several rows', () => {
  const SIZE = 2 * 3 * 2 * 2;
  const arranged = (shape: number[], arrangement: string, labels: Uint8Array) => {
    const ramp = (from: number) =>
      npyOf(
        shape,
        Array.from({ length: SIZE }, (_, i) => from - i / SIZE),
      );
    return labelsIn({ 'mu.npy': ramp(1), 'logvar.npy': ramp(0), 'labels.npy': labels }, { arrangement });
  };

  it("each position has its image's label", async () => {
    expect(await arranged([2, 3, 2, 2], 'channels', npyOf([2], [7, 8]))).toEqual({
      source: 'labels.npy',
      note: 'each label is that of 4 rows',
      labels: [7, 7, 7, 7, 8, 8, 8, 8],
    });
  });

  it("each time has its episode's label", async () => {
    const found = await arranged([2, 4, 3], 'last-axis', npyOf([2], [7, 8]));
    expect(found.labels).toEqual([7, 7, 7, 7, 8, 8, 8, 8]);
  });

  it('labels of every row stay those', async () => {
    const each = [1, 2, 3, 4, 5, 6, 7, 8];
    expect(await arranged([2, 4, 3], 'last-axis', npyOf([8], each))).toMatchObject({ note: null, labels: each });
  });

  it('a step has the labels of its examples', async () => {
    expect((await arranged([2, 4, 3], 'step:1', npyOf([4], [1, 2, 3, 4]))).labels).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ['step:1', [2, 4, 3], [2, 4]],
    ['step:-1', [2, 4, 3], [2, 4, 1]],
  ])('of labels of every step, %s has its own', async (id, shape, labels) => {
    const found = await arranged(shape, id, npyOf(labels, [1, 2, 3, 4, 5, 6, 7, 8]));
    expect(found).toMatchObject({ note: null, labels: [5, 6, 7, 8] });
  });

  it('and so have the halves of a step, opened as a dump', async () => {
    const values = Array.from({ length: 2 * 3 * 4 }, (_, at) => at);
    const access = folder({
      'posterior.npy': npyOf([2, 3, 4], values),
      'labels.npy': npyOf([2, 3], [1, 2, 3, 4, 5, 6]),
    });
    const request = { mean: { file: '/d/posterior.npy', array: null }, arrangement: 'halves-step:1' };
    const dump = await openDump({ paths: ['/d'], spreadKind: 'logvar', ...request }, access);
    const { mean, spread } = await dump.readRows(0, 3);
    expect([...mean]).toEqual([12, 13, 16, 17, 20, 21]);
    expect([...spread]).toEqual([14, 15, 18, 19, 22, 23]);
    const { read } = await findLabels(dump, access, access.open);
    expect(await read!([2, 0])).toEqual([6, 4]);
  });

  it.each([
    [[4, 2], 'step:1'],
    [[3, 4], 'step:1'],
    [[2, 4, 2], 'step:1'],
    [[2, 4], 'last-axis'],
  ])('labels of shape %j do not fit with %s', async (shape, id) => {
    const count = shape.reduce((product, length) => product * length, 1);
    const { source, note } = await arranged([2, 4, 3], id, npyOf(shape, Array(count).fill(1)));
    expect(source).toBeNull();
    expect(note).toContain(id === 'step:1' ? 'expected [4], or [2, 4] for all steps' : 'expected [8] or [8, 1]');
  });

  it.each<[string, number[], string, number]>([
    ['of the second axis', [2, 4, 3], 'last-axis', 4],
    ['of the channels of one image', [2, 4, 3], 'channels', 2],
    ['of every step', [2, 4, 3], 'step:0', 8],
    ['of too few', [2, 3, 2, 2], 'channels', 4],
  ])('labels %s do not fit, and that is said', async (_, shape, arrangement, count) => {
    const { source, note } = await arranged(shape, arrangement, npyOf([count], Array(count).fill(1)));
    expect(source).toBeNull();
    expect(note).toMatch(new RegExp(`^labels.npy has ${count} entries, expected \\d+`));
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

describe('labels are counted', () => {
  const listed = (labels: Label[]) => ({
    shape: [labels.length],
    readRows: async (start: number, count: number) => labels.slice(start, start + count),
  });

  it('over all blocks, in the order of the classes', async () => {
    const labels = Array.from({ length: 150_000 }, (_, i) => (i === 7 ? null : 2 - (i % 3)));
    expect(await countLabels(listed(labels))).toEqual({
      classes: new Map([
        [0, 50_000],
        [1, 49_999],
        [2, 50_000],
      ]),
      missing: 1,
    });
    expect(await countLabels(listed(['b', 'a', 'b']))).toEqual({
      classes: new Map([
        ['a', 1],
        ['b', 2],
      ]),
      missing: 0,
    });
  });

  it('up to 20 classes', async () => {
    const many = Array.from({ length: 21 }, (_, k) => k);
    expect(await countLabels(listed(many))).toBe('more than 20 different numbers');
    expect(await countLabels(listed(many.map(String)))).toBe('more than 20 different texts');
    expect(await countLabels(listed([null, Number.NaN]))).toBe('no label is given');
  });
});
