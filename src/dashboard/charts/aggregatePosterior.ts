import { compileChart, PADDING, titleAbove } from './compileChart';

/**
 * The aggregate posterior of one dimension against the prior and its moment-matched Gaussian, holes hatched.
 * curve {z, aggregate}, prior {z, density}, moment {z, density}, holes {hole, z, aggregate, prior}, label {z, density, align, text}; densities in z.
 */
export default compileChart({
  height: 280,
  padding: { ...PADDING, bottom: 8 },
  signals: { zMin: -4, zMax: 4, yMax: 1 },
  layer: [
    {
      data: { name: 'curve' },
      mark: { type: 'area', clip: true, color: { expr: 'theme.aggregate' }, opacity: 0.22 },
      encoding: {
        x: {
          field: 'z',
          type: 'quantitative',
          scale: { domain: [{ expr: 'zMin' }, { expr: 'zMax' }], nice: false, zero: false },
          axis: { title: null, labels: false, ticks: false, tickMinStep: 1 },
        },
        y: {
          field: 'aggregate',
          type: 'quantitative',
          stack: null,
          scale: { domain: [0, { expr: 'yMax' }], nice: false },
          axis: { title: 'density', ...titleAbove, tickCount: 4 },
        },
      },
    },
    {
      data: { name: 'holes' },
      // The pattern is in the page (views/patterns.ts): vega has no hatch of its own.
      mark: { type: 'area', clip: true, fill: 'url(#hole-hatch)', stroke: null, opacity: 1 },
      encoding: {
        x: { field: 'z', type: 'quantitative' },
        y: { field: 'aggregate', type: 'quantitative', stack: null },
        y2: { field: 'prior' },
        detail: { field: 'hole' },
      },
    },
    {
      data: { name: 'prior' },
      mark: { type: 'line', clip: true, color: { expr: 'theme.prior' }, strokeWidth: 1.5, strokeDash: [5, 3] },
      encoding: { x: { field: 'z', type: 'quantitative' }, y: { field: 'density', type: 'quantitative' } },
    },
    {
      data: { name: 'moment' },
      mark: { type: 'line', clip: true, color: { expr: 'theme.moment' }, strokeWidth: 1 },
      encoding: { x: { field: 'z', type: 'quantitative' }, y: { field: 'density', type: 'quantitative' } },
    },
    {
      data: { name: 'curve' },
      mark: { type: 'line', clip: true, color: { expr: 'theme.aggregate' }, strokeWidth: 2 },
      encoding: { x: { field: 'z', type: 'quantitative' }, y: { field: 'aggregate', type: 'quantitative' } },
    },
    {
      data: { name: 'label' },
      mark: {
        type: 'text',
        color: { expr: 'theme.hole' },
        fontWeight: 'bold',
        align: { expr: 'datum.align' },
        baseline: 'bottom',
        dy: -4,
      },
      encoding: {
        x: { field: 'z', type: 'quantitative' },
        y: { field: 'density', type: 'quantitative' },
        text: { field: 'text' },
      },
    },
  ],
});
