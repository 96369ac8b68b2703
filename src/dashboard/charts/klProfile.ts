import { compileChart, PADDING, titleAbove } from './compileChart';

/**
 * The same as kl.ts for many dimensions, as an overview: bars without gaps drawn as one step-shaped area per part,
 * because thousands of single marks are slow. The floor has no tick of its own: it is the upper edge of the gamma^2/2
 * part.
 * A row per edge: parts {edge, part, from, to}, collapsed {edge, from, to}; chosen {at}, window {from, to}; nats.
 */
export default compileChart({
  height: 64,
  padding: { ...PADDING, bottom: 24 },
  signals: { dimensions: 1, yMax: 1, ticks: [], tickLabels: [] },
  layer: [
    {
      data: { name: 'parts' },
      mark: { type: 'area', interpolate: 'step-after' },
      encoding: {
        x: {
          field: 'edge',
          type: 'quantitative',
          scale: { domain: [-0.5, { expr: 'dimensions - 0.5' }], nice: false, zero: false },
          axis: {
            title: null,
            values: { expr: 'ticks' },
            // Vega would leave out every second one where it thinks that there are too many.
            tickCount: { expr: 'length(ticks)' },
            labelExpr: 'tickLabels[indexof(ticks, datum.value)]',
            labelOverlap: false,
            labelFlush: 4,
            labelPadding: 8,
            grid: false,
          },
        },
        y: {
          field: 'from',
          type: 'quantitative',
          stack: null,
          scale: { domain: [0, { expr: 'yMax' }], nice: false },
          axis: { title: 'nats', tickCount: 3, ...titleAbove },
        },
        y2: { field: 'to' },
        order: { value: 0 },
        color: {
          field: 'part',
          type: 'nominal',
          scale: {
            domain: ['offset', 'mean', 'variance'],
            range: [{ expr: "theme['kl-offset']" }, { expr: "theme['kl-mean']" }, { expr: "theme['kl-variance']" }],
          },
          legend: null,
        },
      },
    },
    {
      data: { name: 'collapsed' },
      mark: { type: 'area', interpolate: 'step-after', color: { expr: 'theme.collapsed' } },
      encoding: {
        x: { field: 'edge', type: 'quantitative' },
        y: { field: 'from', type: 'quantitative', stack: null },
        y2: { field: 'to' },
        order: { value: 0 },
      },
    },
    {
      data: { name: 'window' },
      mark: { type: 'rect', fill: null, stroke: { expr: 'theme.foreground' }, strokeWidth: 1.5 },
      encoding: { x: { field: 'from', type: 'quantitative' }, x2: { field: 'to' } },
    },
    {
      data: { name: 'chosen' },
      mark: { type: 'rule', color: { expr: 'theme.chosen' }, strokeWidth: 1.5 },
      encoding: { x: { field: 'at', type: 'quantitative' } },
    },
    {
      data: { name: 'chosen' },
      mark: { type: 'point', shape: 'triangle-down', filled: true, color: { expr: 'theme.chosen' }, size: 50 },
      encoding: { x: { field: 'at', type: 'quantitative' }, y: { value: -5 } },
    },
  ],
});
