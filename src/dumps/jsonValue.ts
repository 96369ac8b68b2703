import type { JsonBracket } from './jsonScanner';

/** Builds the plain value of a small part of a JSON text from its events. */
export interface JsonValueBuilder {
  open(bracket: JsonBracket): void;
  close(): void;
  key(name: string): void;
  add(value: unknown): void;
  result(): unknown;
}

export function createJsonValueBuilder(): JsonValueBuilder {
  let result: unknown;
  let key = '';
  const containers: (unknown[] | Record<string, unknown>)[] = [];

  function add(value: unknown): void {
    const container = containers.at(-1);
    if (container === undefined) result = value;
    else if (Array.isArray(container)) container.push(value);
    // Not by assignment: a key "__proto__" must be a key like any other.
    else Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
  }

  return {
    open(bracket) {
      const container = bracket === 'array' ? [] : {};
      add(container);
      containers.push(container);
    },
    close() {
      containers.pop();
    },
    key(name) {
      key = name;
    },
    add,
    result: () => result,
  };
}
