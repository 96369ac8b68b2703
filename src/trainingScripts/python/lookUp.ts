import type { SyntaxNode } from '@lezer/common';
import type { TextSpan } from '../gammaSite';
import { type Assignment, assignmentsOf } from './assignments';
import { isWordCharacter, lastWord, type Script } from './nameIndex';
import { calleeName } from './syntax';

/** Assignments to names that end in `name`, in the order of the script; those within a span, if one is given. */
export function assignmentsTo(script: Script, name: string, within?: TextSpan): Assignment[] {
  return offsetsIn(script.assigning, name, within).flatMap((offset) => assignedAt(script, name, offset));
}

/** The nearest accepted assignment to a name that begins before an offset, or at it and after it. */
export function nearestAssignment(
  script: Script,
  name: string,
  offset: number,
  direction: 'before' | 'after',
  isAccepted: (assignment: Assignment) => boolean,
): Assignment | null {
  const offsets = script.assigning.get(name) ?? [];
  const step = direction === 'before' ? -1 : 1;
  for (let at = firstFrom(offsets, offset) + (step < 0 ? -1 : 0); at >= 0 && at < offsets.length; at += step) {
    const found = assignedAt(script, name, offsets[at]).find(isAccepted);
    if (found) return found;
  }
  return null;
}

function assignedAt(script: Script, name: string, offset: number): Assignment[] {
  const assigned = remembered(script.lookedUp.assignments, offset, () => {
    const statement = ancestorAt(script, offset, (node) => node.from === offset && ASSIGNING.has(node.name));
    return statement ? assignmentsOf(statement, script.text) : [];
  });
  return assigned.filter(({ target }) => lastWord(script.text, target.to) === name);
}

/** Calls of whatever ends in `name`, in the order of the script; those within a span, if one is given. */
export function callsOf(script: Script, name: string, within?: TextSpan): SyntaxNode[] {
  return offsetsIn(script.calling, name, within).flatMap((offset) => {
    const call = remembered(script.lookedUp.calls, offset, () => {
      const list = ancestorAt(script, offset, (node) => node.from === offset && node.name === 'ArgList');
      return list?.parent?.name === 'CallExpression' ? list.parent : null;
    });
    return call && calleeName(call, script.text) === name ? [call] : [];
  });
}

/** Offsets at which a word stands, in the order of the script; those within a span, if one is given. */
export function offsetsOf(script: Script, word: string, within?: TextSpan): number[] {
  // Keys of dictionaries can be anything.
  if (!/^\w+$/.test(word)) return [];
  const offsets = remembered(script.lookedUp.words, word, () => wordsIn(script.text, word));
  return within ? offsetsWithin(offsets, within) : offsets;
}

/** Offsets of a word in a text: a regular expression takes ten times as long, and long scripts have many names. */
function wordsIn(text: string, word: string): number[] {
  const offsets: number[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    if (!isWordCharacter(text.charCodeAt(at - 1)) && !isWordCharacter(text.charCodeAt(at + word.length)))
      offsets.push(at);
  }
  return offsets;
}

/** The definition of a name that holds at an offset: notebooks define things again. */
export function definitionAt(script: Script, name: string, offset: number): SyntaxNode | null {
  const all = script.definitions.get(name) ?? [];
  return all.findLast(({ from }) => from <= offset) ?? all[0] ?? null;
}

const ASSIGNING = new Set(['AssignStatement', 'UpdateStatement', 'ForStatement', 'NamedExpression']);

function offsetsIn(index: Map<string, number[]>, name: string, within?: TextSpan): number[] {
  const offsets = index.get(name) ?? [];
  return within ? offsetsWithin(offsets, within) : offsets;
}

/** Those of ascending offsets that lie in a span. */
function offsetsWithin(offsets: number[], { from, to }: TextSpan): number[] {
  return offsets.slice(firstFrom(offsets, from), firstFrom(offsets, to));
}

/** Index of the first of ascending offsets that is not below another one. */
function firstFrom(offsets: number[], from: number): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle] < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function remembered<K, T>(map: Map<K, T>, key: K, lookUp: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = lookUp();
  map.set(key, value);
  return value;
}

function ancestorAt(script: Script, offset: number, wanted: (node: SyntaxNode) => boolean): SyntaxNode | null {
  let node: SyntaxNode | null = script.tree.resolveInner(offset, 1);
  while (node && !wanted(node)) node = node.parent;
  return node;
}
