import { type Document, isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import { type ConfigNumber, joinedKey } from './configNumbers';

/** The numbers of a YAML text, of all its documents; what is half typed is passed over. */
export function yamlNumbers(text: string): ConfigNumber[] {
  const found: ConfigNumber[] = [];
  const visit = (node: unknown, key: string, document: Document) => {
    if (isMap(node)) {
      for (const entry of node.items) {
        if (isScalar(entry.key)) visit(entry.value, joinedKey(key, String(entry.key.value)), document);
      }
    } else if (isSeq(node)) for (const item of node.items) visit(item, key, document);
    else {
      const scalar = isAlias(node) ? node.resolve(document) : node;
      if (!isScalar(scalar) || typeof scalar.value !== 'number' || !scalar.range) return;
      found.push({ key, value: scalar.value, span: { from: scalar.range[0], to: scalar.range[1] } });
    }
  };
  try {
    const documents = parseAllDocuments(text, { logLevel: 'silent', strict: false, uniqueKeys: false });
    for (const document of documents) visit(document.contents, '', document as Document);
  } catch {
    // Too deeply nested for a config; the parser's stack ends.
    return [];
  }
  return found;
}
