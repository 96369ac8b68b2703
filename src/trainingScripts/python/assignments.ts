import type { SyntaxNode } from '@lezer/common';
import { childrenOf, sameNode, splitAtCommas, textOf } from './syntax';

/** One name that is given a value. */
export interface Assignment {
  target: SyntaxNode;
  value: SyntaxNode;
  /** Where the value is unpacked, the position of this name; null where the value is the name's alone. */
  position: number | null;
  /** `for target in value`: the target is each item. */
  each: boolean;
  /** `*=` and the like; null for a plain assignment. */
  update: string | null;
  statement: SyntaxNode;
}

/** What one statement assigns. */
export function assignmentsOf(statement: SyntaxNode, text: string): Assignment[] {
  const children = childrenOf(statement);
  if (statement.name === 'ForStatement') {
    const start = children.findIndex(({ name }) => name === 'for');
    const end = children.findIndex(({ name }) => name === 'in');
    const value = children[end + 1];
    if (end < 0 || !value || value.name === 'Body') return [];
    return unpacked(children.slice(start + 1, end), [value], true, null, statement);
  }
  const groups: SyntaxNode[][] = [[]];
  let update: string | null = null;
  for (const child of children) {
    if (child.name === 'UpdateOp') update = textOf(child, text);
    if (child.name === 'AssignOp' || child.name === 'UpdateOp') groups.push([]);
    else if (child.name !== 'TypeDef') groups[groups.length - 1].push(child);
  }
  const values = groups.pop()!;
  if (values.length === 0) return [];
  return groups.flatMap((targets) => unpacked(targets, values, false, update, statement));
}

/** The names that an expression is assigned to as a whole, by the statement that it is the value of. */
export function targetsOf(value: SyntaxNode, text: string): SyntaxNode[] {
  if (value.parent?.name !== 'AssignStatement') return [];
  const given = assignmentsOf(value.parent, text).filter(
    (assignment) => assignment.position === null && sameNode(assignment.value, value),
  );
  return given.map(({ target }) => target);
}

/** The targets that an expression is given to by its statement, also where it is an operand of `+=` or one of several values. */
export function assignedTo(value: SyntaxNode, text: string): SyntaxNode[] {
  const statement = value.parent;
  if (!statement || !/^(Assign|Update)Statement$/.test(statement.name)) return [];
  const assignments = assignmentsOf(statement, text);
  return assignments.filter((each) => sameNode(each.value, value)).map(({ target }) => target);
}

function unpacked(
  targets: SyntaxNode[],
  values: SyntaxNode[],
  each: boolean,
  update: string | null,
  statement: SyntaxNode,
): Assignment[] {
  const names = itemsOf(targets);
  const given = { each, update, statement };
  if (names.length === 1)
    return values.length === 1 ? [{ target: names[0], value: values[0], position: null, ...given }] : [];
  const items = itemsOf(values);
  if (!each && names.length === items.length) {
    return names.map((target, index) => ({ target, value: items[index], position: null, ...given }));
  }
  return values.length === 1 ? names.map((target, position) => ({ target, value: values[0], position, ...given })) : [];
}

/** `a, b`, `(a, b)` and `[a, b]` as their items; any other node as itself. */
export function itemsOf(nodes: SyntaxNode[]): SyntaxNode[] {
  const items = splitAtCommas(nodes).map((part) => part[part.length - 1]);
  const only = items.length === 1 && !nodes.some(({ name }) => name === ',') ? items[0] : null;
  return only && /^(TupleExpression|ArrayExpression)$/.test(only.name) && childrenOf(only).some((c) => c.name === ',')
    ? itemsOf(childrenOf(only))
    : items;
}

/** Items of a tuple, a list, or a return statement. */
export function itemsIn(list: SyntaxNode): SyntaxNode[] {
  const items = childrenOf(list).filter(({ name }) => name !== 'return');
  return splitAtCommas(items).map((part) => part[part.length - 1]);
}
