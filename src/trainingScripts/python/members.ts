import type { SyntaxNode } from '@lezer/common';
import { type Assignment, itemsOf } from './assignments';
import { classCalled } from './callSites';
import { basesOf } from './classes';
import { assignmentsTo, callsOf } from './lookUp';
import { abslOption, flagOf, isAbslFlag, optionsNamed, optionValues } from './options';
import { parameterValues } from './parameters';
import {
  argumentAt,
  argumentsOf,
  calleeName,
  classAround,
  entriesOf,
  memberName,
  methodOf,
  pathOf,
  sameNode,
  scopeOf,
  stringOf,
  textOf,
} from './syntax';
import {
  arrived,
  deeper,
  from,
  isCommandLine,
  MAX_DEPTH,
  named,
  past,
  type Reached,
  type Walk,
  wayIn,
  within,
} from './walk';

const PARSES_ARGUMENTS = /^parse_(known_|intermixed_|known_intermixed_)?args$|^parse_args_into_dataclasses$/;

/** Follows `object.name` and `object['name']`. */
export function memberExpression(node: SyntaxNode, walk: Walk): Reached[] {
  const { script } = walk;
  const object = node.firstChild!;
  const name = memberName(node, script.text);
  // Another subscript: `parse_known_args()[0]`.
  if (name === null) return walk.follow(object, deeper(walk));
  const path = pathOf(node, script.text);
  const on = named(walk, path ?? name);
  const owner = path === `self.${name}` ? classAround(node) : null;
  if (owner) return attribute(owner, name, node, on);
  const all = assignmentsTo(script, name).filter(({ target }) => path !== null && pathOf(target, script.text) === path);
  if (all.length > 0) return walk.assigned(all, node, on);
  return member(object, name, on);
}

/** Follows `config.get('name', default)` and `getattr(config, 'name', default)`; null for other calls. */
export function readKey(node: SyntaxNode, walk: Walk): Reached[] | null {
  const { text } = walk.script;
  const callee = node.firstChild!;
  const list = argumentsOf(node, text).map(({ value }) => value);
  const isGetattr = callee.name === 'VariableName' && textOf(callee, text) === 'getattr';
  const isGet = callee.name === 'MemberExpression' && /^(get|pop|setdefault)$/.test(memberName(callee, text) ?? '');
  const [object, key, fallback] = isGetattr ? list : isGet ? [callee.firstChild!, ...list] : [];
  if (!object || key?.name !== 'String') return null;
  const name = stringOf(key, text);
  const path = pathOf(object, text);
  const on = named(walk, path === null ? name : `${path}.${name}`);
  const found = member(object, name, on);
  if (!fallback || found.some(({ outside }) => !outside)) return found;
  // What is read from outside wins over the fallback, when it is there.
  const parameters = found.flatMap(({ trail, outside }) => [...trail.parameters, ...wayIn(outside ?? [])]);
  return walk.follow(fallback, { ...deeper(on), trail: { ...on.trail, parameters } });
}

/** Follows `object.name` for each thing that `object` may be. */
export function member(object: SyntaxNode, name: string, walk: Walk): Reached[] {
  return walk.follow(object, deeper(walk)).flatMap((reached) => {
    const on = from(walk, reached);
    // How the object came here is no way of the value.
    return memberOf(reached, name, { ...on, trail: { ...walk.trail, parameters: on.trail.parameters } });
  });
}

/** `object.name`, for all the things a configuration is kept in. */
function memberOf(object: Reached, name: string, walk: Walk): Reached[] {
  const { node, outside } = object;
  const { script } = walk;
  const { text } = script;
  // `args` of a function that another file calls are the options that this file declares, as FLAGS are.
  const isFlags = (outside ?? []).at(-1) === 'FLAGS' || /(^|\.)FLAGS$/.test(textOf(node, text));
  const flags = isFlags || (outside && isCommandLine(outside)) ? optionsNamed(script, name) : [];
  if (flags.length > 0) return optionValues(flags, node, walk);
  if (outside) return arrived(walk, node, [...(outside.length > 0 ? outside : ['config']), name]);
  if (node.name === 'DictionaryExpression') {
    const entry = entriesOf(node, text).find(({ key }) => key === name);
    return entry ? walk.follow(entry.value, deeper(walk)) : [];
  }
  if (node.name === 'ClassDefinition') return attribute(node, name, node, walk);
  if (node.name === 'FunctionDefinition') return parameterValues(node, name, named(walk, name));
  const unknown = arrived(walk, node, ['config', name]);
  if (node.name !== 'CallExpression') return unknown;
  const callee = calleeName(node, text) ?? '';
  if (PARSES_ARGUMENTS.test(callee)) return parsedArgument(node, name, walk);
  if (isAbslFlag(callee))
    return optionValues(
      [abslOption(node, text)].filter((option) => option !== null),
      node,
      walk,
    );
  return memberOfMade(node, name, walk) ?? unknown;
}

