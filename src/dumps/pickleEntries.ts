import { isNode, isOf, type PickleDict, type PickleNode, type PickleObject, type PickleValue } from './pickleValue';
import { printableName } from './printableName';

/** What stands under a name: a plain value, something to look at, or nothing that can be read, and why. */
export type PickleLeaf = { value: unknown } | { node: PickleNode } | { found: string; expected: string };

/** Deeper ones are cycles, or made to overflow something. */
const MAX_DEPTH = 64;
/** Shared parts count as often as they are met: a few bytes can hold billions of values in this way. */
const MAX_VALUES = 4_000_000;
const MAX_NAMES = 100_000;
const MAX_NAME_LENGTH = 512;
const DICTS = new Set(['collections.OrderedDict', 'collections.defaultdict', 'collections.Counter']);

/**
 * The values of a pickle by name: dictionaries and sequences are joined by ".", so that {"state": {"mu": x}} gives
 * "state.mu", and (x, y) "0" and "1"; what is neither stands under "". Sequences of nothing but plain values stay whole.
 * @returns a text that says what is wrong when there are too many.
 */
export function flattenPickle(root: PickleValue): Map<string, PickleLeaf> | string {
  const leaves = new Map<string, PickleLeaf>();
  let visited = 0;

  function visit(name: string, value: PickleValue, depth: number): void {
    visited++;
    if (visited > MAX_VALUES || leaves.size >= MAX_NAMES) return;
    if (depth === MAX_DEPTH || name.length > MAX_NAME_LENGTH) {
      add(name.slice(0, MAX_NAME_LENGTH), TOO_DEEP);
      return;
    }
    const plain = isDict(value) ? undefined : plainValue(value, MAX_DEPTH);
    const children = plain === undefined ? childrenOf(value) : undefined;
    if (children === undefined) add(name, plain === undefined ? { node: value as PickleNode } : { value: plain });
    for (const [key, child] of children ?? []) visit(name === '' ? key : `${name}.${key}`, child, depth + 1);
  }

  function add(name: string, leaf: PickleLeaf): void {
    leaves.set(name, leaves.has(name) ? TWICE : leaf);
  }

  /** As JSON has it; undefined where anything in it is no plain value. */
  function plainValue(value: PickleValue, depth: number): unknown {
    visited++;
    if (visited > MAX_VALUES || depth === 0) return;
    if (!isNode(value)) return value;
    const items = sequenceOf(value);
    if (items) return plainItems(items, depth - 1);
    if (!isDict(value)) return plainName(value);
    const entries: [string, unknown][] = [];
    for (const [key, child] of value.entries) {
      const plain = plainValue(child, depth - 1);
      if (plain === undefined) return;
      entries.push([nameOf(key), plain]);
    }
    return Object.fromEntries(entries);
  }

  function plainItems(items: PickleValue[], depth: number): unknown[] | undefined {
    const values: unknown[] = [];
    for (const item of items) {
      const plain = plainValue(item, depth);
      if (plain === undefined) return;
      values.push(plain);
    }
    return values;
  }

  visit('', root, 0);
  if (visited > MAX_VALUES) return `more than ${MAX_VALUES} values`;
  return leaves.size >= MAX_NAMES ? `${MAX_NAMES} values or more under names of their own` : leaves;
}

const TOO_DEEP = { found: 'values nested too deep, or under names too long', expected: `at most ${MAX_DEPTH} levels` };
const TWICE = { found: 'several values of this name', expected: 'one value under each name' };

function isDict(value: PickleValue): value is PickleDict | PickleObject {
  return isOf(value, 'dict') || (isOf(value, 'object') && DICTS.has(value.name));
}

function childrenOf(value: PickleValue): (readonly [key: string, child: PickleValue])[] | undefined {
  if (isDict(value)) return value.entries.map(([key, child]) => [nameOf(key), child]);
  return sequenceOf(value)?.map((item, i) => [String(i), item]);
}

function sequenceOf(value: PickleValue): PickleValue[] | undefined {
  if (!isNode(value)) return;
  if (value.type === 'list' || value.type === 'tuple' || value.type === 'set') return value.items;
  if (value.type !== 'object' || value.name !== 'torch.Size') return;
  return isOf(value.args, 'tuple') && isOf(value.args.items[0], 'tuple') ? value.args.items[0].items : undefined;
}

/** dtypes and devices stand for their names. */
function plainName(node: PickleNode): string | undefined {
  if (node.type === 'global' && /^torch\.[a-z]+\d+$/.test(node.name)) return node.name;
  if (node.type !== 'object' || node.name !== 'torch.device' || !isOf(node.args, 'tuple')) return;
  return node.args.items.join(':');
}

/** Python's str() of a key. */
function nameOf(key: PickleValue): string {
  if (typeof key === 'string') return key.slice(0, MAX_NAME_LENGTH);
  if (!isNode(key)) return key === null ? 'None' : typeof key === 'boolean' ? (key ? 'True' : 'False') : String(key);
  return `<${nodeName(key)}>`;
}

/** What a node is, in words for a message: "pickled object argparse.Namespace". */
export function nodeName(node: PickleNode): string {
  switch (node.type) {
    case 'object':
      return `pickled object ${printableName(node.name)}`;
    case 'global':
      return `pickled class or function ${printableName(node.name)}`;
    case 'persistent':
      return 'a storage without a tensor';
    default:
      return `a ${node.type}`;
  }
}
