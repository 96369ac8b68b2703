import type { SyntaxNode } from '@lezer/common';
import type { GammaParameter, TextSpan } from '../gammaSite';
import type { Assignment } from './assignments';
import type { Script } from './nameIndex';
import { sameNode, spanOf } from './syntax';

/** A call that is known to run a function, or to make an object, while the inside of that is looked at. */
export interface Frame {
  /** The function, or the class of the object. */
  definition: SyntaxNode;
  call: SyntaxNode;
  /** What is known where the call stands. */
  outer: Frame | null;
}

/** The way from an expression to its value. */
export interface Trail {
  /** The last name on the way, as the user names it: `--gamma`, `GAMMA`, `cfg.gamma`. */
  name: string | null;
  /** Statements on the way. */
  uses: TextSpan[];
  /** Ways in from outside that were passed. */
  parameters: GammaParameter[];
}

/** An expression at the end of a trail: it stands for itself, or for what comes from outside the file. */
export interface Reached {
  node: SyntaxNode;
  frame: Frame | null;
  trail: Trail;
  /**
   * Where the value comes from outside, the names it is read by: `cfg`, `model`, `gamma` for `cfg.model.gamma`, one for
   * a parameter that nothing in the file passes, none for an import. Null where the value is in the file.
   */
  outside: string[] | null;
}

/** A step on the way. */
export interface Walk {
  script: Script;
  frame: Frame | null;
  trail: Trail;
  depth: number;
  /** Steps that are left to all branches of the way together: scripts can have more of them than can be followed. */
  left: { steps: number };
  /** Goes on with another expression. */
  follow(node: SyntaxNode, walk: Walk): Reached[];
  /** Goes on with `object.name`. */
  member(object: SyntaxNode, name: string, walk: Walk): Reached[];
  /** Goes on with what assignments to a name give it at `use`. */
  assigned(assignments: Assignment[], use: SyntaxNode, walk: Walk): Reached[];
}

/** Names followed further than this lead in circles, or nowhere. */
export const MAX_DEPTH = 40;

/** The end of the way. */
export function arrived(walk: Walk, node: SyntaxNode, outside: string[] | null = null): Reached[] {
  return [{ node, frame: walk.frame, trail: walk.trail, outside }];
}

/** On by a name. */
export function named(walk: Walk, name: string | null): Walk {
  return { ...walk, trail: { ...walk.trail, name }, depth: walk.depth + 1 };
}

/** On through a statement or a call that hands the value on. */
export function through(walk: Walk, place: TextSpan): Walk {
  return { ...walk, trail: { ...walk.trail, uses: [...walk.trail.uses, spanOf(place)] }, depth: walk.depth + 1 };
}

/** On past a way in from outside. */
export function past(walk: Walk, parameter: GammaParameter): Walk {
  const parameters = [...walk.trail.parameters, parameter];
  return { ...walk, trail: { ...walk.trail, parameters }, depth: walk.depth + 1 };
}

/** On, into a call or out of it. */
export function within(walk: Walk, frame: Frame | null): Walk {
  return { ...walk, frame, depth: walk.depth + 1 };
}

/** On as before, one step deeper. */
export function deeper(walk: Walk): Walk {
  return { ...walk, depth: walk.depth + 1 };
}

/** On from where another way ended. */
export function from(walk: Walk, reached: Reached): Walk {
  return { ...walk, frame: reached.frame, trail: reached.trail, depth: walk.depth + 1 };
}

/** What is known of the call that runs a function or made an object. */
export function frameOf(definition: SyntaxNode, frame: Frame | null): Frame | null {
  let known = frame;
  while (known && !sameNode(known.definition, definition)) known = known.outer;
  return known;
}

/** Names of what holds a configuration, and is no part of its keys. */
const HOLDS_CONFIG = /^(args?|opts?|options|flags|hparams|hps|hp|params|cfg|conf|config|configs|c|self)$/i;
/** Those of them that usually hold the command line. */
const HOLDS_COMMAND_LINE = /^(args?|opts?|options|flags|hparams|hps|hp|params)$/i;

/** Whether names of something outside are those of what usually holds the command line. */
export function isCommandLine(outside: string[]): boolean {
  return outside.length === 1 && HOLDS_COMMAND_LINE.test(outside[0]);
}

/** The ways in that the names of something outside tell of: `cfg.model.gamma` is a key, `args.gamma` an option too. */
export function wayIn(outside: string[]): GammaParameter[] {
  if (outside.length === 0) return [];
  const root = outside.findLastIndex((name, at) => at < outside.length - 1 && (at === 0 || HOLDS_CONFIG.test(name)));
  const keys = outside.slice(root + 1);
  const isOption = keys.length === 1 && HOLDS_COMMAND_LINE.test(outside[root] ?? '');
  return [{ option: isOption ? `--${keys[0].replaceAll('_', '-')}` : null, key: keys.join('.') }];
}
