import { isNode, isOf, itemsOf, type PickleEntry, type PickleObject, type PickleValue } from './pickleValue';

/** Where and why the bytes are no pickle that can be read. */
export class PickleError extends Error {
  constructor(
    readonly at: number,
    readonly found: string,
    readonly expected: string,
  ) {
    super(`at ${at}: found ${found}, expected ${expected}`);
  }
}

export interface Pickle {
  value: PickleValue;
  /** All that it leaves to its surroundings, in order. */
  persistentIds: PickleValue[];
  /** First byte behind it. */
  end: number;
}

/** Python's integers have any length; those that mean something here are short. */
const MAX_INTEGER_BYTES = 1024;
/** Each may take a hundred bytes of memory. */
const MAX_OPCODES = 4_000_000;

/**
 * Reads one pickle of protocol 2 to 5 as plain data; nothing is executed. Time and memory grow with the bytes read.
 * Reference: CPython's pickletools.
 * @throws PickleError
 */
export function readPickle(bytes: Uint8Array, start = 0): Pickle {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stack: PickleValue[] = [];
  const marks: number[] = [];
  const memo = new Map<number, PickleValue>();
  const persistentIds: PickleValue[] = [];
  let at = start;
  let opcodeAt = start;

  function fail(found: string, expected: string): never {
    throw new PickleError(opcodeAt, found, expected);
  }

  /** Moves over `length` bytes and returns where they begin. */
  function take(length: number): number {
    if (length > bytes.length - at) {
      throw new PickleError(bytes.length, END, `${length - (bytes.length - at)} more bytes of a pickle`);
    }
    at += length;
    return at - length;
  }

  const uint8 = () => bytes[take(1)];
  const uint16 = () => view.getUint16(take(2), true);
  const uint32 = () => view.getUint32(take(4), true);
  const uint64 = () => Number(view.getBigUint64(take(8), true));

  function slice(length: number): Uint8Array {
    const from = take(length);
    return bytes.subarray(from, from + length);
  }

  const text = (length: number) => TEXT.decode(slice(length));
  /** Python 2's strings hold text or bytes: each byte becomes one character. */
  const byteText = (length: number) => latin1(slice(length));

  function line(): string {
    const end = bytes.indexOf(0x0a, at);
    const content = text((end < 0 ? bytes.length : end) - at);
    take(1);
    return content;
  }

  function integer(length: number): number {
    if (length > MAX_INTEGER_BYTES) fail(`an integer of ${length} bytes`, `at most ${MAX_INTEGER_BYTES}`);
    let value = 0n;
    const digits = slice(length);
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(digits[i]);
    return Number(BigInt.asIntN(8 * length, value));
  }

  const push = (value: PickleValue) => void stack.push(value);

  function pop(): PickleValue {
    if (stack.length <= (marks.at(-1) ?? 0)) fail('an opcode that takes a value from an empty stack', 'a value');
    return stack.pop()!;
  }

  function top(): PickleValue {
    const value = pop();
    stack.push(value);
    return value;
  }

  function popMark(): PickleValue[] {
    const from = marks.pop() ?? fail('an opcode that takes values down to a mark', 'a mark before it');
    return stack.splice(from);
  }

  function pairs(values: PickleValue[]): PickleEntry[] {
    if (values.length % 2 > 0) fail('a key without a value', 'pairs of keys and values');
    return Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i], values[2 * i + 1]]);
  }

  function addItems(values: PickleValue[]): void {
    const target = top();
    if (!isNode(target) || !('items' in target)) fail('values added to what is no list', 'a list');
    for (const value of values) target.items.push(value);
  }

  function addEntries(values: PickleValue[]): void {
    const target = top();
    if (!isNode(target) || !('entries' in target)) fail('keys added to what is no dict', 'a dict');
    for (const pair of pairs(values)) target.entries.push(pair);
  }

  function tuple(length: number): void {
    const items: PickleValue[] = [];
    for (let i = 0; i < length; i++) items.unshift(pop());
    push({ type: 'tuple', items });
  }

  /** What calling `callee` would make: its name and the arguments, and nothing is called. */
  function made(callee: PickleValue, args: PickleValue): PickleObject {
    // torch's older form puts a module's class into ('module', class, file, source).
    const named = isOf(callee, 'persistent') ? itemsOf(callee.id)?.[1] : callee;
    const name = isOf(named, 'global') ? named.name : 'of a class without a name';
    return { type: 'object', name, args, items: [], entries: [] };
  }

  function reduce(): void {
    const args = pop();
    push(made(pop(), args));
  }

  function build(): void {
    const state = pop();
    const target = top();
    if (!isOf(target, 'object')) fail('a state for what is no object', 'an object');
    target.state = state;
  }

  function global(module: PickleValue, name: PickleValue): void {
    if (typeof module !== 'string' || typeof name !== 'string') fail('a name that is no text', 'a name');
    push({ type: 'global', name: `${module}.${name}` });
  }

  function persistent(): void {
    const id = pop();
    persistentIds.push(id);
    push({ type: 'persistent', id });
  }

  function recall(index: number): void {
    const value = memo.get(index);
    if (value === undefined) fail(`memo ${index}, which is not set`, 'a memorised value');
    push(value);
  }

  function swapped(action: (first: PickleValue, second: PickleValue) => void): void {
    const second = pop();
    action(pop(), second);
  }

  const opcodes: Record<number, () => void> = {
    128: () => void uint8(), // PROTO
    149: () => void take(8), // FRAME
    40: () => void marks.push(stack.length), // MARK
    48: () => void (marks.at(-1) === stack.length ? marks.pop() : pop()), // POP
    49: () => void popMark(), // POP_MARK
    50: () => push(top()), // DUP
    78: () => push(null), // NONE
    136: () => push(true), // NEWTRUE
    137: () => push(false), // NEWFALSE
    74: () => push(view.getInt32(take(4), true)), // BININT
    75: () => push(uint8()), // BININT1
    77: () => push(uint16()), // BININT2
    138: () => push(integer(uint8())), // LONG1
    139: () => push(integer(uint32())), // LONG4
    71: () => push(view.getFloat64(take(8), false)), // BINFLOAT
    85: () => push(byteText(uint8())), // SHORT_BINSTRING
    84: () => push(byteText(uint32())), // BINSTRING
    67: () => push({ type: 'bytes', bytes: slice(uint8()) }), // SHORT_BINBYTES
    66: () => push({ type: 'bytes', bytes: slice(uint32()) }), // BINBYTES
    142: () => push({ type: 'bytes', bytes: slice(uint64()) }), // BINBYTES8
    150: () => push({ type: 'bytes', bytes: slice(uint64()) }), // BYTEARRAY8
    140: () => push(text(uint8())), // SHORT_BINUNICODE
    88: () => push(text(uint32())), // BINUNICODE
    141: () => push(text(uint64())), // BINUNICODE8
    93: () => push({ type: 'list', items: [] }), // EMPTY_LIST
    97: () => addItems([pop()]), // APPEND
    101: () => addItems(popMark()), // APPENDS
    108: () => push({ type: 'list', items: popMark() }), // LIST
    41: () => push({ type: 'tuple', items: [] }), // EMPTY_TUPLE
    116: () => push({ type: 'tuple', items: popMark() }), // TUPLE
    133: () => tuple(1), // TUPLE1
    134: () => tuple(2), // TUPLE2
    135: () => tuple(3), // TUPLE3
    125: () => push({ type: 'dict', entries: [] }), // EMPTY_DICT
    100: () => push({ type: 'dict', entries: pairs(popMark()) }), // DICT
    115: () => swapped((key, value) => addEntries([key, value])), // SETITEM
    117: () => addEntries(popMark()), // SETITEMS
    143: () => push({ type: 'set', items: [] }), // EMPTY_SET
    144: () => addItems(popMark()), // ADDITEMS
    145: () => push({ type: 'set', items: popMark() }), // FROZENSET
    99: () => global(line(), line()), // GLOBAL
    147: () => swapped(global), // STACK_GLOBAL
    82: reduce, // REDUCE
    129: reduce, // NEWOBJ
    146: () => void [pop(), reduce()], // NEWOBJ_EX: keyword arguments are of no use to a name
    98: build, // BUILD
    113: () => void memo.set(uint8(), top()), // BINPUT
    114: () => void memo.set(uint32(), top()), // LONG_BINPUT
    148: () => void memo.set(memo.size, top()), // MEMOIZE
    104: () => recall(uint8()), // BINGET
    106: () => recall(uint32()), // LONG_BINGET
    81: persistent, // BINPERSID
  };

  for (let count = 0; ; count++) {
    opcodeAt = at;
    if (count >= MAX_OPCODES) fail(`more than ${MAX_OPCODES} opcodes`, 'tensors, which are not in the pickle');
    const opcode = uint8();
    if (opcode === STOP) return { value: pop(), persistentIds, end: at };
    const action = opcodes[opcode];
    if (!action) fail(`opcode 0x${opcode.toString(16).padStart(2, '0')}`, 'an opcode of pickle protocol 2 to 5');
    action();
  }
}

/** What a PickleError has found where the bytes end too early. */
export const END = 'end of data';
const STOP = 0x2e;
const TEXT = new TextDecoder('utf-8', { ignoreBOM: true });

/** TextDecoder's latin1 is Windows-1252, which has other characters for 0x80 to 0x9f. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}
