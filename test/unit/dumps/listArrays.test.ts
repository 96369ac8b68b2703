import { expect, it } from 'vitest';
import { listArrays } from '../../../src/dumps/listArrays';
import { fileAccess } from '../../../src/platform/node/fileAccess';
import { folder, npyOf, problemOf } from './inMemory';

const FORMATS = 'test/fixtures/formats';

it('lists the arrays of an archive with what their names say and the range of their first elements', async () => {
  const listed = await listArrays(`${FORMATS}/csv/plain.csv`, fileAccess);
  expect(listed.map(({ array, shape, guess }) => [array, shape, guess])).toEqual([
    ['mu', [5, 3], 'mean'],
    ['logvar', [5, 3], 'logvar'],
  ]);
  for (const { range } of listed) expect(range![0]).toBeLessThan(range![1]);
});

it('lists the .npy files beside one, the file itself first, and leaves out those of one axis or of none', async () => {
  const files = folder({
    'a.npy': npyOf([2, 2], [1, -2, 3, 4]),
    'z.npy': npyOf([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
    'labels.npy': npyOf([2], [0, 1]),
    'broken.npy': 'no array',
  });
  const listed = await listArrays('/d/z.npy', files);
  expect(listed.map(({ file, range }) => [file, range])).toEqual([
    ['/d/z.npy', [1, 8]],
    ['/d/a.npy', [-2, 4]],
  ]);
});

it('fails where the file itself cannot be read', async () => {
  const files = folder({ 'broken.npy': 'no array' });
  expect((await problemOf(() => listArrays('/d/broken.npy', files))).file).toBe('/d/broken.npy');
});
