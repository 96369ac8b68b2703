import type { SyntaxNode } from '@lezer/common';
import type { TextSpan } from '../gammaSite';

/** An argument of a call: `x`, `key=x`, `*x` or `**x`. */
export interface Argument {
  keyword: string | null;
  star: '*' | '**' | null;
  value: SyntaxNode;
  /** All of it, the keyword too. */
  span: TextSpan;
}

/** A parameter of a function. */
export interface Parameter {
  name: string;
  /** Where it is declared. */
  node: SyntaxNode;
  default: SyntaxNode | null;
  annotation: SyntaxNode | null;
  /** Whether an argument can reach it by position. */
  positional: boolean;
}

/** Calls that hand on the tensor or the layer they are called on; the last ones hold for receivers such as `w.detach().fill_(x)`. */
const HANDS_ON =
  /^(squeeze|unsqueeze|view|reshape|flatten|permute|transpose|contiguous|float|double|half|type|type_as|astype|to|cuda|cpu|clone|detach|expand|expand_as|repeat|requires_grad_|eval|train|item|apply|numpy)$/;

/** Modules whose functions have the same names, and take the tensor as their argument. */
export const MODULE = /^(torch|np|numpy|jnp|tf|F|K|ops|paddle|mx|jax)$/;

/** Children without comments and error nodes. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (!child.type.isError && child.name !== 'Comment') children.push(child);
  }
  return children;
}

/** The first child of a kind. */
export function childOf(node: SyntaxNode, name: string): SyntaxNode | null {
  let child = node.firstChild;
  while (child && child.name !== name) child = child.nextSibling;
  return child;
}

/** The nodes between the commas of a list, e.g. of an ArgList without its parentheses. */
export function splitAtCommas(nodes: SyntaxNode[]): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === ',') parts.push([]);
    else if (!'()[]{}'.includes(node.name)) parts[parts.length - 1].push(node);
  }
  return parts.filter((part) => part.length > 0);
}

/** Arguments of a call, a decorator or a list of base classes. */
export function argumentsOf(call: SyntaxNode, text: string): Argument[] {
  const list = childOf(call, 'ArgList');
  if (!list) return [];
  return splitAtCommas(childrenOf(list)).flatMap((part): Argument[] => {
    const value = part[part.length - 1];
    const span = { from: part[0].from, to: value.to };
    if (part[0].name === '*' || part[0].name === '**') {
      return part.length > 1 ? [{ keyword: null, star: part[0].name, value, span }] : [];
    }
    if (part[1]?.name !== 'AssignOp') return [{ keyword: null, star: null, value: part[0], span: spanOf(part[0]) }];
    return part.length > 2 ? [{ keyword: textOf(part[0], text), star: null, value, span }] : [];
  });
}

/** The argument passed by one of the keywords, or else by position; null if neither is there. */
export function findArgument(list: Argument[], position: number | null, ...keywords: string[]): Argument | null {
  const named = list.find(({ keyword }) => keyword !== null && keywords.includes(keyword));
  if (named || position === null) return named ?? null;
  const isReachable = list.slice(0, position + 1).every(({ keyword, star }) => keyword === null && star === null);
  return isReachable ? (list[position] ?? null) : null;
}

/** Its value. */
export function argumentAt(list: Argument[], position: number | null, ...keywords: string[]): SyntaxNode | null {
  return findArgument(list, position, ...keywords)?.value ?? null;
}

/** Parameters of a function or a lambda, `self` included. */
export function parametersOf(definition: SyntaxNode, text: string): Parameter[] {
  const list = childOf(definition, 'ParamList');
  if (!list) return [];
  let positional = true;
  return splitAtCommas(childrenOf(list)).flatMap((part): Parameter[] => {
    if (part[0].name === '*') positional = false;
    if (part[0].name !== 'VariableName') return [];
    const assigned = part.findIndex(({ name }) => name === 'AssignOp');
    const annotation = part.find(({ name }) => name === 'TypeDef')?.lastChild ?? null;
    const value = assigned < 0 ? null : (part[assigned + 1] ?? null);
    return [{ name: textOf(part[0], text), node: part[0], default: value, annotation, positional }];
  });
}

/** Parameters that an argument can be for: without the object or the class that a method is called on. */
export function argumentParameters(definition: SyntaxNode, text: string): Parameter[] {
  const parameters = parametersOf(definition, text);
  return /^(self|cls)$/.test(parameters[0]?.name ?? '') ? parameters.slice(1) : parameters;
}

/**
 * A name as dots, `null` for anything else: `self.mu_bn`, `cfg['gamma']` is `cfg.gamma`, other subscripts are `[]`.
 * Calls that hand on their receiver are left out: `w.detach()` is `w`.
 */
