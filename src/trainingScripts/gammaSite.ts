/** Half-open range of UTF-16 offsets in the text of a file. */
export interface TextSpan {
  from: number;
  to: number;
}

/** A batch norm applied to a posterior mean. */
export interface BatchNorm {
  /** The call that makes it: `nn.BatchNorm1d(nz)`. */
  span: TextSpan;
  /** As the script calls it, e.g. `self.mu_bn`. */
  name: string;
  eps: Eps;
  /** D, where the call says it by a number that can be followed. */
  features: number | null;
  /** Whether its weight stays as it is filled: `requires_grad = False`, or no weight at all (`affine=False`, `scale=False`). */
  frozen: boolean;
}

export interface Eps {
  /** Null where it comes from outside the file. */
  value: number | null;
  /** The literal; null where the library's default holds or the value comes from outside. */
  literal: TextSpan | null;
  /** The library's default: nothing was written. */
  isDefault: boolean;
  /** Name of the keyword: `eps`, or Keras's `epsilon`. */
  keyword: string;
  /** Where the keyword can be inserted in the call, and whether a comma goes before it. */
  insertAt: number;
  needsComma: boolean;
}

/**
 * How gamma gets its value.
 * - `literal`: a number in the script: filled in directly, by a constant, an attribute or a default followed to it
 * - `config`: a key of a YAML, TOML or JSON file; `argument`: of a command line
 * - `unfilled`: the weight is frozen but never filled, so gamma is the library's initial 1
 * - `not-affine`: there is no weight (`affine=False`), so gamma is 1
 * - `su-variant`: the mean is scaled by sqrt(tau + (1 - tau) sigmoid(theta)), so gamma is learned (Su 2020)
 * - `outside`: read from outside the file, without a default
 */
export type GammaSource = 'literal' | 'config' | 'argument' | 'unfilled' | 'not-affine' | 'su-variant' | 'outside';

/** A place that fixes the gamma of a batch norm on a posterior mean. */
export interface GammaSite {
  /** What warnings stand on: the literal that carries the value; where none is written, the batch norm's call or use. */
  span: TextSpan;
  /** The literal to edit, if there is one; it is the same as `span` then. */
  literal: TextSpan | null;
  /** Null where the file does not say. */
  gamma: number | null;
  source: GammaSource;
  /** As the user names it: `--gamma`, `GAMMA`, `model.gamma`; null where it is a bare number in a call. */
  name: string | null;
  /** Further places that carry the same gamma (the `fill_` call, `self.gamma = args.gamma`, ...), for hovers. */
  uses: TextSpan[];
  /** Null in a config or a command line: the script holds it. */
  batchNorm: BatchNorm | null;
}

/** A way by which gamma enters a script from outside: what a config file or a command line may set. */
export interface GammaParameter {
  /** Option of the command line, e.g. `--gamma`; null where there is none. */
  option: string | null;
  /** Dotted key of a config, e.g. `gamma` or `model.gamma`; null where there is none. */
  key: string | null;
  /** Where it is a parameter: the function or class that another file may call with it. */
  of?: Callable;
}

/** A parameter of a function, or of the constructor of a class. */
export interface Callable {
  /** Name of the function or class. */
  callee: string;
  parameter: string;
  /** Among the arguments, without `self`; null where only a keyword reaches it. */
  position: number | null;
}

/** What a training script says of gamma. */
export interface ScriptFacts {
  sites: GammaSite[];
  /** Ways by which the gamma of these sites can be set from outside the script. */
  parameters: GammaParameter[];
}

/** A command line whose `--gamma` the shell never passes: the line before lacks its trailing backslash. */
export interface LostContinuation {
  /** The lost option with its value, e.g. `--gamma 0.6`. */
  span: TextSpan;
  /** What joins the lines again: a backslash each where it is missing, or no blanks after it. */
  repairs: TextEdit[];
  /** The lost option's name and value. */
  option: string;
  value: number | null;
}

/** A text that takes the place of another; an insertion where the span is empty. */
export interface TextEdit {
  span: TextSpan;
  text: string;
}
