import type { SyntaxNode } from '@lezer/common';
import type { GammaParameter, TextSpan } from '../gammaSite';
import { follow, isBare } from './follow';
import type { Script } from './nameIndex';
import { callableOf } from './parameters';
import { argumentAt, argumentsOf, calleeName, childrenOf, handsOn, spanOf, stringOf, textOf } from './syntax';
import { type Frame, type Reached, wayIn } from './walk';

/** A number that an expression may have, or that the file does not say. */
export interface Amount {
  /** Null where it comes from outside the file, or is computed from what this file does not say. */
  value: number | null;
  /** The literal, the arithmetic, or the last expression that could be followed. */
  span: TextSpan;
  /** The plain number to edit; null where there is none. */
  literal: TextSpan | null;
  /** The last name on the way to it. */
  name: string | null;
  /** Statements on the way. */
  uses: TextSpan[];
  /** Ways in from outside. */
  parameters: GammaParameter[];
  /** Whether it comes from outside; else a null value is a computation. */
  outside: boolean;
  /** The expression at the end. */
  node: SyntaxNode;
}

const FILLED_WITH_ONES = /^(ones|ones_like|Ones|new_ones)$/;
const FILLED_WITH_ZEROS = /^(zeros|zeros_like|Zeros|new_zeros)$/;
const FUNCTIONS: Record<string, (x: number) => number> = {
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  abs: Math.abs,
  square: (x) => x * x,
};
const OPERATORS: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': (a, b) => a - b * Math.floor(a / b),
  '**': (a, b) => a ** b,
};
/** Nested arithmetic beyond this is no gamma. */
const MAX_DEPTH = 8;

/** The numbers that an expression may have: a tensor filled with a number counts as that number. */
export function amountsOf(script: Script, node: SyntaxNode, frame: Frame | null = null, depth = 0): Amount[] {
  if (depth > MAX_DEPTH) return [];
  const distinct = new Map<string, Amount>();
  for (const reached of follow(script, node, frame)) {
    for (const amount of amountsAt(script, reached, depth)) {
      distinct.set(`${amount.span.from} ${amount.value}`, amount);
    }
  }
  return [...distinct.values()];
}

/** The one number an expression has, or null. */
export function numberOf(script: Script, node: SyntaxNode, frame: Frame | null = null): number | null {
  const values = new Set(amountsOf(script, node, frame).map(({ value }) => value));
  return values.size === 1 ? [...values][0] : null;
}

function amountsAt(script: Script, reached: Reached, depth: number): Amount[] {
  const { node, trail, outside, frame } = reached;
  const { text } = script;
  const parameters = outside ? [...trail.parameters, ...waysIn(script, node, outside)] : trail.parameters;
  const amount: Amount = {
    value: null,
    span: spanOf(node),
    literal: null,
    name: trail.name,
    uses: trail.uses,
    parameters,
    outside: outside !== null,
    node,
  };
  if (outside || /Definition$/.test(node.name)) return [amount];
  if (node.name === 'None') return [];
  if (isBare(node)) return [{ ...amount, value: numberFrom(textOf(node, text)), literal: spanOf(node) }];
  if (node.name === 'String') return [quoted(amount, node, text)];
  const filling = fillingOf(node, text);
  if (filling) {
    // The way to the filling goes on from here.
    return amountsOf(script, filling, frame, depth + 1).map((inner) => ({
      ...inner,
      name: inner.name ?? trail.name,
      uses: [...trail.uses, ...inner.uses],
      parameters: [...parameters, ...inner.parameters],
    }));
  }
  const value = computed(script, node, frame, depth);
  return [value === null ? amount : { ...amount, value, parameters: [] }];
}

/** The ways in of what comes from outside; where nothing in the file passes a parameter, other files may. */
function waysIn({ text }: Script, node: SyntaxNode, outside: string[]): GammaParameter[] {
  const ways = wayIn(outside);
  if (node.name !== 'FunctionDefinition' || outside.length !== 1) return ways;
  return ways.map((way) => ({ ...way, of: callableOf(node, outside[0], text) }));
}

