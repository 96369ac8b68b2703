import type { SyntaxNode } from '@lezer/common';
import { callsOf } from './lookUp';
import type { Script } from './nameIndex';
import { pathOf } from './syntax';

/** How a library spells batch norm: keywords of the call, and positions where arguments may come without keyword. */
export interface NormLibrary {
  features: { keyword: string; position: number } | null;
  eps: { keyword: string; position: number | null; default: number };
  /** `affine=False`, `scale=False`: no weight at all. */
  weightless: { keyword: string; position: number | null };
  /** Initial value of the weight. */
  initializer: string | null;
  /** Keyword that freezes the layer when it is False. */
  trainable: string | null;
  /** Attribute that holds the weight. */
  weight: string;
  /** Position of the input where the call is the normalization itself, as in `F.batch_norm(x, mean, var, weight)`. */
  input: number | null;
  /** Position of the weight in such a call. */
  weightAt: number | null;
}

const TORCH: NormLibrary = {
  features: { keyword: 'num_features', position: 0 },
  eps: { keyword: 'eps', position: 1, default: 1e-5 },
  weightless: { keyword: 'affine', position: 3 },
  initializer: null,
  trainable: null,
  weight: 'weight',
  input: null,
  weightAt: null,
};

const LAZY_TORCH: NormLibrary = {
  ...TORCH,
  features: null,
  eps: { ...TORCH.eps, position: 0 },
  weightless: { keyword: 'affine', position: 2 },
};

const FUNCTIONAL_TORCH: NormLibrary = {
  ...TORCH,
  features: null,
  eps: { keyword: 'eps', position: 7, default: 1e-5 },
  weightless: { keyword: 'affine', position: null },
  input: 0,
  weightAt: 3,
};

const KERAS: NormLibrary = {
  features: null,
  eps: { keyword: 'epsilon', position: 2, default: 1e-3 },
  weightless: { keyword: 'scale', position: 4 },
  initializer: 'gamma_initializer',
  trainable: 'trainable',
  weight: 'gamma',
  input: null,
  weightAt: null,
};

const FLAX: NormLibrary = {
  ...KERAS,
  eps: { keyword: 'epsilon', position: null, default: 1e-5 },
  weightless: { keyword: 'use_scale', position: null },
  initializer: 'scale_init',
  trainable: null,
  weight: 'scale',
};

const LIBRARIES: Record<string, NormLibrary> = {
  BatchNorm1d: TORCH,
  BatchNorm2d: TORCH,
  BatchNorm3d: TORCH,
  SyncBatchNorm: TORCH,
  LazyBatchNorm1d: LAZY_TORCH,
  LazyBatchNorm2d: LAZY_TORCH,
  BatchNormalization: KERAS,
  SyncBatchNormalization: KERAS,
  batch_norm: FUNCTIONAL_TORCH,
  // TensorFlow 1: a function of its input with the arguments of the Keras layer.
  batch_normalization: {
    ...KERAS,
    eps: { ...KERAS.eps, position: null },
    weightless: { keyword: 'scale', position: null },
    input: 0,
  },
  BatchNorm: FLAX,
};

/** A call of a library's batch norm. */
export interface NormCall {
  call: SyntaxNode;
  library: NormLibrary;
}

/** All calls of a library's batch norm, also by the names that the script gives it. */
export function normCalls(script: Script): NormCall[] {
  const names = new Map(Object.keys(LIBRARIES).map((name) => [name, name]));
  for (const [alias, full] of script.imports) names.set(alias, full);
  // `norm_layer = nn.BatchNorm1d`, also as the default of a parameter.
  for (const { index, 0: last } of script.text.matchAll(/batch_?norm\w*(?!\w|\s*\()/gi)) {
    const before = /(\w+)\s*=\s*((?:\w+\.)*\w*)$/.exec(script.text.slice(Math.max(0, index - 80), index));
    if (before) names.set(before[1], fullName(script, before[2] + last));
  }
  return [...names].flatMap(([name, full]) => {
    if (!/batch_?norm/i.test(full)) return [];
    return callsOf(script, name).flatMap((call) => {
      const path = pathOf(call.firstChild, script.text);
      const library = path === null ? null : libraryOf(script, path === name ? full : fullName(script, path));
      return library ? [{ call, library }] : [];
    });
  });
}

/** The library whose batch norm a dotted name is; null if it is another one. */
export function libraryOf(script: Script, full: string): NormLibrary | null {
  const name = full.slice(full.lastIndexOf('.') + 1);
  // Other libraries have a class of this name, too, with other keywords.
  if (name === 'BatchNorm' && !/\bflax\b/.test([full, ...script.imports.values()].join(' '))) return null;
  // TensorFlow's and slim's functions of this name take other arguments than PyTorch's.
  if (name === 'batch_norm' && !/^torch\.|\b(F|functional)\./.test(full)) return null;
  return Object.hasOwn(LIBRARIES, name) ? LIBRARIES[name] : null;
}

/** A dotted name with its first part as it was imported. */
export function fullName(script: Script, path: string): string {
  const [root, ...rest] = path.split('.');
  return [script.imports.get(root) ?? root, ...rest].join('.');
}
