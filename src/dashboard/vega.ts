import { transforms } from 'vega-dataflow';
import * as encoding from 'vega-encode';
import { expressionInterpreter } from 'vega-interpreter';
import { parse } from 'vega-parser';
import * as data from 'vega-transforms';
import type { Config, Spec, View as VegaView } from 'vega-typings';
import { View } from 'vega-view';
import * as layout from 'vega-view-transforms';

// Hand-picked: the vega umbrella registers maps, forces, trees and clustering too, at twice the size.
Object.assign(transforms, data, encoding, layout);

/** A vega view inside `container`, null for none. Expressions are interpreted: compiling them needs unsafe-eval. */
export function createVegaView(spec: Spec, config: Config, container: HTMLElement | null): VegaView {
  return new View(parse(spec, config, { ast: true }), {
    expr: expressionInterpreter,
    renderer: container === null ? 'none' : 'svg',
    container: container ?? undefined,
    hover: false,
  });
}

export type { Spec, VegaView };
