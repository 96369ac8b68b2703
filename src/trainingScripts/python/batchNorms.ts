import type { SyntaxNode } from '@lezer/common';
import { callsThatMake, callsThatRun } from './callSites';
import { classesOf } from './classes';
import { callsOf } from './lookUp';
import type { Script } from './nameIndex';
import { fullName, libraryOf, type NormLibrary, normCalls } from './normLibraries';
import { selfOccurrences } from './occurrences';
import { argumentAt, argumentsOf, pathOf } from './syntax';
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

/** The batch norms of a script: of library calls, of helpers that return one, of classes derived from one. */
export function batchNorms(script: Script): Norm[] {
  const calls = normCalls(script).flatMap(({ call, library }): Norm[] => {
    const norm = { ...UNTRACED, library, make: call, frame: null, within: [] };
    if (library.input === null) return tracedFrom(script, call, norm, 0);
    const input = argumentAt(argumentsOf(call, script.text), library.input, 'input', 'inputs', 'x');
    return [{ ...norm, uses: [{ call, input }] }];
  });
  return [...calls, ...derivedNorms(script)];
}

/** What becomes of a batch norm that `start` makes, also behind helpers that return it. */
export function tracedFrom(script: Script, start: SyntaxNode, norm: Norm, depth: number): Norm[] {
  const traced = { ...norm, ...trace(script, [start], norm.library, norm) };
  if (traced.returnedBy.length === 0 || depth >= MAX_DEPTH) return [traced];
  return traced.returnedBy.flatMap((definition) =>
    callsThatRun(definition, script, traced.frame).flatMap(({ call, outer }) =>
      tracedFrom(script, call, { ...traced, frame: { definition, call, outer } }, depth + 1),
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
