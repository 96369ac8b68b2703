import { type Node, parseTree } from 'jsonc-parser';
import { type ConfigNumber, joinedKey } from './configNumbers';

/** The numbers of a JSON text, which may have comments and trailing commas; what is half typed is passed over. */
export function jsonNumbers(text: string): ConfigNumber[] {
  const found: ConfigNumber[] = [];
  const visit = (node: Node, key: string) => {
    if (node.type === 'object') {
      for (const { children: [name, value] = [] } of node.children ?? []) {
        if (value) visit(value, joinedKey(key, name.value));
      }
    } else if (node.type === 'array') for (const item of node.children ?? []) visit(item, key);
    else if (node.type === 'number') {
      found.push({ key, value: node.value, span: { from: node.offset, to: node.offset + node.length } });
    }
  };
  const root = jsonTree(text);
  if (root && !holdsArrays(root)) visit(root, '');
  return found;
}

/** Syntax tree of a JSON text with comments; null where there is none, or it is too deep for a config. */
export function jsonTree(text: string): Node | null {
  try {
    return parseTree(text, [], { allowTrailingComma: true }) ?? null;
  } catch {
    return null;
  }
}

/** A dump of the latent space, `{"mu": [[...]], "gamma": 1.5}`, records a gamma and sets none. */
function holdsArrays(root: Node): boolean {
  return (root.children ?? []).some(({ children }) => children?.[1]?.children?.[0]?.type === 'array');
}
