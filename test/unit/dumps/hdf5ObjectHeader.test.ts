import { describe, expect, it } from 'vitest';
import { datatypeMessage } from '../../../src/dumps/hdf5ObjectHeader';
import { problemOf, sourceOf } from './inMemory';

const ADDRESSES = { base: 8, addressBytes: 8, lengthBytes: 8 };
const HEADER = 16;
const NEXT = 128;
const BODY = [1, 2, 3, 4, 5, 6, 7, 8];

const littleEndian = (value: number, length: number) =>
  Array.from({ length }, (_, at) => Math.floor(value / 256 ** at) % 256);
const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0));

const oldMessage = (type: number, body: number[], flags = 0) => [
  ...littleEndian(type, 2),
  ...littleEndian(body.length, 2),
  ...[flags, 0, 0, 0],
  ...body,
];
const newMessage = (type: number, body: number[], flags = 0) => [type, ...littleEndian(body.length, 2), flags, ...body];
const oldHeader = (...messages: number[][]) => {
  const length = messages.flat().length;
  return [1, 0, ...littleEndian(messages.length, 2), 1, 0, 0, 0, ...littleEndian(length, 4), 0, 0, 0, 0].concat(
    ...messages,
  );
};
const newHeader = (...messages: number[][]) => [...letters('OHDR'), 2, 0, messages.flat().length, ...messages.flat()];
const place = (address: number, length: number) => [...littleEndian(address, 8), ...littleEndian(length, 8)];

/** What is found from the first header; the blocks stand at their addresses, which count from the base. */
async function found(blocks: Record<number, number[]>): Promise<number[] | undefined> {
  const bytes = new Uint8Array(1024);
  for (const [at, block] of Object.entries(blocks)) bytes.set(block, ADDRESSES.base + Number(at));
  const message = await datatypeMessage(await sourceOf(bytes, 'a.h5'), ADDRESSES, HEADER);
  return message && [...message];
}

describe('datatypeMessage', () => {
  it('in the first block, behind others', async () => {
    expect(await found({ [HEADER]: oldHeader(oldMessage(0, [0, 0]), oldMessage(3, BODY)) })).toEqual(BODY);
    expect(await found({ [HEADER]: newHeader(newMessage(0, [0, 0]), newMessage(3, BODY)) })).toEqual(BODY);
  });

  it('in a block that continues the header', async () => {
    const old = oldMessage(3, BODY);
    const header = oldHeader(oldMessage(16, place(NEXT, old.length)));
    expect(await found({ [HEADER]: header, [NEXT]: old })).toEqual(BODY);
    const block = [...letters('OCHK'), ...newMessage(3, BODY), 0, 0, 0, 0];
    const next = newHeader(newMessage(16, place(NEXT, block.length)));
    expect(await found({ [HEADER]: next, [NEXT]: block })).toEqual(BODY);
  });

  it.each([
    [1, [1, 0, 0, 0, 0, 0, 0, 0]],
    [2, [2, 0]],
    [3, [3, 2]],
  ])('of a committed datatype, told in version %i', async (_, prefix) => {
    const shared = [...prefix, ...littleEndian(NEXT, 8)];
    const blocks = { [HEADER]: oldHeader(oldMessage(3, shared, 2)), [NEXT]: newHeader(newMessage(3, BODY)) };
    expect(await found(blocks)).toEqual(BODY);
  });

  it('is not found', async () => {
    const inHeap = oldMessage(3, [3, 1, 0, 0, 0, 0, 0, 0, 0, 0], 2);
    const endless = oldMessage(16, place(HEADER + 16, 24));
    const itself = oldMessage(3, [3, 2, ...littleEndian(HEADER, 8)], 2);
    const huge = oldMessage(16, place(NEXT, 2 ** 40));
    const nowhere = oldMessage(16, [...Array(8).fill(255), ...littleEndian(24, 8)]);
    const cut = oldMessage(3, [3, 2, 0], 2);
    for (const message of [inHeap, endless, itself, huge, nowhere, cut, oldMessage(0, BODY)]) {
      expect(await found({ [HEADER]: oldHeader(message) })).toBeUndefined();
    }
    expect(await found({ [HEADER]: [2] })).toBeUndefined();
  });

  it('where the file ends', async () => {
    const blocks = { [HEADER]: oldHeader(oldMessage(16, place(1000, 64))) };
    expect(await problemOf(() => found(blocks))).toMatchObject({ found: 'end of file' });
  });
});
