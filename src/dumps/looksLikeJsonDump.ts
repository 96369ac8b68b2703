import { DumpError } from './dumpError';
import { createJsonScanner, type JsonScanner } from './jsonScanner';
import { roleOfName } from './roles';

/** Bytes of `"`, `:` and `[`. */
const AWAITING_ARRAY = [0x22, 0x3a, 0x5b];

/**
 * Whether a JSON file may be a latent dump, from its first bytes (4 KB are meant): a top-level key that names a mean or
 * a spread begins an array of arrays. Where the bytes end within `"mu": [`, it may.
 */
export function looksLikeJsonDump(head: Uint8Array): boolean {
  let depth = 0;
  let isRole = false;
  /** Brackets opened directly after a role's key. */
  let opened = 0;
  const refuse = () => {
    isRole = false;
  };
  const scanner: JsonScanner = createJsonScanner('', {
    open(bracket) {
      depth++;
      if (depth === 1 || !isRole) return;
      if (bracket === 'array') opened++;
      else refuse();
      if (opened >= 2) scanner.stop();
    },
    close() {
      depth--;
      refuse();
    },
    key(name) {
      if (depth > 1) return;
      isRole = roleOfName(name) !== undefined;
      opened = 0;
    },
    number: refuse,
    scalar: refuse,
  });
  try {
    scanner.push(head);
  } catch (error) {
    if (error instanceof DumpError) return false;
    throw error;
  }
  // Cut: whatever the key's value begins with besides a bracket is another value.
  return isRole && (opened >= 2 || AWAITING_ARRAY.includes(head.findLast((byte) => byte > 0x20)!));
}
