import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDump } from '../../../src/dumps/openDump';
import { memoryFileAccess } from '../../../src/platform/memoryFileAccess';
import { fileAccess } from '../../../src/platform/node/fileAccess';
import { npyOf, problemOf, toBytes } from './inMemory';

const names = (entries: { name: string }[]) => entries.map(({ name }) => name);

describe('fileAccess', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'latent-lens-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(root, name), content);
    return join(root, name);
  };

  it('lists plain files, following links', async () => {
    write('b.npy', 'b');
    write('a.npy', 'a');
    mkdirSync(join(root, 'folder.npy'));
    symlinkSync(join(root, 'b.npy'), join(root, 'link.npy'));
    symlinkSync(join(root, 'folder.npy'), join(root, 'linked-folder.npy'));
    symlinkSync(join(root, 'nothing'), join(root, 'broken.npy'));
    expect(names(await fileAccess.entries(root))).toEqual(['a.npy', 'b.npy', 'link.npy']);
    expect(await fileAccess.kind(root)).toBe('folder');
    expect(await fileAccess.kind(join(root, 'link.npy'))).toBe('file');
    expect(await fileAccess.kind(join(root, 'broken.npy'))).toBeUndefined();
  });

  it('keeps the path of the file itself as the user wrote it', async () => {
    write('mu.npy', '');
    const odd = `${root}/./mu.npy`;
    expect((await fileAccess.siblings(odd)).map(({ path }) => path)).toEqual([odd]);
  });

  it('reads ranges, fewer bytes only at the end', async () => {
    const source = await fileAccess.open(write('x', '0123456789'));
    const text = async (offset: number, length: number) => new TextDecoder().decode(await source.read(offset, length));
    expect(source).toMatchObject({ name: 'x', size: 10 });
    expect(await text(2, 3)).toBe('234');
    expect(await text(8, 5)).toBe('89');
    expect(await text(20, 5)).toBe('');
    await source.close();
  });

  it('refuses what is no readable file', async () => {
    const missing = await problemOf(() => fileAccess.open(join(root, 'none.npy')));
    expect(missing.message).toBe(
      `${join(root, 'none.npy')}: file: found ENOENT: no such file or directory, expected a readable file`,
    );
    expect((await problemOf(() => fileAccess.open(root))).found).toBe('no plain file');
    expect((await problemOf(() => fileAccess.entries(join(root, 'none')))).found).toContain('ENOENT');
  });

  it.skipIf(process.platform === 'win32')('does not wait on a named pipe', async () => {
    execFileSync('mkfifo', [join(root, 'mu.npy')]);
    expect(await fileAccess.kind(join(root, 'mu.npy'))).toBeUndefined();
    expect((await problemOf(() => fileAccess.open(join(root, 'mu.npy')))).found).toBe('no plain file');
    await problemOf(() => openDump({ paths: [join(root, 'mu.npy')] }, fileAccess));
  });

  it('gives an error when a file shrinks after it was opened', async () => {
    const path = write('mu.npy', npyOf([4, 2], [1, 2, 3, 4, 5, 6, 7, 8]));
    write('logvar.npy', npyOf([4, 2], [1, 2, 3, 4, 5, 6, 7, 8]));
    const dump = await openDump({ paths: [path] }, fileAccess);
    truncateSync(path, 120);
    const problem = await problemOf(() => dump.readRows(0, 4));
    expect(problem).toMatchObject({ file: path, place: 'byte 120', found: 'end of file' });
    await dump.close();
  });

  it.skipIf(process.platform !== 'linux')('leaves no file open, opened or refused', async () => {
    const openFiles = () => readdirSync('/proc/self/fd').length;
    const path = write('mu.npy', npyOf([2, 1], [1, 2]));
    write('logvar.npy', npyOf([2, 1], [1, 2]));
    write('std.npy', npyOf([1], [1]));
    write('x_mu.npy', npyOf([2, 1], [1, 2]));
    write('x_std.npy', npyOf([3, 1], [1, 2, 3]));
    write('bad.json', '{"mu": [[1], [2]], "lv": [[1], [');
    const before = openFiles();
    const dump = await openDump({ paths: [path] }, fileAccess);
    expect(openFiles()).toBe(before + 2);
    await dump.close();
    for (const name of ['x_mu.npy', 'bad.json', 'none.npy', 'std.json', '']) {
      await problemOf(() => openDump({ paths: [join(root, name)] }, fileAccess));
    }
    expect(openFiles()).toBe(before);
  });
});

describe('memoryFileAccess', () => {
  const file = (path: string) => ({ path, name: path.split('/').at(-1)!, bytes: toBytes(path) });
  const files = memoryFileAccess(
    ['vscode-vfs://g/r/b.npy', 'vscode-vfs://g/r/a.npy', 'vscode-vfs://g/r/s/c.npy'].map(file),
  );

  it('knows files and folders', async () => {
    expect(await files.kind('vscode-vfs://g/r/a.npy')).toBe('file');
    expect(await files.kind('vscode-vfs://g/r')).toBe('folder');
    expect(await files.kind('vscode-vfs://g/r/s/')).toBe('folder');
    expect(await files.kind('vscode-vfs://g/x')).toBeUndefined();
    expect(names(await files.entries('vscode-vfs://g/r'))).toEqual(['a.npy', 'b.npy']);
    expect(names(await files.siblings('vscode-vfs://g/r/s/c.npy'))).toEqual(['c.npy']);
    expect(names(await memoryFileAccess([file('mu.npy')]).siblings('mu.npy'))).toEqual(['mu.npy']);
  });

  it('gives copies', async () => {
    const source = await files.open('vscode-vfs://g/r/a.npy');
    (await source.read(0, 5)).fill(0);
    expect(new TextDecoder().decode(await source.read(0, 30))).toBe('vscode-vfs://g/r/a.npy');
    expect((await problemOf(() => files.open('vscode-vfs://g/r/x'))).found).toBe('no such file');
  });
});
