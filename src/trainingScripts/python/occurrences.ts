import type { SyntaxNode } from '@lezer/common';
import type { Assignment } from './assignments';
import { basesOf, derivedFrom } from './classes';
import { assignmentsTo, nearestAssignment, offsetsOf } from './lookUp';
import type { Script } from './nameIndex';
import { classAround, contains, memberName, parametersOf, pathOf, sameNode, scopeOf, textOf } from './syntax';

const MAX_RELATIVES = 8;

/**
 * The expressions that name what `target` was assigned: a variable in its scope, an attribute in its class and, where no
 * other class has one of that name, of whatever object from outside of it (`model.encoder.mu_bn`).
 * @param after offset from which on they are wanted
 */
export function occurrencesOf(script: Script, target: SyntaxNode, after = 0): SyntaxNode[] {
  if (target.name === 'VariableName') return variableOccurrences(script, target, after);
  const all = attributeOccurrences(script, target);
  return after > 0 ? all.filter(({ from }) => from >= after) : all;
}

/** The expressions `self.name` in a class. */
export function ownOccurrences(script: Script, name: string, owner: SyntaxNode): SyntaxNode[] {
  const members = membersAt(script, name, offsetsOf(script, name, owner)).filter(
    (member) => classAround(member)?.from === owner.from,
  );
  return members.filter((member) => pathOf(member, script.text) === `self.${name}`);
}

function attributeOccurrences(script: Script, target: SyntaxNode): SyntaxNode[] {
  const { text } = script;
  const name = memberName(target, text);
  const path = pathOf(target, text);
  const owner = classAround(target);
  if (name === null || path === null) return [];
  if (owner === null || path !== `self.${name}`) {
    return membersAt(script, name, offsetsOf(script, name)).filter(
      (member) => pathOf(member, text) === path && !sameNode(member, target),
    );
  }
  const own = relativesOf(script, owner).flatMap((relative) => ownOccurrences(script, name, relative));
  // Through another object it may be any class's that has an attribute of this name.
  const isShared = (script.assigning.get(name) ?? []).some((at) => at < owner.from || owner.to <= at);
  const isForeign = (at: number) =>
    text[at - 1] === '.' && !/(^|[^\w.])self\.$/.test(text.slice(Math.max(0, at - 6), at));
  const foreign = isShared ? [] : membersAt(script, name, offsetsOf(script, name).filter(isForeign));
  return [...own, ...foreign].filter((member) => !sameNode(member, target));
}

function membersAt(script: Script, name: string, offsets: number[]): SyntaxNode[] {
  return leavesAt(script, name, offsets).flatMap((leaf) =>
    leaf.name === 'PropertyName' && leaf.parent ? [leaf.parent] : [],
  );
}

/** The leaves of the tree that are the word at these offsets: not those where it stands in a string or a comment. */
function leavesAt(script: Script, word: string, offsets: number[]): SyntaxNode[] {
  const leaves = offsets.map((at) => script.tree.resolveInner(at, 1));
  return leaves.filter(({ from, to }, index) => from === offsets[index] && to === from + word.length);
}

/** The occurrences of `self` in a class. */
export function selfOccurrences(script: Script, owner: SyntaxNode): SyntaxNode[] {
  return leavesAt(script, 'self', offsetsOf(script, 'self', owner)).filter(({ name }) => name === 'VariableName');
}

function variableOccurrences(script: Script, target: SyntaxNode, after: number): SyntaxNode[] {
  const { text } = script;
  const name = textOf(target, text);
  const home = homeOf(target);
  const isAtHome = (assignment: Assignment) =>
    isOfVariable(assignment) && scopeOf(assignment.statement)?.from === home?.from;
  const isHidden = (use: SyntaxNode) => {
    for (let scope = scopeOf(use); scope?.from !== home?.from; scope = scopeOf(scope!)) {
      // Out at the top without the home of the target on the way, or another variable of the same name in between.
      if (!scope || parametersOf(scope, text).some((parameter) => parameter.name === name)) return true;
      const inner = assignmentsTo(script, name, scope).filter(isOfVariable);
      if (inner.some(({ statement }) => scopeOf(statement)?.from === scope!.from)) return true;
    }
    return false;
  };
  const isSame = (use: SyntaxNode) => {
    if (scopeOf(use)?.from !== home?.from) return !isHidden(use);
    const hasRun = (assignment: Assignment) => assignment.statement.to <= use.from && isAtHome(assignment);
    let last = nearestAssignment(script, name, use.from, 'before', hasRun);
    // Before all assignments it may be the value of the loop's last turn.
    if (!last) return true;
    // Of several assignments the last one holds, and those before it if it is in a branch.
    while (last && !sameNode(last.target, target)) {
      if (contains(last.statement.parent!, use)) return false;
      last = nearestAssignment(script, name, last.statement.from, 'before', hasRun);
    }
    return last !== null || target.parent?.name === 'ParamList';
  };
  const end = home?.to ?? text.length;
  const next = nearestAssignment(
    script,
    name,
    target.to,
    'after',
    (assignment) => assignment.statement.from >= end || isAtHome(assignment),
  );
  const isReplaced =
    next && contains(next.statement.parent!, target) && !text.slice(next.statement.to, end).includes('def ');
  // Beyond the next assignment only functions that are defined there can still mean this one.
  const to = isReplaced ? Math.min(next.statement.to, end) : end;
  const leaves = leavesAt(script, name, offsetsOf(script, name, { from: Math.max(after, home?.from ?? 0), to }));
  return leaves.filter((leaf) => leaf.name === 'VariableName' && !sameNode(leaf, target) && isSame(leaf));
}

function isOfVariable({ target }: Assignment): boolean {
  return target.name === 'VariableName';
}

/** A parameter is at home in its function, though it stands before the body. */
function homeOf(target: SyntaxNode): SyntaxNode | null {
  return target.parent?.name === 'ParamList' ? target.parent.parent : scopeOf(target);
}

/** A class with its bases and with what is derived from it: they share their attributes. */
function relativesOf(script: Script, owner: SyntaxNode): SyntaxNode[] {
  const relatives = [owner];
  for (let at = 0; at < relatives.length && at < MAX_RELATIVES; at++) {
    relatives.push(...basesOf(relatives[at], script), ...(at === 0 ? derivedFrom(owner, script) : []));
  }
  return relatives.filter((relative, index) => relatives.findIndex(({ from }) => from === relative.from) === index);
}
