import type { SyntaxNode } from '@lezer/common';
import type { TextSpan } from '../gammaSite';
import { type Assignment, assignmentsOf } from './assignments';
import { lastWord, type Script } from './nameIndex';
import { calleeName } from './syntax';

/** Assignments to names that end in `name`, in the order of the script; those within a span, if one is given. */
export function assignmentsTo(script: Script, name: string, within?: TextSpan): Assignment[] {
  return offsetsIn(script.assigning, name, within).flatMap((offset) => {
    const assigned = remembered(script.lookedUp.assignments, offset, () => {
      const statement = ancestorAt(script, offset, (node) => node.from === offset && ASSIGNING.has(node.name));
      return statement ? assignmentsOf(statement, script.text) : [];
    });
    return assigned.filter(({ target }) => lastWord(script.text, target.to) === name);
  });
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
  const offsets = remembered(script.lookedUp.words, word, () =>
    Array.from(script.text.matchAll(new RegExp(`\\b${word}\\b`, 'g')), ({ index }) => index),
  );
  return within ? offsetsWithin(offsets, within) : offsets;
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
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle] < from) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < offsets.length && offsets[end] < to) end++;
  return offsets.slice(low, end);
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
