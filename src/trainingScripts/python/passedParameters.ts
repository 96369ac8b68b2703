import type { Callable, GammaParameter } from '../gammaSite';
import { amountsOf } from './amounts';
import { callsOf } from './lookUp';
import type { Script } from './nameIndex';
import { argumentAt, argumentsOf, textOf } from './syntax';
import { wayIn } from './walk';

const COMMAND_LINE = /\b(args|opts?|options|hparams|hps|flags)\b/i;

/**
 * The ways into a script of what it passes for the parameter of an imported function or class: `args.bn_gamma` of
 * `VAE(nz, args.bn_gamma)` is `--bn_gamma`. None where the script has another thing of that name.
 */
export function passedParameters(script: Script, { callee, parameter, position }: Callable): GammaParameter[] {
  const aliases = [...script.imports].filter(([, full]) => full.endsWith(`.${callee}`)).map(([alias]) => alias);
  const names = new Set([callee, ...aliases].filter((name) => !script.definitions.has(name)));
  const calls = [...names].flatMap((name) => callsOf(script, name));
  return calls.flatMap((call) => {
    const list = argumentsOf(call, script.text);
    const passed = argumentAt(list, position, parameter);
    if (passed) return amountsOf(script, passed).flatMap(({ parameters }) => parameters);
    // `VAE(**vars(args))`
    const bundle = list.find(({ star }) => star === '**');
    return bundle && COMMAND_LINE.test(textOf(bundle.value, script.text)) ? wayIn(['args', parameter]) : [];
  });
}
