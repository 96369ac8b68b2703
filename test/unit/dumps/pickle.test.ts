import { describe, expect, it } from 'vitest';
import { PickleError, readPickle } from '../../../src/dumps/pickle';
import { flattenPickle } from '../../../src/dumps/pickleEntries';
import { toBytes } from './inMemory';
import { seededRandom } from './random';

const PROTO = [0x80, 2];
const STOP = 0x2e;

/** Opcodes as bytes, and texts as what they are in UTF-8, between PROTO and STOP. */
function pickle(...parts: (number | string)[]): Uint8Array {
  return Uint8Array.from([
    ...PROTO,
    ...parts.flatMap((part) => (typeof part === 'string' ? [...toBytes(part)] : part)),
    STOP,
  ]);
}

const bytes = (latin1: string): number[] => Array.from(latin1, (letter) => letter.charCodeAt(0));

const valueIn = (...parts: (number | string)[]) => readPickle(pickle(...parts)).value;

function errorOf(action: () => unknown): PickleError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(PickleError);
    return error as PickleError;
  }
  return expect.fail('no error');
}

describe('readPickle', () => {
  it.each<[string, (number | string)[], unknown]>([
    ['None', ['N'], null],
    ['True', [0x88], true],
    ['False', [0x89], false],
    ['BININT', ['J', 0xfe, 0xff, 0xff, 0xff], -2],
    ['BININT1', ['K', 200], 200],
    ['BININT2', ['M', 1, 2], 513],
    ['LONG1', [0x8a, 1, 0xff], -1],
    ['LONG1 of no bytes', [0x8a, 0], 0],
    ['LONG1 beyond 2^53', [0x8a, 8, 0, 0, 0, 0, 0, 0, 0, 0x40], 2 ** 62],
    ['LONG4', [0x8b, 2, 0, 0, 0, 0x00, 0x80], -32768],
    ['BINFLOAT', ['G', 0xbf, 0xe0, 0, 0, 0, 0, 0, 0], -0.5],
    ['BINUNICODE', ['X', 3, 0, 0, 0, 'é!'], 'é!'],
    ['Python 2 text', ['U', 2, 0x80, 0xe9], '\x80é'],
    ['a tuple of a mark', ['(', 'N', 0x88, 't'], { type: 'tuple', items: [null, true] }],
    ['TUPLE3', ['K', 1, 'K', 2, 'K', 3, 0x87], { type: 'tuple', items: [1, 2, 3] }],
    ['a list', [']', 'K', 1, 'a', '(', 'K', 2, 'K', 3, 'e'], { type: 'list', items: [1, 2, 3] }],
    ['a dict', ['}', 'K', 1, 'N', 's'], { type: 'dict', entries: [[1, null]] }],
    ['a set', [0x8f, '(', 'K', 1, 0x90], { type: 'set', items: [1] }],
    ['a frozenset', ['(', 'K', 1, 0x91], { type: 'set', items: [1] }],
    ['POP of a mark', ['N', '(', '0'], null],
    ['POP_MARK', ['N', '(', 'N', 'N', '1'], null],
    ['DUP', ['K', 7, '2', 0x86], { type: 'tuple', items: [7, 7] }],
    ['the memo', ['K', 7, 'q', 3, 0x94, '0', 'h', 3, 'h', 1, 0x86], { type: 'tuple', items: [7, 7] }],
    ['a name', ['cos\nsystem\n'], { type: 'global', name: 'os.system' }],
  ])('reads %s', (_, parts, expected) => {
    expect(valueIn(...parts)).toEqual(expected);
  });

  it('makes of a call no more than its name and arguments', () => {
    const call = { type: 'object', name: 'os.system', args: { type: 'tuple', items: ['x'] }, items: [], entries: [] };
    expect(valueIn('cos\nsystem\n', 'X', 1, 0, 0, 0, 'x', 0x85, 'R')).toEqual(call);
    expect(valueIn('cos\nsystem\n', 'X', 1, 0, 0, 0, 'x', 0x85, 0x81)).toEqual(call);
    expect(valueIn('cos\nsystem\n', 'X', 1, 0, 0, 0, 'x', 0x85, '}', 0x92)).toEqual(call);
    const called = valueIn('cbuiltins\neval\n', 'U', 1, 'x', 0x85, 'R', ')', 'R');
    expect(called).toMatchObject({ type: 'object', name: 'of a class without a name' });
    const built = valueIn('cm\nC\n', ')', 0x81, '}', 'b', 'K', 1, 'a', 'K', 2, 'K', 3, 's');
    expect(built).toMatchObject({ name: 'm.C', state: { type: 'dict', entries: [] }, items: [1], entries: [[2, 3]] });
  });

  it('keeps what is shared shared, and lists that hold themselves', () => {
    const { value } = readPickle(pickle(']', 'q', 0, 'h', 0, 'a'));
    expect((value as { items: unknown[] }).items[0]).toBe(value);
  });

  it('says where a pickle ends, and what it leaves to its surroundings', () => {
    const two = Uint8Array.from([...pickle('K', 1, 'Q'), ...pickle('K', 2)]);
    const first = readPickle(two);
    expect(first).toMatchObject({ value: { type: 'persistent', id: 1 }, persistentIds: [1], end: 6 });
    expect(readPickle(two, first.end)).toMatchObject({ value: 2, end: two.length });
  });

  it.each<[string, (number | string)[], string]>([
    ['an opcode of protocol 0', ['I', '1\n'], 'opcode 0x49'],
    ['an extension code', [0x82, 1], 'opcode 0x82'],
    ['an unknown opcode', [0xff], 'opcode 0xff'],
    ['a memo that is not set', ['h', 9], 'memo 9'],
    ['nothing to stop with', [], 'an empty stack'],
    ['nothing above a mark', ['N', '(', 'a'], 'an empty stack'],
    ['a tuple without a mark', ['t'], 'down to a mark'],
    ['a key without a value', ['(', 'N', 'd'], 'a key without a value'],
    ['items for a number', ['K', 1, 'N', 'a'], 'what is no list'],
    ['items for text', ['U', 1, 'x', 'N', 'a'], 'what is no list'],
    ['keys for a list', [']', 'N', 'N', 's'], 'what is no dict'],
    ['a state for a list', [']', 'N', 'b'], 'what is no object'],
    ['a name that is no text', ['N', 'N', 0x93], 'a name that is no text'],
    ['an integer of a megabyte', [0x8b, 0, 0, 16, 0], 'an integer of 1048576 bytes'],
  ])('refuses %s', (_, parts, found) => {
    expect(errorOf(() => valueIn(...parts)).found).toContain(found);
  });

  it.each([
    ['a text', ['X', 0xff, 0xff, 0xff, 0xff]],
    ['a text of 2^63 bytes', [0x8d, 0, 0, 0, 0, 0, 0, 0, 0x80]],
    ['bytes', ['B', 0xff, 0xff, 0xff, 0xff]],
    ['a frame', [0x95, 1]],
    ['a name', ['cos']],
  ])('refuses %s that is longer than the file', (_, parts) => {
    const error = errorOf(() => valueIn(...parts));
    expect(error).toMatchObject({ found: 'end of data' });
  });

  it('refuses a pickle of more values than memory is meant for', () => {
    const many = new Uint8Array(4_000_100).map((_, i) => (i % 2 === 0 ? 0x4e : 0x30));
    expect(errorOf(() => readPickle(many)).found).toBe('more than 4000000 opcodes');
  });

  it('any bytes give a value or an error', () => {
    const next = seededRandom(3);
    const opcodes = [...bytes('().012NJKMGUTCB]aelt}dsucRbqrhjQX'), ...Array.from({ length: 32 }, (_, i) => 0x80 + i)];
    let values = 0;
    for (let round = 0; round < 5_000; round++) {
      const length = 1 + Math.floor(next() * 24);
      const random = Array.from({ length }, () =>
        next() < 0.7 ? opcodes[Math.floor(next() * opcodes.length)] : Math.floor(next() * 4),
      );
      try {
        flattenPickle(readPickle(pickle(...random)).value);
        values++;
      } catch (error) {
        expect(error).toBeInstanceOf(PickleError);
      }
    }
    expect(values).toBeGreaterThan(20);
  });
});