/** The expression that fills a tensor: x of `torch.full((n,), x)`, `torch.ones(n) * x`, `[x] * n`, `empty(n).fill_(x)`. */
function fillingOf(node: SyntaxNode, text: string): SyntaxNode | null {
  const children = childrenOf(node);
  if (node.name === 'ArrayExpression') return children.length === 3 ? children[1] : null;
  if (node.name === 'BinaryExpression' && textOf(children[1], text) === '*' && children[2]) {
    if (children[0].name === 'ArrayExpression') return children[0];
    if (isTensorOfOnes(children[0], text)) return children[2];
    if (isTensorOfOnes(children[2], text)) return children[0];
    return null;
  }
  if (node.name !== 'CallExpression') return null;
  const list = argumentsOf(node, text);
  const callee = calleeName(node, text) ?? '';
  if (/^(full|full_like|new_full|fill)$/.test(callee)) return argumentAt(list, 1, 'fill_value', 'value');
  if (callee === 'fill_') return argumentAt(list, 0, 'value');
  if (callee === 'constant_') return argumentAt(list, 1, 'val');
  const receiver = node.firstChild?.firstChild;
  if (/^(mul|mul_|multiply)$/.test(callee) && receiver && isTensorOfOnes(receiver, text)) return argumentAt(list, 0);
  return null;
}

/** The neutral element of what fills a tensor. */
function isTensorOfOnes(node: SyntaxNode, text: string): boolean {
  if (node.name === 'CallExpression' && handsOn(node, text)) return isTensorOfOnes(node.firstChild!.firstChild!, text);
  return node.name === 'CallExpression' && FILLED_WITH_ONES.test(calleeName(node, text) ?? '');
}

/** Arithmetic on numbers, also on such that have names. */
function computed(script: Script, node: SyntaxNode, frame: Frame | null, depth: number): number | null {
  const { text } = script;
  const valueAt = (operand: SyntaxNode | null | undefined): number | null => {
    if (!operand) return null;
    const amounts = amountsOf(script, operand, frame, depth + 1);
    return amounts.length === 1 ? amounts[0].value : null;
  };
  const children = childrenOf(node);
  if (node.name === 'UnaryExpression') {
    const sign = { '-': -1, '+': 1 }[textOf(children[0], text)];
    const value = valueAt(children[1]);
    return sign === undefined || value === null ? null : sign * value;
  }
  if (node.name === 'BinaryExpression') {
    const operator = Object.hasOwn(OPERATORS, textOf(children[1], text)) ? OPERATORS[textOf(children[1], text)] : null;
    const [left, right] = operator ? [valueAt(children[0]), valueAt(children[2])] : [null, null];
    return operator && left !== null && right !== null ? finite(operator(left, right)) : null;
  }
  if (node.name !== 'CallExpression') return null;
  const callee = calleeName(node, text) ?? '';
  if (FILLED_WITH_ONES.test(callee)) return 1;
  if (FILLED_WITH_ZEROS.test(callee)) return 0;
  const list = argumentsOf(node, text);
  if (callee === 'pow') {
    const [base, exponent] = [valueAt(argumentAt(list, 0)), valueAt(argumentAt(list, 1))];
    return base === null || exponent === null ? null : finite(base ** exponent);
  }
  const apply = Object.hasOwn(FUNCTIONS, callee) && list.length === 1 ? FUNCTIONS[callee] : null;
  const argument = apply && valueAt(list[0].value);
  return apply && argument !== null ? finite(apply(argument)) : null;
}

/** A number in quotes, as command-line defaults are written at times; its digits can be edited. */
function quoted(amount: Amount, node: SyntaxNode, text: string): Amount {
  const inside = stringOf(node, text);
  const value = inside.trim() === '' ? null : numberFrom(inside);
  const from = node.from + textOf(node, text).indexOf(inside);
  return value === null
    ? amount
    : { ...amount, value, span: { from, to: from + inside.length }, literal: { from, to: from + inside.length } };
}

/** Python's spelling of a number; null for others, as complex and hexadecimal ones. */
function numberFrom(written: string): number | null {
  const plain = written.replace(/[_\s]/g, '');
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? finite(Number(plain)) : null;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
