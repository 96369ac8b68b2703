import { type AST, parseTOML } from 'toml-eslint-parser';
import { type ConfigNumber, joinedKey } from './configNumbers';

/** The numbers of a TOML text; none where it is half typed, for a table may then belong elsewhere. */
export function tomlNumbers(text: string): ConfigNumber[] {
  const found: ConfigNumber[] = [];
  const visit = (node: AST.TOMLNode, key: string) => {
    if (node.type === 'TOMLTopLevelTable' || node.type === 'TOMLInlineTable')
      for (const entry of node.body) visit(entry, key);
    else if (node.type === 'TOMLTable') {
      const table = node.resolvedKey.filter((name) => typeof name === 'string').join('.');
      for (const entry of node.body) visit(entry, table);
    } else if (node.type === 'TOMLKeyValue') {
      const names = node.key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
      visit(node.value, names.reduce(joinedKey, key));
    } else if (node.type === 'TOMLArray') for (const element of node.elements) visit(element, key);
    else if (node.type === 'TOMLValue' && (node.kind === 'float' || node.kind === 'integer')) {
      found.push({ key, value: node.value, span: { from: node.range[0], to: node.range[1] } });
    }
  };
  try {
    visit(parseTOML(text).body[0], '');
  } catch {
    return [];
  }
  return found;
}
