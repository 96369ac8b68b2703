import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Assignment } from './assignments';
import { eachNode } from './eachNode';
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

const KIND_OF: Record<string, string> = {
  AssignStatement: 'assignment',
  UpdateStatement: 'assignment',
  ForStatement: 'assignment',
  NamedExpression: 'assignment',
  VariableName: 'name',
  MemberExpression: 'name',
  TupleExpression: 'list',
  ArrayExpression: 'list',
  AssignOp: 'assign',
  UpdateOp: 'end',
  in: 'end',
  ArgList: 'arguments',
  ClassDefinition: 'definition',
  FunctionDefinition: 'definition',
  ImportStatement: 'import',
  Comment: 'prose',
  String: 'prose',
};
/** Kinds of nodes by the numbers of their types. */
const KINDS = parser.nodeSet.types.map(({ name }) => (Object.hasOwn(KIND_OF, name) ? KIND_OF[name] : ''));

/** An assignment whose targets are being read. */
interface OpenAssignment {
  from: number;
  to: number;
  /** Where its next child begins: what lies before is part of the one before. */
  next: number;
  /** Whether lists are still lists of targets. */
  hasValue: boolean;
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
  const open: OpenAssignment[] = [];
  eachNode(tree, (type, from, to) => {
    const kind = KINDS[type];
    while (open.length > 0 && open[open.length - 1].to <= from) open.pop();
    if (open.length > 0 && from >= open[open.length - 1].next)
      readTarget(script, open[open.length - 1], kind, from, to);
    if (kind === 'assignment') open.push({ from, to, next: from, hasValue: false });
    else if (kind === 'arguments') addTo(script.calling, lastWord(text, from), from);
    else if (kind === 'prose') script.prose.push({ from, to });
    else if (kind === 'definition') {
      const definition = tree.resolveInner(from, 1).parent!;
      addTo(script.definitions, definedName(definition, text), definition);
    } else if (kind === 'import') indexImports(script, tree.resolveInner(from, 1).parent!);
  });
  return script;
}

/** A child of an assignment: up to the value; a chain `a = b = 1` goes on to its last, whose words do no harm. */
function readTarget({ text, assigning }: Script, open: OpenAssignment, kind: string, from: number, to: number): void {
  open.next = kind === 'list' && !open.hasValue ? from + 1 : to;
  if (kind === 'assign') open.hasValue = true;
  if (kind === 'end') open.to = to;
  if (kind !== 'name') return;
  const name = lastWord(text, to);
  if (assigning.get(name)?.at(-1) !== open.from) addTo(assigning, name, open.from);
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

/** Whether a UTF-16 unit is part of names in Python; nothing, as before the beginning of a text, is not. */
export function isWordCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code > 127
  );
}

function addTo<T>(map: Map<string, T[]>, key: string, value: T): void {
  if (key === '') return;
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
