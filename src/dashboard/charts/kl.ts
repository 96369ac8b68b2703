import { compileChart, titleAbove } from './compileChart';

/** A bar's edges, `half` to each side of its position. */
const edges = (half: number) => [
  { calculate: `datum.at - ${half}`, as: 'left' },
  { calculate: `datum.at + ${half}`, as: 'right' },
];

/**
 * KL of each dimension as a stacked bar of its three parts, with the floor as a tick, one standard error to each side
 * of the top as a whisker, and collapsed dimensions hollow. Bars stand at their positions in the order shown, from
 * `first` on; `tickLabels` says which dimensions stand at `ticks`.
 * parts {at, part, from, to}, floors {at, floor}, errors {at, low, high}, collapsed and chosen {at, height}; nats.
 */
export default compileChart({
  height: 180,
  signals: { first: 0, count: 1, yMax: 1, ticks: [], tickLabels: [], chosenAt: -1, axisTitle: 'dimension' },
  layer: [
    {
      data: { name: 'parts' },
      transform: edges(0.4),
      mark: {
        type: 'bar',
        stroke: { expr: "theme['bar-edge']" },
        strokeWidth: { expr: 'width / count < 12 ? 0.5 : 1' },
      },
      encoding: {
        x: {
          field: 'left',
          type: 'quantitative',
          scale: { domain: [{ expr: 'first - 0.5' }, { expr: 'first + count - 0.5' }], nice: false, zero: false },
          axis: {
            title: { signal: 'axisTitle' },
            values: { expr: 'ticks' },
            // Vega would leave out every second one where it thinks that there are too many.
            tickCount: { expr: 'length(ticks)' },
            labelExpr: 'tickLabels[indexof(ticks, datum.value)]',
            labelColor: { expr: 'datum.value === chosenAt ? theme.foreground : theme.muted' },
            labelOverlap: false,
            grid: false,
          },
        },
        x2: { field: 'right' },
        y: {
          field: 'from',
          type: 'quantitative',
          scale: { domain: [0, { expr: 'yMax' }], nice: false },
          axis: { title: 'nats', ...titleAbove },
        },
        y2: { field: 'to' },
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
      transform: edges(0.3),
      mark: {
        type: 'bar',
        fill: { expr: 'theme.background' },
        stroke: { expr: 'theme.collapsed' },
        strokeWidth: 1,
      },
      encoding: {
        x: { field: 'left', type: 'quantitative' },
        x2: { field: 'right' },
        y: { field: 'height', type: 'quantitative', stack: null },
        y2: { datum: 0 },
      },
    },
    {
      data: { name: 'floors' },
      transform: edges(0.46),
      mark: { type: 'rule', color: { expr: 'theme.floor' }, strokeWidth: 2 },
      encoding: {
        x: { field: 'left', type: 'quantitative' },
        x2: { field: 'right' },
        y: { field: 'floor', type: 'quantitative' },
      },
    },
    {
      data: { name: 'errors' },
      mark: { type: 'rule', color: { expr: 'theme.foreground' }, strokeWidth: 1 },
      encoding: {
        x: { field: 'at', type: 'quantitative' },
        y: { field: 'low', type: 'quantitative' },
        y2: { field: 'high' },
      },
    },
    ...(['low', 'high'] as const).map((field) => ({
      data: { name: 'errors' },
      mark: {
        type: 'tick' as const,
        orient: 'horizontal' as const,
        color: { expr: 'theme.foreground' },
        opacity: 1,
        thickness: 1,
        size: { expr: 'min(7, 0.4 * width / count)' },
      },
      encoding: {
        x: { field: 'at', type: 'quantitative' as const },
        y: { field, type: 'quantitative' as const },
      },
    })),
    {
      data: { name: 'chosen' },
      transform: edges(0.5),
      mark: { type: 'bar', fill: null, stroke: { expr: 'theme.chosen' }, strokeWidth: 1.5 },
      encoding: {
        x: { field: 'left', type: 'quantitative' },
        x2: { field: 'right' },
        y: { field: 'height', type: 'quantitative', stack: null },
        y2: { datum: 0 },
      },
    },
  ],
});
