import { compileChart, PADDING, titleAbove } from './compileChart';

/**
 * Histogram of one dimension against a normal. bins {from, to, density}, normal {z, density}.
 * @param x title of the axis, and `y` of the densities
 */
export const histogramChart = (x: string, y: string) =>
  compileChart({
    height: 160,
    padding: { ...PADDING },
    signals: { zMin: -4, zMax: 4, yMax: 1 },
    layer: [
      {
        data: { name: 'bins' },
        mark: { type: 'bar', clip: true, color: { expr: 'theme.histogram' }, stroke: { expr: 'theme.background' } },
        encoding: {
          x: {
            field: 'from',
            type: 'quantitative',
            scale: { domain: [{ expr: 'zMin' }, { expr: 'zMax' }], nice: false, zero: false },
            axis: { title: x, format: 'd', tickMinStep: 1, labelFlush: false },
          },
          x2: { field: 'to' },
          y2: { datum: 0 },
          y: {
            field: 'density',
            type: 'quantitative',
            stack: null,
            scale: { domain: [0, { expr: 'yMax' }], nice: false },
            axis: { title: y, ...titleAbove, tickCount: 3 },
          },
        },
      },
      {
        data: { name: 'normal' },
        mark: { type: 'line', clip: true, color: { expr: 'theme.foreground' }, strokeWidth: 1 },
        encoding: { x: { field: 'z', type: 'quantitative' }, y: { field: 'density', type: 'quantitative' } },
      },
    ],
  });

/**
 * Histogram of the posterior means of one dimension against N(beta, gamma^2), under aggregatePosterior.ts on the same
 * z axis.
 */
export default histogramChart('z, and posterior mean \u03bc', 'density of \u03bc');
