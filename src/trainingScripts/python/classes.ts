import type { SyntaxNode } from '@lezer/common';
import type { Script } from './nameIndex';
import { argumentsOf, textOf } from './syntax';

/** Which classes of a script derive from which of its classes, by the offsets of the classes. */
interface Hierarchy {
  bases: Map<number, SyntaxNode[]>;
  derived: Map<number, SyntaxNode[]>;
}

const hierarchies = new WeakMap<Script, Hierarchy>();

/** Classes that a script defines. */
export function classesOf(script: Script): SyntaxNode[] {
  return [...script.definitions.values()].flat().filter(({ name }) => name === 'ClassDefinition');
}

/** Bases of a class that this script defines. */
export function basesOf(owner: SyntaxNode, script: Script): SyntaxNode[] {
  return hierarchyOf(script).bases.get(owner.from) ?? [];
}

/** Classes of this script that derive from a class directly. */
export function derivedFrom(owner: SyntaxNode, script: Script): SyntaxNode[] {
  return hierarchyOf(script).derived.get(owner.from) ?? [];
}

function hierarchyOf(script: Script): Hierarchy {
  const known = hierarchies.get(script);
  if (known) return known;
  const hierarchy: Hierarchy = { bases: new Map(), derived: new Map() };
  for (const owner of classesOf(script)) {
    for (const { value } of argumentsOf(owner, script.text)) {
      const named = script.definitions.get(textOf(value, script.text));
      const base = named?.find(({ name, from }) => name === 'ClassDefinition' && from !== owner.from);
      if (!base) continue;
      hierarchy.bases.set(owner.from, [...(hierarchy.bases.get(owner.from) ?? []), base]);
      hierarchy.derived.set(base.from, [...(hierarchy.derived.get(base.from) ?? []), owner]);
    }
  }
  hierarchies.set(script, hierarchy);
  return hierarchy;
}