describe('flattenPickle', () => {
  const leavesOf = (...parts: (number | string)[]) => flattenPickle(valueIn(...parts));

  it('ends on a list that holds itself', () => {
    const leaves = leavesOf(']', 'q', 0, 'h', 0, 'a', 'cm\nC\n', 'a');
    expect(leaves).toBeInstanceOf(Map);
    expect([...(leaves as Map<string, unknown>).values()].at(0)).toMatchObject({
      found: 'values nested too deep, or under names too long',
    });
  });

  it('ends on a dict that holds itself twice', () => {
    const twice = ['}', 'q', 0, 'K', 1, 'h', 0, 's', 'K', 2, 'h', 0, 's'];
    expect(leavesOf(...twice)).toMatch(/^(more than 4000000 values|100000 values)/);
  });

  it('ends on lists that share lists that share lists', () => {
    // Each level holds the one before it ten times.
    const levels = Array.from({ length: 60 }, (_, i) => [
      ']',
      'q',
      i + 1,
      '(',
      ...new Array(10).fill(['h', i]).flat(),
      'e',
      '0',
    ]);
    expect(leavesOf(']', 'q', 0, '0', ...levels.flat(), 'h', 60)).toBe('more than 4000000 values');
    const foreign = leavesOf('cm\nC\n', 'q', 0, '0', ...levels.flat(), 'h', 60);
    expect(foreign).toBe('100000 values or more under names of their own');
  });

  it('reads deep nesting without a deep stack', () => {
    const depth = 100_000;
    const deep = Uint8Array.from([...PROTO, ...new Array(depth).fill(0x5d), ...new Array(depth - 1).fill(0x61), STOP]);
    const leaves = flattenPickle(readPickle(deep).value) as Map<string, unknown>;
    expect([...leaves.values()]).toEqual([
      { found: 'values nested too deep, or under names too long', expected: 'at most 64 levels' },
    ]);
  });

  it('names what is under keys that are no text, and what two keys claim', () => {
    const pairs = ['N', 'K', 1, 0x88, 'K', 2, 'K', 3, 'K', 3, 'cm\nC\n', 'K', 4, 'U', 1, '3', 'K', 5];
    expect(leavesOf('}', '(', ...pairs, 'u')).toEqual(
      new Map<string, unknown>([
        ['None', { value: 1 }],
        ['True', { value: 2 }],
        ['3', { found: 'several values of this name', expected: 'one value under each name' }],
        ['<pickled class or function m.C>', { value: 4 }],
      ]),
    );
  });

  it('keeps a key that names a prototype a key', () => {
    const leaves = leavesOf(']', '}', 'U', 9, '__proto__', '}', 's', 'a') as Map<string, { value: unknown[] }>;
    expect(Object.keys(leaves.get('')!.value[0] as object)).toEqual(['__proto__']);
  });
});
