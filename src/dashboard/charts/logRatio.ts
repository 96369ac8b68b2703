import { compileChart, PADDING, titleAbove } from './compileChart';

/** With its sign, which says which of the two is higher. */
const LABEL = "(datum.value > 0 ? '+' : '') + format(datum.value, 'd')";

/** A level's name at its right end. The hatch may lie there: first its background, then the text. */
const levelText = (colour: object) => ({
  data: { name: 'levels' },
  mark: {
    type: 'text' as const,
    align: 'right' as const,
    baseline: { expr: "datum.ratio === 0 ? 'bottom' : 'top'" },
    dx: -4,
    dy: { expr: 'datum.ratio === 0 ? -2 : 3' },
    ...colour,
  },
  encoding: {
    x: { value: { expr: 'width' } },
    y: { field: 'ratio', type: 'quantitative' as const },
    text: { field: 'text' },
  },
});

/**
 * ln q/p of one dimension, under aggregatePosterior.ts on the same z axis: holes hatched below ln 1/2, arrows where the
 * curve leaves the plot.
 * inside and beyond {run, z, ratio}, arrows {z, ratio, side}, holes {hole, z, from, to}, levels {ratio, text}; nats.
 */
export default compileChart({
  height: 96,
  padding: { ...PADDING, bottom: 20 },
  signals: { zMin: -4, zMax: 4, limit: 4 },
  layer: [
    {
      data: { name: 'holes' },
      mark: { type: 'area', clip: true, fill: 'url(#hole-hatch)', stroke: null, opacity: 1 },
      encoding: {
        x: {
          field: 'z',
          type: 'quantitative',
          scale: { domain: [{ expr: 'zMin' }, { expr: 'zMax' }], nice: false, zero: false },
          // Not flush: the first label would run into the second where the axis is wide.
          axis: { title: null, format: 'd', tickMinStep: 1, labelFlush: false },
        },
        y: {
          field: 'from',
          type: 'quantitative',
          stack: null,
          scale: { domain: [{ expr: '-limit' }, { expr: 'limit' }], nice: false, zero: false },
          axis: {
            title: 'ln q/p',
            ...titleAbove,
            values: [-4, -2, 0, 2, 4],
            tickCount: 5,
            labelExpr: LABEL,
            labelOverlap: false,
            grid: false,
          },
        },
        y2: { field: 'to' },
        detail: { field: 'hole' },
      },
    },
    {
      data: { name: 'levels' },
      mark: {
        type: 'rule',
        color: { expr: 'theme.prior' },
        strokeWidth: 1.5,
        strokeDash: { expr: 'datum.ratio === 0 ? [5, 3] : [2, 3]' },
      },
      encoding: { y: { field: 'ratio', type: 'quantitative' } },
    },
    {
      data: { name: 'inside' },
      mark: { type: 'line', clip: true, color: { expr: 'theme.aggregate' }, strokeWidth: 2 },
      encoding: {
        x: { field: 'z', type: 'quantitative' },
        y: { field: 'ratio', type: 'quantitative' },
        detail: { field: 'run' },
      },
    },
    {
      data: { name: 'beyond' },
      mark: { type: 'line', color: { expr: 'theme.aggregate' }, strokeWidth: 2, strokeDash: [1, 3] },
      encoding: {
        x: { field: 'z', type: 'quantitative' },
        y: { field: 'ratio', type: 'quantitative' },
        detail: { field: 'run' },
      },
    },
    {
      data: { name: 'arrows' },
      mark: {
        type: 'point',
        filled: true,
        opacity: 1,
        size: 48,
        color: { expr: 'theme.aggregate' },
        shape: { expr: "datum.side === 'above' ? 'triangle-up' : 'triangle-down'" },
      },
      encoding: { x: { field: 'z', type: 'quantitative' }, y: { field: 'ratio', type: 'quantitative' } },
    },
    levelText({ fill: { expr: 'theme.background' }, stroke: { expr: 'theme.background' }, strokeWidth: 5 }),
    levelText({ fill: { expr: 'theme.muted' } }),
  ],
});
