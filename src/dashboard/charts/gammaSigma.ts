import { compileChart, haloed, ringed, titleAbove } from './compileChart';

const gamma = { field: 'gamma', type: 'quantitative' } as const;
const sigma = { field: 'sigma', type: 'quantitative' } as const;
const text = { field: 'text' } as const;

/** Beside a point or line, on the side with room. */
const beside = {
  align: { expr: "datum.gamma > 0.75 * gammaMax ? 'right' : 'left'" },
  dx: { expr: 'datum.gamma > 0.75 * gammaMax ? -8 : 8' },
};

/** Labels stand on their circle in one direction, or, where that is out of sight, just below the upper edge. */
const labelPlace = [
  { calculate: 'min(datum.radius * sin(labelAngle), 0.9 * sigmaMax)', as: 'sigma' },
  { calculate: 'sqrt(pow(datum.radius, 2) - pow(datum.sigma, 2))', as: 'gamma' },
];

function byState(circle: string, hollow: string, diamond: string) {
  const range = [circle, hollow, diamond].map((expr) => ({ expr }));
  const scale = { domain: ['active', 'collapsed', 'inactive'], range };
  return { field: 'state', type: 'nominal', scale, legend: null } as const;
}

/**
 * The gamma-sigma plane: a point per dimension, circles of equal moment floor, the circle where it vanishes.
 * dimensions {gamma, sigma, state}, circles {circle, gamma, sigma}, unit {gamma, sigma}, labels {radius, text},
 * declared {gamma, text}, chosen {gamma, sigma, text}.
 */
export default compileChart({
  height: 300,
  signals: { gammaMax: 1, sigmaMax: 1, pointSize: 40, labelAngle: 0.6 },
  layer: [
    {
      data: { name: 'circles' },
      mark: { type: 'line', clip: true, color: { expr: 'theme.contour' }, strokeWidth: 1 },
      encoding: {
        x: {
          ...gamma,
          scale: { domain: [0, { expr: 'gammaMax' }], nice: false },
          axis: { title: '\u03b3\u0302, standard deviation of the posterior means', grid: false },
        },
        y: {
          ...sigma,
          scale: { domain: [0, { expr: 'sigmaMax' }], nice: false },
          axis: { title: '\u221aS, root mean posterior variance', grid: false, ...titleAbove },
        },
        detail: { field: 'circle' },
        order: { value: 0 },
      },
    },
    {
      data: { name: 'unit' },
      mark: { type: 'line', clip: true, color: { expr: 'theme.prior' }, strokeWidth: 1.5, strokeDash: [5, 3] },
      encoding: { x: gamma, y: sigma, order: { value: 0 } },
    },
    {
      data: { name: 'declared' },
      mark: { type: 'rule', color: { expr: 'theme.floor' }, strokeWidth: 1 },
      encoding: { x: gamma },
    },
    ...haloed({ fontSize: 10, clip: true }, 'theme.muted').map((mark) => ({
      data: { name: 'labels' },
      transform: labelPlace,
      mark,
      encoding: { x: gamma, y: sigma, text },
    })),
    ...haloed({ ...beside, baseline: 'top' }, 'theme.foreground').map((mark) => ({
      data: { name: 'declared' },
      mark,
      encoding: { x: gamma, y: { value: 0 }, text },
    })),
    {
      data: { name: 'dimensions' },
      mark: { type: 'point', size: { expr: 'pointSize' }, strokeWidth: 1.2, opacity: 0.85 },
      encoding: {
        x: gamma,
        y: sigma,
        shape: {
          field: 'state',
          type: 'nominal',
          scale: { domain: ['active', 'collapsed', 'inactive'], range: ['circle', 'square', 'diamond'] },
          legend: null,
        },
        fill: byState('theme.aggregate', 'theme.background', 'theme.inactive'),
        stroke: byState('theme.aggregate', 'theme.collapsed', 'theme.inactive'),
      },
    },
    ...ringed({ x: gamma, y: sigma }),
    ...haloed({ ...beside, baseline: 'bottom', dy: -6 }, 'theme.foreground').map((mark) => ({
      data: { name: 'chosen' },
      mark,
      encoding: { x: gamma, y: sigma, text },
    })),
  ],
});
