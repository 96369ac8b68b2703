import { describe, expect, it } from 'vitest';
import type { TextRange } from '../../../src/dumps/dumpError';
import { createJsonScanner, type JsonScanner } from '../../../src/dumps/jsonScanner';
import { problemOf, toBytes } from './inMemory';

/** All events of a text, pushed in pieces of these lengths, each with the text of its range. */
function scan(bytes: Uint8Array, ...pieces: number[]): string[] {
  const text = new TextDecoder().decode(bytes);
  const lines = text.split(/\r\n|\r|\n/);
  const events: string[] = [];
  const add = (kind: string, value: unknown) => {
    const { line, column, endLine, endColumn } = scanner.tokenRange();
    expect(endLine).toBe(line);
    expect(scanner.tokenStart()).toMatchObject({ line, column });
    events.push(`${kind} ${String(value)} ${line}:${column} ${lines[line].slice(column, endColumn)}`);
  };
  const scanner: JsonScanner = createJsonScanner('a.json', {
    open: (bracket) => add('open', bracket),
    close: (bracket) => add('close', bracket),
    key: (name) => add('key', name),
    number: (value) => add('number', Object.is(value, -0) ? '-0' : value),
    scalar: (value) => add('scalar', value),
  });
  let at = 0;
  for (const length of pieces) {
    scanner.push(bytes.subarray(at, at + length));
    at += length;
  }
  scanner.push(bytes.subarray(at));
  scanner.end();
  return events;
}

const SAMPLE =
  '{"gamma": -1.5e-3, "grüße 😀": ["a\\"b\\u00e9\\n", "é😀", true],\r\n "mu":\r[[NaN, -Infinity,\n\tInfinity], [-0, 12]], ' +
  '"n": null, "€": false}\n';