export function pathOf(node: SyntaxNode | null, text: string): string | null {
  if (node?.name === 'VariableName') return textOf(node, text);
  if (node?.name === 'CallExpression') return handsOn(node, text) ? pathOf(node.firstChild!.firstChild, text) : null;
  if (node?.name !== 'MemberExpression') return null;
  const object = pathOf(node.firstChild, text);
  if (object === null) return null;
  const name = memberName(node, text);
  return name === null ? `${object}[]` : `${object}.${name}`;
}

/** The last name of a path, `mu_bn` of `self.mu_bn`; empty where there is none. */
export function lastName(path: string | null): string {
  return path === null ? '' : path.slice(path.lastIndexOf('.') + 1);
}

/** The last name of a member, `gamma` of `cfg.gamma` and of `cfg['gamma']`; null for other subscripts. */
export function memberName(member: SyntaxNode, text: string): string | null {
  const property = childOf(member, 'PropertyName');
  if (property) return textOf(property, text);
  const children = childrenOf(member);
  return children.length === 4 && children[2].name === 'String' ? stringOf(children[2], text) : null;
}

/** The last name of what a call calls: `fill_` of `bn.weight.fill_(x)`. */
export function calleeName(call: SyntaxNode, text: string): string | null {
  const callee = call.firstChild;
  if (callee?.name === 'MemberExpression') return memberName(callee, text);
  return callee?.name === 'VariableName' ? textOf(callee, text) : null;
}

/** Whether a call hands on what it is called on, as `.squeeze(0)` or `.to(device)` do. */
export function handsOn(call: SyntaxNode, text: string): boolean {
  const callee = call.firstChild;
  if (callee?.name !== 'MemberExpression' || !HANDS_ON.test(memberName(callee, text) ?? '')) return false;
  return !MODULE.test(textOf(callee.firstChild!, text));
}

/** The nearest function around a node, not beyond a class; null at the top and in the body of a class. */
export function functionAround(node: SyntaxNode): SyntaxNode | null {
  for (let up = node.parent; up && up.name !== 'ClassDefinition'; up = up.parent) {
    if (up.name === 'FunctionDefinition') return up;
  }
  return null;
}

/** The function that encloses a node as its scope: a default of a parameter is not in its function's scope. */
export function scopeOf(node: SyntaxNode): SyntaxNode | null {
  const around = functionAround(node);
  const body = around && childOf(around, 'Body');
  return around && body && node.from < body.from ? scopeOf(around) : around;
}

/** The nearest class around a node, also from within its methods. */
export function classAround(node: SyntaxNode): SyntaxNode | null {
  let up = node.parent;
  while (up && up.name !== 'ClassDefinition') up = up.parent;
  return up;
}

/** The name a function or class is defined by. */
export function definedName(definition: SyntaxNode, text: string): string {
  const name = childOf(definition, 'VariableName');
  return name ? textOf(name, text) : '';
}

export function textOf(node: TextSpan, text: string): string {
  return text.slice(node.from, node.to);
}

/** Contents of a string literal as written between its quotes. */
export function stringOf(node: SyntaxNode, text: string): string {
  return textOf(node, text).replace(/^[a-z]*('''|"""|'|")([\s\S]*)\1$/i, '$2');
}

export function spanOf(node: TextSpan): TextSpan {
  return { from: node.from, to: node.to };
}

/** Whether two nodes are the same stretch of the script: the tree makes a new object each time it is asked. */
export function sameNode(a: TextSpan | null, b: TextSpan | null): boolean {
  return a !== null && b !== null && a.from === b.from && a.to === b.to;
}

/** Whether a node lies within another one, or is that one. */
export function contains(outer: TextSpan, inner: TextSpan): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/** A method or function defined directly in the body of a class. */
export function methodOf(owner: SyntaxNode, name: string, text: string): SyntaxNode | null {
  for (const child of childrenOf(childOf(owner, 'Body') ?? owner)) {
    const definition = child.name === 'DecoratedStatement' ? childOf(child, 'FunctionDefinition') : child;
    if (definition?.name === 'FunctionDefinition' && definedName(definition, text) === name) return definition;
  }
  return null;
}

/** Key and value of each entry of a dictionary whose key is a string. */
export function entriesOf(dictionary: SyntaxNode, text: string): { key: string; value: SyntaxNode }[] {
  return splitAtCommas(childrenOf(dictionary)).flatMap(([key, colon, value]) =>
    key.name === 'String' && colon?.name === ':' && value ? [{ key: stringOf(key, text), value }] : [],
  );
}
