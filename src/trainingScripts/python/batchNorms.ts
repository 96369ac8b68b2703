import type { SyntaxNode } from '@lezer/common';
import { callsThatMake, callsThatRun } from './callSites';
import { basesOf, classesOf, derivedFrom } from './classes';
import { callsOf, offsetsOf } from './lookUp';
import type { Script } from './nameIndex';
import { fullName, libraryOf, type NormCall, type NormLibrary, normCalls } from './normLibraries';
import { selfOccurrences } from './occurrences';
import { argumentAt, argumentsOf, classAround, findArgument, pathOf, textOf } from './syntax';
import { type Traced, trace } from './traceNorm';
import type { Frame } from './walk';

/** A batch norm of the script, with all that the script does to it. */
export interface Norm extends Traced {
  library: NormLibrary;
  /** The call with the arguments: the library's; in a class derived from the library's, that of `super().__init__`. */
  make: SyntaxNode;
  /** What is known where that call stands. */
  frame: Frame | null;
  /** Where it is applied within the layers and functions that are the batch norm to the script around them. */
  within: SyntaxNode[];
}

const UNTRACED: Traced = { name: null, uses: [], fills: [], frozen: false, eps: null, returnedBy: [] };
/** Helpers that call helpers that make a batch norm. */
const MAX_DEPTH = 3;
/** What fixes a weight has one of these words in it, or in the name of the helper that does it. */
const FIXES = /weight|requires_grad|parameters|apply|freez|fix|gamma|fill/i;
/** Before a call, what it is assigned to. */
const LONGEST_TARGET = 80;

/**
 * The batch norms of a script: of library calls, of helpers that return one, of classes derived from one; without those
 * that are obviously trained as usual.
 */
export function batchNorms(script: Script): Norm[] {
  const onlyCalled = new Map<string, boolean>();
  const calls = normCalls(script).flatMap((made): Norm[] => {
    if (isLeftAlone(script, made, onlyCalled)) return [];
    const { call, library } = made;
    const norm = { ...UNTRACED, library, make: call, frame: null, within: [] };
    if (library.input === null) return tracedFrom(script, call, norm, 0);
    const input = argumentAt(argumentsOf(call, script.text), library.input, 'input', 'inputs', 'x');
    return [{ ...norm, uses: [{ call, input }] }];
  });
  return [...calls, ...derivedNorms(script)];
}

/**
 * Whether the call that makes a batch norm, and all that is done with its name, leave its weight to training. A long
 * script has hundreds of such, and to trace them takes longer than all the rest.
 */
function isLeftAlone(script: Script, { call, library }: NormCall, onlyCalled: Map<string, boolean>): boolean {
  const { text } = script;
  const before = text.slice(Math.max(0, call.from - LONGEST_TARGET), call.from);
  const name = /\n[ \t]*(?:self\.)?(\w+) *= *$/.exec(before)?.[1];
  const listName = /\n[ \t]*self\.(\w+)\.append\(\s*$/.exec(before)?.[1];
  const isAssigned = name !== undefined && call.parent?.name === 'AssignStatement';
  if (library.input !== null || !(isAssigned || listName)) return false;
  const list = argumentsOf(call, text);
  const { weightless, initializer, trainable } = library;
  const ofWeight = [weightless.keyword, initializer, trainable].filter((keyword) => keyword !== null);
  if (
    findArgument(list, weightless.position) ||
    list.some(({ keyword, star }) => star || (keyword && ofWeight.includes(keyword)))
  )
    return false;
  if (!isAssigned) return isListLeftAlone(script, call, listName!);
  const known = onlyCalled.get(name);
  if (known !== undefined) return known;
  const isOnlyCalled = offsetsOf(script, name).every((at) => {
    const end = at + name.length;
    return text[end] === '(' || /^ *=[^=]/.test(text.slice(end, end + 4));
  });
  onlyCalled.set(name, isOnlyCalled);
  return isOnlyCalled;
}

/** Whether the class that appends a batch norm to its list has no word of a fixed weight, and is alone to have the list. */
function isListLeftAlone(script: Script, call: SyntaxNode, listName: string): boolean {
  const owner = classAround(call);
  if (!owner || FIXES.test(textOf(owner, script.text))) return false;
  if (basesOf(owner, script).length > 0 || derivedFrom(owner, script).length > 0) return false;
  return offsetsOf(script, listName).every((at) => script.text.slice(at - 5, at) === 'self.');
}

/**
 * What becomes of a batch norm that `start` makes, also behind helpers that return it.
 * @param place where `start` makes a tuple, the place of the batch norm in it
 */
export function tracedFrom(script: Script, start: SyntaxNode, norm: Norm, depth: number, place: number[] = []): Norm[] {
  const traced = { ...norm, ...trace(script, [start], norm.library, norm, place) };
  if (traced.returnedBy.length === 0 || depth >= MAX_DEPTH) return [traced];
  return traced.returnedBy.flatMap(({ definition, at }) =>
    callsThatRun(definition, script, traced.frame).flatMap(({ call, outer }) =>
      tracedFrom(script, call, { ...traced, frame: { definition, call, outer } }, depth + 1, at),
    ),
  );
}

/** Objects of classes such as `class FixedBatchNorm(nn.BatchNorm1d)`. */
function derivedNorms(script: Script): Norm[] {
  return classesOf(script).flatMap((owner) => {
    const bases = argumentsOf(owner, script.text).map(({ value }) => pathOf(value, script.text));
    const library = bases.map((base) => base && libraryOf(script, fullName(script, base))).find((base) => base);
    if (!library) return [];
    return callsThatMake(owner, script).flatMap((call) => {
      const frame = { definition: owner, call, outer: null };
      const superCall = callsOf(script, '__init__', owner)[0];
      const untraced = { ...UNTRACED, library, make: superCall ?? call, frame, within: [] };
      const own = { ...untraced, ...trace(script, selfOccurrences(script, owner), library, untraced) };
      return tracedFrom(script, call, own, 0);
    });
  });
}