describe('createJsonScanner', () => {
  it('reports every token with its range', () => {
    expect(scan(toBytes(SAMPLE))).toEqual([
      'open object 0:0 {',
      'key gamma 0:1 "gamma"',
      'number -0.0015 0:10 -1.5e-3',
      'key grüße 😀 0:19 "grüße 😀"',
      'open array 0:31 [',
      'scalar a"bé\n 0:32 "a\\"b\\u00e9\\n"',
      'scalar é😀 0:48 "é😀"',
      'scalar true 0:55 true',
      'close array 0:59 ]',
      'key mu 1:1 "mu"',
      'open array 2:0 [',
      'open array 2:1 [',
      'number NaN 2:2 NaN',
      'number -Infinity 2:7 -Infinity',
      'number Infinity 3:1 Infinity',
      'close array 3:9 ]',
      'open array 3:12 [',
      'number -0 3:13 -0',
      'number 12 3:17 12',
      'close array 3:19 ]',
      'close array 3:20 ]',
      'key n 3:23 "n"',
      'scalar null 3:28 null',
      'key € 3:34 "€"',
      'scalar false 3:39 false',
      'close object 3:44 }',
    ]);
  });

  it('reports the same however the bytes are cut', () => {
    const bytes = toBytes(SAMPLE);
    const whole = scan(bytes);
    for (let cut = 0; cut <= bytes.length; cut++) expect(scan(bytes, cut)).toEqual(whole);
    expect(scan(bytes, ...new Array(bytes.length).fill(1))).toEqual(whole);
    expect(scan(bytes, ...new Array(Math.floor(bytes.length / 3)).fill(3))).toEqual(whole);
  });

  it('does not count a byte order mark', () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, ...toBytes('{"a": 1}')]);
    for (let cut = 0; cut < 5; cut++) expect(scan(bytes, cut)[1]).toBe('key a 0:1 "a"');
  });

  it('counts a line feed at the very start', () => {
    expect(scan(toBytes('\n\r\n\r[]'))[0]).toBe('open array 3:0 [');
  });

  it('agrees with JSON.parse on what is JSON', () => {
    const texts = [
      '{}',
      '[]',
      ' [ ] ',
      '[1]',
      '{"a":{"b":[]}}',
      '"x"',
      '3',
      '-0',
      'null',
      '[[[[]]]]',
      '{"":0}',
      '"\\uD83D"',
    ];
    for (const text of texts) {
      JSON.parse(text);
      expect(scan(toBytes(text)).length).toBeGreaterThan(0);
    }
  });

  it.each([
    ['', 0, 'end of file', 'a value'],
    ['  ', 2, 'end of file', 'a value'],
    ['[1,]', 3, "']'", 'a value'],
    ['[,1]', 1, "','", "a value or ']'"],
    ['[1 2]', 3, 'a number', "',' or ']'"],
    ['[1}', 2, "'}'", "',' or ']'"],
    ['{"a" 1}', 5, 'a number', "':'"],
    ['{"a":}', 5, "'}'", 'a value'],
    ['{"a":1,}', 7, "'}'", 'a key'],
    ['{a:1}', 1, "'a'", 'a key'],
    ["{'a':1}", 1, "'''", 'a key'],
    ['{1:2}', 1, 'a number', 'a key'],
    ['{"a":1 "b":2}', 7, 'a string', "',' or '}'"],
    ['[1]]', 3, "']'", 'end of file'],
    ['{}\n{}', 3, "'{'", 'end of file'],
    ['[01]', 2, 'a number', "',' or ']'"],
    ['[.5]', 1, "'.5'", 'a value'],
    ['[+1]', 1, "'+1'", 'a value'],
    ['[1.]', 3, "']'", 'a digit'],
    ['[1e]', 3, "']'", 'a digit'],
    ['[-]', 2, "']'", 'a digit'],
    ['[-a]', 2, "'a'", 'a digit'],
    ['[nan]', 1, "'nan'", 'a value'],
    ['[None]', 1, "'None'", 'a value'],
    ['[tru', 1, "'tru'", 'a value'],
    ['[nulls]', 5, "'s'", "',' or ']'"],
    ['[1 // x\n]', 3, "'/'", "',' or ']'"],
    ['["a', 3, 'end of file (truncated)', 'a closing'],
    ['["é', 4, 'end of file (truncated)', 'a closing'],
    ['["\t"]', 2, 'byte 0x09', 'an escaped control character'],
    ['["\\x"]', 3, "'x'", 'an escape sequence'],
    ['["\\u12g4"]', 6, "'g'", 'hexadecimal'],
    ['["a\\', 4, 'end of file (truncated)', 'a closing'],
    ['\u0007', 0, 'bytes 07', 'a value'],
    ['[\u0007', 1, 'byte 0x07', "a value or ']'"],
    ['[é', 1, "'é'", "a value or ']'"],
    ['-', 1, 'end of file', 'a digit'],
    ['1.', 2, 'end of file', 'a digit'],
  ])('refuses %j', async (text, offset, found, expected) => {
    const bytes = toBytes(text);
    const problem = await problemOf(() => scan(bytes));
    const before = new TextDecoder().decode(bytes.subarray(0, offset)).split('\n');
    const line = before.length;
    const column = before[line - 1].length + 1;
    expect(problem.place).toBe(`line ${line}, column ${column} (byte ${offset})`);
    expect(problem.range).toMatchObject({ line: line - 1, column: column - 1 } satisfies Partial<TextRange>);
    expect(problem.found).toContain(found);
    expect(problem.expected).toContain(expected);
    // The same in single bytes, but for how much of a word is seen.
    expect((await problemOf(() => scan(bytes, ...new Array(bytes.length).fill(1)))).place).toBe(problem.place);
  });

  it.each([
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0]), 'UTF-16'],
    ['gzip', new Uint8Array([0x1f, 0x8b, 8, 0]), 'gzip'],
    ['a zip archive', new Uint8Array([0x50, 0x4b, 3, 4]), 'zip'],
    ['a .npy array', new Uint8Array([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]), '.npy'],
    ['a Git LFS pointer', toBytes('version https://git-lfs.github.com/spec/v1\n'), 'git lfs pull'],
  ])('says that a file is %s', async (_, bytes, found) => {
    expect((await problemOf(() => scan(bytes))).found).toContain(found);
  });

  it('refuses strings that are no UTF-8', async () => {
    const problem = await problemOf(() => scan(new Uint8Array([0x5b, 0x22, 0xc3, 0x28, 0x22, 0x5d])));
    expect(problem).toMatchObject({ place: 'line 1, column 2 (byte 1)', found: 'a string that is not UTF-8' });
  });

  it('refuses deep nesting, without overflowing the stack', async () => {
    scan(toBytes('['.repeat(512) + ']'.repeat(512)));
    const problem = await problemOf(() => scan(toBytes('['.repeat(1_000_000))));
    expect(problem).toMatchObject({ place: 'line 1, column 513 (byte 512)', expected: 'at most 512 nested brackets' });
  });

  it('refuses an endless string instead of holding it', async () => {
    const mebibyte = toBytes('x'.repeat(1 << 20));
    const scanner = createJsonScanner('a.json', { open() {}, close() {}, key() {}, number() {}, scalar() {} });
    const problem = await problemOf(() => {
      scanner.push(toBytes('["'));
      for (let i = 0; i < 20; i++) scanner.push(mebibyte);
    });
    expect(problem.expected).toContain('at most 16777216 bytes');
  });

  it('takes nothing more once stopped', () => {
    const seen: number[] = [];
    const scanner: JsonScanner = createJsonScanner('a.json', {
      open() {},
      close() {},
      key() {},
      scalar() {},
      number(value) {
        seen.push(value);
        if (value === 2) scanner.stop();
      },
    });
    scanner.push(toBytes('[1, 2, 3, oops'));
    expect(seen).toEqual([1, 2]);
    expect(scanner.stopped()).toBe(true);
  });
});