/** A parsed argument: an option that is declared, or a field of a class from which the options are made. */
function parsedArgument(node: SyntaxNode, name: string, walk: Walk): Reached[] {
  const { script } = walk;
  const groups = callsOf(script, 'add_arguments').map((call) => argumentsOf(call, script.text));
  const group = groups.find((list) => {
    const dest = argumentAt(list, 1, 'dest');
    return dest && stringOf(dest, script.text) === name;
  });
  if (group) return walk.follow(group[0].value, deeper(walk));
  const options = optionsNamed(script, name);
  const flag = options[0]?.flag ?? flagOf(name);
  if (options.every((option) => !option.default)) {
    // `Args().parse_args()`, `Parser(Args).parse_args()`, `parse_args(namespace=Args())`.
    const parser = node.firstChild?.name === 'MemberExpression' ? [node.firstChild.firstChild!] : [];
    const makers = [...parser, ...argumentsOf(node, script.text).map(({ value }) => value)];
    const on = named(past(walk, { option: flag, key: null }), flag);
    const fields = makers
      .flatMap((maker) => walk.follow(maker, deeper(on)))
      .flatMap((made) => (made.node.name === 'CallExpression' ? (memberOfMade(made.node, name, on) ?? []) : []))
      .filter(({ outside }) => !outside);
    if (fields.length > 0) return fields;
  }
  return optionValues(options.length > 0 ? options : [{ flag, name, default: null }], node, walk);
}

/** `object.name` of what a call made: an object of a class of this file, or a record of its arguments. */
function memberOfMade(node: SyntaxNode, name: string, walk: Walk): Reached[] | null {
  const { script } = walk;
  const list = argumentsOf(node, script.text);
  const passed = argumentAt(list, null, name);
  const owner = classCalled(node, script);
  // A class without __init__ takes its fields as arguments.
  if (passed && !(owner && methodOf(owner, '__init__', script.text))) return walk.follow(passed, deeper(walk));
  if (owner) return attribute(owner, name, node, within(walk, { definition: owner, call: node, outer: walk.frame }));
  // `Namespace(**cfg)`, `OmegaConf.merge(base, cli)`, and command lines made from a class: `tyro.cli(Config)`.
  const found = list.flatMap(({ keyword, value }) => {
    const sources = itemsOf([value]).flatMap((item) => walk.follow(item, deeper(walk)));
    return sources.flatMap((source) => {
      const on = from(walk, source);
      if (source.node.name === 'ClassDefinition')
        return memberOf(source, name, past(on, { option: flagOf(name), key: null }));
      const isBundle = source.outside?.length || source.node.name === 'DictionaryExpression';
      return isBundle && !keyword ? memberOf(source, name, on) : [];
    });
  });
  return found.length > 0 ? found : null;
}

/** The attribute of an object: what the methods of its class assign to `self.name`, the class's own, its bases'. */
function attribute(owner: SyntaxNode, name: string, use: SyntaxNode, walk: Walk): Reached[] {
  const { script } = walk;
  const unknown = arrived(walk, use, [name]);
  if (walk.depth > MAX_DEPTH) return unknown;
  const inClass = assignmentsTo(script, name, owner).filter(({ statement }) => sameNode(classAround(statement), owner));
  const ofSelf = inClass.filter(({ target }) => pathOf(target, script.text) === `self.${name}`);
  const found = byMethod(ofSelf).flatMap((list) => walk.assigned(list, use, deeper(walk)));
  const known = found.filter(({ outside }) => !outside);
  if (found.length > 0) return known.length > 0 ? known : found;
  const ofClass = inClass.filter(({ target, statement }) => target.name === 'VariableName' && !scopeOf(statement));
  if (ofClass.length > 0) return walk.assigned(ofClass, use, deeper(walk));
  const buffers = callsOf(script, 'register_buffer', owner).filter((call) => sameNode(classAround(call), owner));
  const buffer = buffers
    .map((call) => argumentsOf(call, script.text))
    .find(([first]) => first && stringOf(first.value, script.text) === name);
  if (buffer?.[1]) return walk.follow(buffer[1].value, deeper(walk));
  // Lightning keeps the arguments of __init__ as self.hparams.
  const init = methodOf(owner, '__init__', script.text);
  if (name === 'hparams' && init && script.calling.has('save_hyperparameters')) return arrived(walk, init);
  for (const base of basesOf(owner, script)) {
    const inherited = attribute(base, name, use, deeper(walk));
    if (inherited.some(({ outside }) => !outside)) return inherited;
  }
  return unknown;
}

/** Which method runs last is not known: each has its say. */
function byMethod(assignments: Assignment[]): Assignment[][] {
  const methods = new Map<number | undefined, Assignment[]>();
  for (const assignment of assignments) {
    const key = scopeOf(assignment.statement)?.from;
    methods.set(key, [...(methods.get(key) ?? []), assignment]);
  }
  return [...methods.values()];
}
