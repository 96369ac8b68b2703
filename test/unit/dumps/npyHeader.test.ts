import { describe, expect, it } from 'vitest';
import { readNpyHeader } from '../../../src/dumps/npyHeader';
import { npyFile, problemOf, sourceOf, toBytes } from './inMemory';
import { seededRandom } from './random';

const DATA = new Uint8Array(24);
const HEADER = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }";

async function headerOf(header: string, data: Uint8Array = DATA, version = 1) {
  return readNpyHeader(await sourceOf(npyFile(header, data, version), 'mu.npy'));
}

describe('readNpyHeader', () => {
  it.each([
    ['numpy', HEADER],
    ['no spaces or trailing commas', "{'descr':'<f4','fortran_order':False,'shape':(3,2)}"],
    ['other key order', "{'shape': (3, 2), 'fortran_order': False, 'descr': '<f4'}"],
    ['double quotes', '{"descr": "<f4", "fortran_order": False, "shape": (3, 2)}'],
    ['Python 2', "{u'descr': u'<f4', 'fortran_order': False, 'shape': (3L, 2L)}"],
    ['escapes', String.raw`{'d\x65s\143r': '\u003cf4', 'fortran_order': False, 'shape': (3, 2)}`],
    ['newlines and tabs', "\n{\t'descr':\r\n'<f4' , 'fortran_order' : False ,\n'shape': ( 3 , 2 , ) , }\n  \n"],
    ['native byte order', "{'descr': '=f4', 'fortran_order': False, 'shape': (3, 2)}"],
    ['no byte order', "{'descr': 'f4', 'fortran_order': False, 'shape': (3, 2)}"],
  ])('reads %s', async (_, header) => {
    const read = await headerOf(header);
    expect(read).toMatchObject({ fortranOrder: false, shape: [3, 2], dataOffset: 10 + header.length });
    expect(read.dtype).toEqual({ name: 'float32', itemsize: 4, bigEndian: false });
  });

  it('reads any header that a writer may lay out', async () => {
    const next = seededRandom(1);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)];
    const space = () => pick(['', '', ' ', '  ', '\n', '\t']);
    const quote = (text: string) => {
      const mark = pick(["'", '"']);
      return pick(['', '', 'u']) + mark + text + mark;
    };
    for (let round = 0; round < 300; round++) {
      const shape = Array.from({ length: Math.floor(next() * 5) }, () => Math.floor(next() * 4));
      const fortranOrder = next() < 0.5;
      const [descr, itemsize, bigEndian] = pick([
        ['<f2', 2, false],
        ['>f4', 4, true],
        ['<f8', 8, false],
        ['>i8', 8, true],
        ['|u1', 1, false],
        ['|b1', 1, false],
      ] as const);
      const lengths = shape.map((length) => `${space()}${length}${pick(['', 'L'])}${space()}`);
      const comma = shape.length === 1 ? ',' : pick(shape.length === 0 ? [''] : ['', ',']);
      const fields = [
        `${quote('descr')}${space()}:${space()}${quote(descr)}`,
        `${quote('fortran_order')}${space()}:${space()}${fortranOrder ? 'True' : 'False'}`,
        `${quote('shape')}:${space()}(${lengths.join(',')}${comma}${space()})`,
      ].sort(() => next() - 0.5);
      const header = `${space()}{${space()}${fields.join(`${space()},${space()}`)}${pick(['', ',', ', '])}}${space()}`;
      const size = shape.reduce((product, length) => product * length, itemsize);
      const read = await headerOf(header, new Uint8Array(size), pick([1, 2, 3]));
      expect(read).toMatchObject({ shape, fortranOrder });
      expect(read.dtype).toMatchObject({ itemsize, bigEndian });
    }
  });

  it.each([
    ['missing key', "{'descr': '<f4', 'shape': (3, 2)}", 'byte 10', "no key 'fortran_order'", "'fortran_order'"],
    ['extra key', `${HEADER.slice(0, -1)} 'x': 1}`, 'byte 69', "key 'x'", 'only'],
    ['key twice', `${HEADER.slice(0, -1)} 'shape': (6,)}`, 'byte 69', "'shape' a second time", 'once'],
    ['key that is no string', '{1: 2}', 'byte 11', "key '1'", 'only'],
    ['no dict', "('<f4', False)", 'byte 10', 'a tuple', 'a dict'],
    ['shape as a list', HEADER.replace('(3, 2)', '[3, 2]'), 'byte 60', 'shape a list', 'a tuple'],
    ['shape as a number', HEADER.replace('(3, 2)', '(6)'), 'byte 61', 'shape 6', 'a tuple'],
    ['negative length', HEADER.replace('3', '-3'), 'byte 61', '-3 in shape', '0 or more'],
    ['fractional length', HEADER.replace('3', '3.0'), 'byte 61', "'3.0'", 'an integer'],
    ['length as text', HEADER.replace('3', "'3'"), 'byte 61', "'3' in shape", 'an integer'],
    ['length as a bool', HEADER.replace('3', 'True'), 'byte 61', 'True in shape', 'an integer'],
    ['huge length', HEADER.replace('3', '1'.repeat(60)), 'byte 61', 'in shape', 'below 2^53'],
    ['huge product', HEADER.replace('(3, 2)', '(4294967296, 4294967296)'), 'data', '24 bytes', '73786976294838206464'],
    ['rank', HEADER.replace('(3, 2)', `(${'1, '.repeat(65)})`), 'byte 60', '65 axes', 'at most 64'],
    ['fortran_order as a number', HEADER.replace('False', '0'), 'byte 44', 'fortran_order 0', 'True or False'],
    ['true in JSON', HEADER.replace('False', 'false'), 'byte 44', "'false'", 'a Python literal'],
    ['a call', HEADER.replace('False', "__import__('os')"), 'byte 44', "'__import__'", 'a Python literal'],
    ['descr as a number', HEADER.replace("'<f4'", '4'), 'byte 20', 'descr 4', "'<f4'"],
    ['unclosed dict', HEADER.slice(0, -1), 'byte 68', 'end of header', 'a Python literal'],
    ['unclosed string', HEADER.slice(0, 13), 'byte 23', 'end of header', "a closing '"],
    ['text behind the dict', `${HEADER}; x`, 'byte 69', "';'", 'end of header'],
    ['missing comma', HEADER.replace("',", "'"), 'byte 26', "'''", "','"],
    ['missing colon', HEADER.replace(':', ' '), 'byte 20', "'''", "':'"],
    ['leading zero', HEADER.replace('3', '03'), 'byte 61', "'03'", 'leading zeros'],
    ['nested brackets', `${'('.repeat(50)}`, 'byte 43', "'('", 'nested brackets'],
    ['a binary byte', HEADER.replace('(', '\x01'), 'byte 60', '0x01', 'a Python literal'],
    ['an empty header', '', 'byte 10', 'end of header', 'a Python literal'],
  ])('refuses %s', async (_, header, place, found, expected) => {
    const problem = await problemOf(() => headerOf(header));
    expect(problem.file).toBe('/d/mu.npy');
    expect(problem.place).toContain(place);
    expect(problem.found).toContain(found);
    expect(problem.expected).toContain(expected);
  });

  it('counts bytes, not characters, in a UTF-8 header', async () => {
    const problem = await problemOf(() => headerOf("{'µ': 1}", DATA, 3));
    expect(problem.place).toBe('byte 13 (header)');
    expect((await problemOf(() => headerOf("{'µµ' 1}", DATA, 3))).place).toBe('byte 20 (header)');
    expect((await problemOf(() => headerOf("{'a' 1}", DATA, 3))).place).toBe('byte 17 (header)');
  });

  it('refuses a version 3 header that is no UTF-8', async () => {
    const file = npyFile(HEADER, DATA, 3);
    file[20] = 0xff;
    const problem = await problemOf(async () => readNpyHeader(await sourceOf(file, 'mu.npy')));
    expect(problem.found).toContain('no UTF-8');
  });

  it.each([
    ['empty', toBytes(''), 'an empty file'],
    ['zip', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), '.npz'],
    ['gzip', new Uint8Array([0x1f, 0x8b, 8, 0]), 'gzip'],
    ['HDF5', toBytes('\x89HDF\r\n').slice(1), 'HDF5'],
    ['pickle', new Uint8Array([0x80, 4, 0x95, 0, 0]), 'pickle'],
    ['LFS pointer', toBytes('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'), 'Git LFS pointer'],
    ['safetensors', new Uint8Array([5, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]), 'safetensors'],
    ['JSON', toBytes('{"mu": [[1]]}'), 'JSON'],
    ['text', toBytes('1.5,2\n3,4\n'), 'text'],
    ['zeros', new Uint8Array(32), 'bytes 00 00'],
    ['cut magic', toBytes('\x93NUM').slice(1), '4 bytes of a truncated file'],
  ])('says what a file without the magic is: %s', async (name, bytes, found) => {
    const content = name === 'HDF5' ? new Uint8Array([0x89, ...bytes.slice(1)]) : bytes;
    const magic = name === 'cut magic' ? new Uint8Array([0x93, ...bytes.slice(1)]) : content;
    const problem = await problemOf(async () => readNpyHeader(await sourceOf(magic, 'mu.npy')));
    expect(problem).toMatchObject({ place: 'byte 0', expected: 'a .npy file (magic \\x93NUMPY)' });
    expect(problem.found).toContain(found);
  });

  it('refuses other versions', async () => {
    const file = npyFile(HEADER, DATA);
    file[6] = 4;
    const problem = await problemOf(async () => readNpyHeader(await sourceOf(file, 'mu.npy')));
    expect(problem.message).toBe(
      '/d/mu.npy: byte 6 (header): found .npy format version 4.0, expected version 1.0, 2.0 or 3.0',
    );
  });

  it('refuses a header of absurd length without reading it', async () => {
    const file = npyFile(HEADER, DATA, 2);
    new DataView(file.buffer).setUint32(8, 0xffffffff, true);
    const problem = await problemOf(async () => readNpyHeader(await sourceOf(file, 'mu.npy')));
    expect(problem.found).toBe('a header of 4294967295 bytes');
  });

  it('refuses data that do not fill the shape', async () => {
    expect((await problemOf(() => headerOf(HEADER, new Uint8Array(23)))).message).toBe(
      '/d/mu.npy: byte 69 (data): found truncated: 23 bytes of data, expected 24 bytes for shape [3, 2] of float32',
    );
    expect((await problemOf(() => headerOf(HEADER, new Uint8Array(25)))).found).toBe('25 bytes of data');
  });
});
