import type { TextSpan } from '../gammaSite';

/** A number in a config file. */
export interface ConfigNumber {
  /** Keys from the root, joined by dots; elements of a list add nothing. */
  key: string;
  value: number;
  span: TextSpan;
}

/** The key of an entry `name` of the mapping that has the key `outer`, the root's being empty. */
export function joinedKey(outer: string, name: string): string {
  return outer === '' ? name : `${outer}.${name}`;
}
