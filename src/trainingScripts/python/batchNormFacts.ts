import type { BatchNorm, Eps } from '../gammaSite';
import { amountsOf, numberOf } from './amounts';
import type { Norm } from './batchNorms';
import type { Script } from './nameIndex';
import { argumentAt, argumentsOf, childOf, spanOf, textOf } from './syntax';

/** What is said of a batch norm besides its gamma: its name, eps and number of features. */
export function batchNormFacts(script: Script, norm: Norm, frozen: boolean): BatchNorm {
  const { make, library, frame, name } = norm;
  const list = argumentsOf(make, script.text);
  const features = library.features && argumentAt(list, library.features.position, library.features.keyword);
  const count = features ? numberOf(script, features, frame) : null;
  return {
    span: spanOf(make),
    name: name ?? textOf(make.firstChild!, script.text),
    eps: epsOf(script, norm),
    features: count !== null && Number.isInteger(count) && count > 0 ? count : null,
    frozen,
  };
}

function epsOf(script: Script, { make, library, frame, eps }: Norm): Eps {
  const { keyword, position, default: own } = library.eps;
  const list = argumentsOf(make, script.text);
  const last = list[list.length - 1];
  const inserted = {
    keyword,
    insertAt: last?.span.to ?? childOf(make, 'ArgList')!.from + 1,
    needsComma: list.length > 0,
  };
  const written = eps ?? argumentAt(list, position, keyword);
  if (!written) return { value: own, literal: null, isDefault: true, ...inserted };
  const amounts = amountsOf(script, written, frame);
  const amount = amounts.find(({ value }) => value !== null) ?? amounts[0];
  return { value: amount?.value ?? null, literal: amount?.literal ?? null, isDefault: false, ...inserted };
}
