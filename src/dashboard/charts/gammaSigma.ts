import { compileChart, titleAbove } from './compileChart';

/** Labels stand on their circle in one direction, or, where that is out of sight, just below the upper edge. */
const labelPlace = [
  { calculate: 'min(datum.radius * sin(labelAngle), 0.9 * sigmaMax)', as: 'sigma' },
  { calculate: 'sqrt(pow(datum.radius, 2) - pow(datum.sigma, 2))', as: 'gamma' },
];

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
          field: 'gamma',
          type: 'quantitative',
          scale: { domain: [0, { expr: 'gammaMax' }], nice: false },
          axis: { title: '\u03b3\u0302, standard deviation of the posterior means', grid: false },
        },
        y: {
          field: 'sigma',
          type: 'quantitative',
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
      encoding: {
        x: { field: 'gamma', type: 'quantitative' },
        y: { field: 'sigma', type: 'quantitative' },
        order: { value: 0 },
      },
    },
    {
      data: { name: 'declared' },
      mark: { type: 'rule', color: { expr: 'theme.floor' }, strokeWidth: 1 },
      encoding: { x: { field: 'gamma', type: 'quantitative' } },
    },
    {
      data: { name: 'declared' },
      mark: { type: 'text', color: { expr: 'theme.foreground' }, align: 'left', baseline: 'top', dx: 4 },
      encoding: { x: { field: 'gamma', type: 'quantitative' }, y: { value: 0 }, text: { field: 'text' } },
    },
    {
      data: { name: 'labels' },
      transform: labelPlace,
      mark: {
        type: 'text',
        clip: true,
        fill: null,
        stroke: { expr: 'theme.background' },
        strokeWidth: 4,
        fontSize: 10,
      },
      encoding: {
        x: { field: 'gamma', type: 'quantitative' },
        y: { field: 'sigma', type: 'quantitative' },
        text: { field: 'text' },
      },
    },
    {
      data: { name: 'labels' },
      transform: labelPlace,
      mark: { type: 'text', clip: true, color: { expr: 'theme.muted' }, fontSize: 10 },
      encoding: {
        x: { field: 'gamma', type: 'quantitative' },
        y: { field: 'sigma', type: 'quantitative' },
        text: { field: 'text' },
      },
    },
    {
      data: { name: 'dimensions' },
      mark: { type: 'point', size: { expr: 'pointSize' }, strokeWidth: 1.2, opacity: 0.85 },
      encoding: {
        x: { field: 'gamma', type: 'quantitative' },
        y: { field: 'sigma', type: 'quantitative' },
        shape: {
          field: 'state',
          type: 'nominal',
          scale: { domain: ['active', 'collapsed', 'inactive'], range: ['circle', 'square', 'diamond'] },
          legend: null,
        },
        fill: {
          field: 'state',
          type: 'nominal',
          scale: {
            domain: ['active', 'collapsed', 'inactive'],
            range: [{ expr: 'theme.aggregate' }, { expr: 'theme.background' }, { expr: 'theme.inactive' }],
          },
          legend: null,
        },
        stroke: {
          field: 'state',
          type: 'nominal',
          scale: {
            domain: ['active', 'collapsed', 'inactive'],
            range: [{ expr: 'theme.aggregate' }, { expr: 'theme.collapsed' }, { expr: 'theme.inactive' }],
          },
          legend: null,
        },
      },
    },
    {
      data: { name: 'chosen' },
      mark: { type: 'point', fill: null, stroke: { expr: 'theme.chosen' }, strokeWidth: 2, opacity: 1, size: 150 },
      encoding: { x: { field: 'gamma', type: 'quantitative' }, y: { field: 'sigma', type: 'quantitative' } },
    },
    {
      data: { name: 'chosen' },
      mark: { type: 'text', color: { expr: 'theme.foreground' }, align: 'left', baseline: 'bottom', dx: 8, dy: -6 },
      encoding: {
        x: { field: 'gamma', type: 'quantitative' },
        y: { field: 'sigma', type: 'quantitative' },
        text: { field: 'text' },
      },
    },
  ],
});
