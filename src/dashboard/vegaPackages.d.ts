/** Vega's packages carry no types of their own: those of the umbrella package are in vega-typings. */
declare module 'vega-dataflow' {
  export const transforms: Record<string, unknown>;
}
declare module 'vega-encode';
declare module 'vega-parser' {
  export { parse } from 'vega-typings';
}
declare module 'vega-transforms';
declare module 'vega-view' {
  export { View } from 'vega-typings';
}
declare module 'vega-view-transforms';
