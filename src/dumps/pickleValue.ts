/**
 * What a pickle says, as plain data. Nothing is imported, called or built: a class or function is its name, an object is
 * the name of what would make it and the arguments. Integers beyond 2^53 are rounded. Values may be shared, and cyclic.
 */
export type PickleValue = null | boolean | number | string | PickleNode;

export type PickleNode =
  | { type: 'bytes'; bytes: Uint8Array }
  | PickleSequence<'list'>
  | PickleSequence<'tuple'>
  | PickleSequence<'set'>
  | PickleDict
  | PickleGlobal
  | PickleObject
  | PicklePersistent;

interface PickleSequence<Type> {
  type: Type;
  items: PickleValue[];
}

export type PickleEntry = [key: PickleValue, value: PickleValue];

export interface PickleDict {
  type: 'dict';
  entries: PickleEntry[];
}

/** A class or function by its full name, e.g. "torch._utils._rebuild_tensor_v2". */
interface PickleGlobal {
  type: 'global';
  name: string;
}

/** What a call of `name` with `args` would have made. */
export interface PickleObject {
  type: 'object';
  name: string;
  args: PickleValue;
  /** What its `__setstate__` would have been given. */
  state?: PickleValue;
  /** What would have been added to it as to a list, and as to a dict. */
  items: PickleValue[];
  entries: PickleEntry[];
}

/** Something that the pickle leaves to its surroundings: a storage of torch. */
interface PicklePersistent {
  type: 'persistent';
  id: PickleValue;
}

export function isNode(value: PickleValue | undefined): value is PickleNode {
  return typeof value === 'object' && value !== null;
}

export function isOf<Type extends PickleNode['type']>(
  value: PickleValue | undefined,
  type: Type,
): value is Extract<PickleNode, { type: Type }> {
  return isNode(value) && value.type === type;
}

/** The items of a tuple, or of a list where Python takes either; undefined for all else. */
export function itemsOf(value: PickleValue | undefined): PickleValue[] | undefined {
  return isOf(value, 'tuple') || isOf(value, 'list') ? value.items : undefined;
}
