import { compile, type TopLevelSpec } from 'vega-lite';
import type { Spec } from 'vega-typings';

/** Plots that stand below each other share these, so that their axes line up. */
export const PADDING = { left: 48, right: 12, top: 20, bottom: 36 };

type Layers = Extract<TopLevelSpec, { layer: unknown }>['layer'];
type Mark = Extract<Layers[number], { mark: unknown }>['mark'];

interface ChartSpec {
  /** What is drawn, said for a screen reader by the view. */
  layer: Layers;
  height: number;
  padding?: typeof PADDING;
  /** Signals that the view sets, with a value to start from; `theme` is added. */
  signals?: Record<string, unknown>;
}

/**
 * vega-lite to vega. Runs when the chart's module is imported: in esbuild.config.mjs, at build time, and in tests.
 * Width, data and colours come at run time: data sets by name, colours as the signal `theme` (theme.ts).
 */
export function compileChart({ layer, height, padding = PADDING, signals = {} }: ChartSpec): Spec {
  const params = Object.entries({ theme: {}, ...signals }).map(([name, value]) => ({ name, value }));
  return compile({
    width: 600,
    height,
    padding,
    autosize: 'none',
    background: 'transparent',
    params,
    layer,
    resolve: { scale: { color: 'independent' } },
    // The view describes the chart in words; a label per mark would only slow the drawing.
    config: { aria: false, view: { stroke: null }, mark: { aria: false, invalid: 'filter' } },
  } as TopLevelSpec).spec;
}

/** An axis title that reads horizontally, above the axis. */
export const titleAbove = { titleAngle: 0, titleAlign: 'left', titleAnchor: 'end', titleX: -40, titleY: -8 } as const;

/** A ring around the chosen point, readable on top of other points: the edge in the background's colour first. */
export function ringed(encoding: object): Layers {
  return [
    { stroke: 'theme.background', strokeWidth: 5 },
    { stroke: 'theme.chosen', strokeWidth: 2 },
  ].map(({ stroke, strokeWidth }) => ({
    data: { name: 'chosen' },
    mark: { type: 'point', fill: null, stroke: { expr: stroke }, strokeWidth, opacity: 1, size: 150 },
    encoding,
  }));
}

/** Text with an edge in the background's colour, readable on top of lines and points: the edge first, then the text. */
export function haloed(mark: object, colour: string): Mark[] {
  return [
    { type: 'text', fill: null, stroke: { expr: 'theme.background' }, strokeWidth: 4, ...mark },
    { type: 'text', color: { expr: colour }, ...mark },
  ];
}
