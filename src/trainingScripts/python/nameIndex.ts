import type { SyntaxNode, Tree, TreeCursor } from '@lezer/common';
import { type Assignment, itemsOf } from './assignments';
import { childrenOf, definedName, textOf } from './syntax';

/**
 * A parsed script with an index of its names. The index holds offsets only: one pass over the tree of a long script
 * takes milliseconds, and nodes are made for the few names that are looked up.
 */
export interface Script {
  text: string;
  tree: Tree;
  /** Statements that assign to a name, by its last part: `self.mu_bn.weight.data[:] = x` is under `data`. */
  assigning: Map<string, number[]>;
  /** Opening parentheses of calls, by the last part of what is called. */
  calling: Map<string, number[]>;
  /** Functions and classes. */
  definitions: Map<string, SyntaxNode[]>;
  /** Full dotted name of what is imported, by its name in the script: `BN` is `torch.nn.BatchNorm1d`. */
  imports: Map<string, string>;
  /** Comments and strings: what they say is no code. */
  prose: { from: number; to: number }[];
  /** What has been looked up already. */
  lookedUp: {
    assignments: Map<number, Assignment[]>;
    calls: Map<number, SyntaxNode | null>;
    words: Map<string, number[]>;
  };
}

/** Indexes the names of a script in one pass. */
export function indexNames(text: string, tree: Tree): Script {
  const script: Script = {
    text,
    tree,
    assigning: new Map(),
    calling: new Map(),
    definitions: new Map(),
    imports: new Map(),
    prose: [],
    lookedUp: { assignments: new Map(), calls: new Map(), words: new Map() },
  };
  const cursor = tree.cursor();
  do {
    switch (cursor.name) {
      case 'AssignStatement':
      case 'UpdateStatement':
      case 'ForStatement':
      case 'NamedExpression':
        indexTargets(script, cursor);
        break;
      case 'ArgList': {
        const name = lastWord(text, cursor.from);
        if (name) addTo(script.calling, name, cursor.from);
        break;
      }
      case 'ClassDefinition':
      case 'FunctionDefinition':
        addTo(script.definitions, definedName(cursor.node, text), cursor.node);
        break;
      case 'ImportStatement':
        indexImports(script, cursor.node);
        break;
      case 'Comment':
      case 'String':
        script.prose.push({ from: cursor.from, to: cursor.to });
    }
  } while (cursor.next());
  return script;
}

function indexTargets(script: Script, cursor: TreeCursor): void {
  const from = cursor.from;
  const end = cursor.name === 'ForStatement' ? 'in' : 'UpdateOp';
  const found = new Set<string>();
  if (!cursor.firstChild()) return;
  let first = true;
  do {
    // Up to the value; a chain `a = b = 1` goes on to its last, whose words do no harm in the index.
    if (cursor.type.name === end) break;
    const isTarget = /^(VariableName|MemberExpression)$/.test(cursor.name);
    if (isTarget) found.add(lastWord(script.text, cursor.to));
    else if (/^(TupleExpression|ArrayExpression)$/.test(cursor.name) && first) {
      for (const item of itemsOf([cursor.node])) found.add(lastWord(script.text, item.to));
    }
    first = false;
  } while (cursor.nextSibling());
  cursor.parent();
  for (const name of found) if (name) addTo(script.assigning, name, from);
}

function indexImports(script: Script, statement: SyntaxNode): void {
  const words = childrenOf(statement).map((node) =>
    node.name === 'VariableName' ? textOf(node, script.text) : node.name,
  );
  const at = words.indexOf('import');
  const module = words[0] === 'from' ? words.slice(1, at).join('') : '';
  const imported = words.slice(at + 1).filter((word) => word !== '(' && word !== ')');
  for (const part of imported.join(' ').split(',')) {
    const [name, alias] = part.trim().split(' as ');
    const dotted = name.replaceAll(' ', '');
    if (!dotted) continue;
    const full = module ? `${module}.${dotted}` : dotted;
    // `import torch.nn` binds `torch`, which stands for itself.
    if (alias || module) script.imports.set((alias ?? dotted).trim(), full);
  }
}

/** The word that ends at an offset, before subscripts: `gamma` of `cfg['gamma']`, `data` of `weight.data[:]`. */
export function lastWord(text: string, end: number): string {
  let at = end;
  while (text[at - 1] === ']' && !isQuote(text[at - 2])) at = text.lastIndexOf('[', at - 1);
  if (text[at - 1] === ']') at -= 2;
  const last = at;
  while (at > 0 && isWordCharacter(text.charCodeAt(at - 1))) at--;
  return text.slice(at, last);
}

function isQuote(character: string | undefined): boolean {
  return character === "'" || character === '"';
}

function isWordCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code > 127
  );
}

function addTo<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
