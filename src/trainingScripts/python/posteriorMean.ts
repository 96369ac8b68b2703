import type { SyntaxNode } from '@lezer/common';
import { targetsOf } from './assignments';
import { type Norm, tracedFrom } from './batchNorms';
import { argumentFor, callsThatMake, callsThatRun } from './callSites';
import { namesMean, namesMeanNorm, namesOtherNetwork } from './latentNames';
import { isDetached, isMean, isStatistic, peeled } from './meanEvidence';
import { type Fate, fateOf } from './meanFate';
import { becomesMean, isFeature } from './meanUse';
import type { Script } from './nameIndex';
import { occurrencesOf } from './occurrences';
import { childOf, classAround, definedName, functionAround, lastName, parametersOf, textOf } from './syntax';
import type { NormUse } from './traceNorm';
import { isVariational } from './variational';

/** A batch norm that is applied to a posterior mean, and the call that does it. */
export interface MeanNorm {
  /** As the outermost layer or function goes that is the batch norm to the script. */
  norm: Norm;
  call: SyntaxNode;
}

/** Layers within layers, helpers within helpers. */
const MAX_DEPTH = 3;

/**
 * The applications of a batch norm to a posterior mean. The evidence must be strong: what is normalized, what becomes of
 * it, or the name of the batch norm says mean, and the script around it has the spread that belongs to it.
 */
export function meanNorms(script: Script, norm: Norm): MeanNorm[] {
  return norm.uses.flatMap((use) => meanNormsOf(script, use, norm, false, 0));
}

/** @param isSettled whether the value is part of the posterior within the layer or function that is called here */
function meanNormsOf(script: Script, use: NormUse, norm: Norm, isSettled: boolean, depth: number): MeanNorm[] {
  const { call } = use;
  const around = [classAround(call), functionAround(call)].filter((definition) => definition !== null);
  if (around.some((definition) => namesOtherNetwork(definedName(definition, script.text)))) return [];
  const fate = isSettled ? 'mean' : fateOfUse(script, use);
  if (fate === 'elsewhere') return [];
  // What a layer is given, the script around it knows better than the layer.
  const outer = depth < MAX_DEPTH ? outerNorms(script, use, norm) : [];
  const outerUses = outer.flatMap((each) => each.uses.map((use) => ({ norm: each, use })));
  const found = outerUses.flatMap((each) => meanNormsOf(script, each.use, each.norm, fate === 'mean', depth + 1));
  if (found.length > 0) return found;
  // What is only returned, and what none of the callers takes for a mean, is none.
  const isAside = outerUses.length > 0 && outerUses.every((each) => fateOfUse(script, each.use) === 'elsewhere');
  if (fate === 'returned' && isAside) return [];
  return isOnMean(script, use, norm) ? [{ norm, call }] : [];
}

function fateOfUse(script: Script, { call, input }: NormUse): Fate {
  if (input && (isStatistic(script, input) || isDetached(script, input))) return 'elsewhere';
  return isFeature(script, call) ? 'elsewhere' : fateOf(script, call);
}

function isOnMean(script: Script, { call, input }: NormUse, norm: Norm): boolean {
  const name = lastName(norm.name);
  const saysSo = input ? namesMeanNorm(name) : namesMean(name);
  const isEvident = saysSo || (input !== null && isMean(script, input)) || becomesMean(script, call);
  return isEvident && isVariational(script, call);
}

/**
 * A layer or function that normalizes what it is given, or gives what it has normalized, is the batch norm to the script
 * around it: once for each object of the layer, and for each call of the function.
 */
function outerNorms(script: Script, { call, input }: NormUse, norm: Norm): Norm[] {
  const { text } = script;
  const definition = functionAround(call);
  if (!definition) return [];
  const given = input && peeled(input, text);
  const name = given?.name === 'VariableName' ? textOf(given, text) : null;
  const parameter = parametersOf(definition, text).find((declared) => declared.name === name);
  if (!parameter && !isReturned(script, call)) return [];
  const owner = classAround(definition);
  if (owner && /^(forward|call|__call__)$/.test(definedName(definition, text))) {
    return callsThatMake(owner, script).flatMap((made) => {
      const frame = { definition: owner, call: made, outer: norm.frame };
      const outer = tracedFrom(script, made, { ...norm, uses: [], frame, within: [...norm.within, call] }, 0);
      return parameter
        ? outer
        : outer.map((each) => ({ ...each, uses: each.uses.map((use) => ({ ...use, input: null })) }));
    });
  }
  return callsThatRun(definition, script, norm.frame).map((run) => {
    const argument = parameter ? argumentFor(run, definition, parameter.name, text) : null;
    const frame = { definition, call: run.call, outer: run.outer };
    return {
      ...norm,
      frame,
      within: [...norm.within, call],
      uses: [{ call: run.call, input: argument && !argument.bundle ? argument.value : null }],
    };
  });
}

/** Whether the value of an expression is all that its function returns, at once or by a name. */
function isReturned(script: Script, node: SyntaxNode): boolean {
  const parent = node.parent;
  if (parent?.name === 'ParenthesizedExpression') return isReturned(script, parent);
  if (parent?.name === 'AssignStatement') {
    const later = targetsOf(node, script.text)
      .filter(({ name }) => name === 'VariableName')
      .flatMap((target) => occurrencesOf(script, target, parent.to));
    return later.some((occurrence) => occurrence.parent?.name === 'ReturnStatement' && isReturned(script, occurrence));
  }
  return parent?.name === 'ReturnStatement' && childOf(parent, ',') === null;
}
