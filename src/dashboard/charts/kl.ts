import { compileChart, titleAbove } from './compileChart';

/**
 * KL of each dimension as a stacked bar of its three parts, with the floor as a tick and collapsed dimensions hollow.
 * parts {index, part, from, to}, floors {index, floor}, collapsed {index, height}, chosen {index, height}; nats.
 */
export default compileChart({
  height: 180,
  signals: { dimensions: 1, yMax: 1 },
  layer: [
    {
      data: { name: 'parts' },
      transform: [
        { calculate: 'datum.index - 0.4', as: 'left' },
        { calculate: 'datum.index + 0.4', as: 'right' },
      ],
      mark: { type: 'bar', stroke: { expr: "theme['bar-edge']" }, strokeWidth: 1 },
      encoding: {
        x: {
          field: 'left',
          type: 'quantitative',
          scale: { domain: [-0.5, { expr: 'dimensions - 0.5' }], nice: false, zero: false },
          axis: { title: 'dimension', format: 'd', tickMinStep: 1, tickCount: { expr: 'width / 64' }, grid: false },
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
      transform: [
        { calculate: 'datum.index - 0.3', as: 'left' },
        { calculate: 'datum.index + 0.3', as: 'right' },
      ],
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
      transform: [
        { calculate: 'datum.index - 0.46', as: 'left' },
        { calculate: 'datum.index + 0.46', as: 'right' },
      ],
      mark: { type: 'rule', color: { expr: 'theme.floor' }, strokeWidth: 2 },
      encoding: {
        x: { field: 'left', type: 'quantitative' },
        x2: { field: 'right' },
        y: { field: 'floor', type: 'quantitative' },
      },
    },
    {
      data: { name: 'chosen' },
      transform: [
        { calculate: 'datum.index - 0.5', as: 'left' },
        { calculate: 'datum.index + 0.5', as: 'right' },
      ],
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
