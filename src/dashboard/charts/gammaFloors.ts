import { compileChart, haloed, ringed, titleAbove } from './compileChart';

const gamma = { field: 'gamma', type: 'quantitative' } as const;
const nats = { field: 'nats', type: 'quantitative' } as const;
const text = { field: 'text' } as const;

const curve = (field: string, mark: object) => ({
  data: { name: 'curves' },
  mark: { type: 'line', clip: true, ...mark } as const,
  encoding: { x: gamma, y: { field, type: 'quantitative' } as const },
});

/** Dimensions, hollow where collapsed. */
const points = (name: string, mark: object, colour: string) => ({
  data: { name },
  mark: {
    type: 'point',
    size: { expr: 'pointSize' },
    strokeWidth: 1.2,
    opacity: 0.85,
    fill: { expr: `datum.collapsed ? theme.background : ${colour}` },
    stroke: { expr: `datum.collapsed ? theme.collapsed : ${colour}` },
    ...mark,
  } as const,
  encoding: { x: gamma, y: nats },
});

/** A label above the plot stays within its width, one beside a rule on the side with room. */
const alignAbove = {
  expr: "datum.gamma < 0.1 * gammaMax ? 'left' : datum.gamma > 0.9 * gammaMax ? 'right' : 'center'",
};
const alignBeside = { expr: "datum.gamma > 0.75 * gammaMax ? 'right' : 'left'" };
const offsetBeside = { expr: 'datum.gamma > 0.75 * gammaMax ? -6 : 6' };

/**
 * The floors per dimension as curves of gamma, the dump's dimensions on them, and what the sliders mark.
 * curves {gamma, kl, guaranteed, measured}, klPoints and mismatchPoints {gamma, nats, collapsed}, interval {from, to},
 * declared and mark {gamma, text}, crossings {gamma, nats}, chosen {gamma, nats, text}; nats per dimension.
 */
export default compileChart({
  height: 300,
  signals: { gammaMax: 2, natsMax: 1, pointSize: 40 },
  layer: [
    {
      data: { name: 'interval' },
      mark: { type: 'rect', clip: true, color: { expr: 'theme.grid' }, stroke: { expr: 'theme.contour' } },
      encoding: {
        x: {
          field: 'from',
          type: 'quantitative',
          scale: { domain: [0, { expr: 'gammaMax' }], nice: false, zero: false },
          axis: { title: '\u03b3, standard deviation of the posterior means', grid: false },
        },
        x2: { field: 'to' },
      },
    },
    {
      data: { name: 'curves' },
      mark: { type: 'line', clip: true, color: { expr: 'theme.floor' }, strokeWidth: 1.5 },
      encoding: {
        x: gamma,
        y: {
          field: 'kl',
          type: 'quantitative',
          scale: { domain: [0, { expr: 'natsMax' }], nice: false },
          axis: { title: 'nats per dimension', grid: false, ...titleAbove },
        },
      },
    },
    curve('measured', { color: { expr: 'theme.aggregate' }, strokeWidth: 1.5, strokeDash: [2, 3] }),
    curve('guaranteed', { color: { expr: 'theme.aggregate' }, strokeWidth: 2 }),
    {
      data: { name: 'declared' },
      mark: { type: 'rule', clip: true, color: { expr: 'theme.floor' }, strokeWidth: 1 },
      encoding: { x: gamma },
    },
    {
      data: { name: 'mark' },
      mark: { type: 'rule', color: { expr: 'theme.chosen' }, strokeWidth: 2 },
      encoding: { x: gamma },
    },
    {
      data: { name: 'crossings' },
      mark: {
        type: 'point',
        shape: 'diamond',
        fill: { expr: 'theme.background' },
        stroke: { expr: 'theme.chosen' },
        strokeWidth: 2,
        opacity: { expr: 'datum.nats > natsMax ? 0 : 1' },
        size: 50,
      },
      encoding: { x: gamma, y: nats },
    },
    points('klPoints', { shape: 'triangle-up' }, 'theme.floor'),
    points('mismatchPoints', { shape: 'circle' }, 'theme.aggregate'),
    ...ringed({ x: gamma, y: nats }),
    ...haloed({ align: 'right', baseline: 'middle', dx: -10 }, 'theme.foreground').map((mark) => ({
      data: { name: 'chosen' },
      mark,
      encoding: { x: gamma, y: nats, text },
    })),
    ...haloed({ baseline: 'top', dy: 4, align: alignBeside, dx: offsetBeside }, 'theme.foreground').map((mark) => ({
      data: { name: 'declared' },
      mark,
      encoding: { x: gamma, y: { value: 0 }, text },
    })),
    {
      data: { name: 'mark' },
      mark: {
        type: 'text',
        color: { expr: 'theme.foreground' },
        fontWeight: 'bold',
        baseline: 'bottom',
        align: alignAbove,
      },
      encoding: { x: gamma, y: { value: -8 }, text },
    },
    {
      data: { name: 'mark' },
      mark: {
        type: 'point',
        shape: 'triangle-down',
        filled: true,
        color: { expr: 'theme.chosen' },
        size: 60,
        opacity: 1,
      },
      encoding: { x: gamma, y: { value: -4 } },
    },
  ],
});
