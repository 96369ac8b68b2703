import { compileChart, haloed, PADDING, titleAbove } from './compileChart';

const HEIGHT = 200;
const left = { field: 'left', type: 'quantitative' } as const;
const right = { field: 'right' } as const;
const column = { field: 'column', type: 'quantitative' } as const;
const nats = (field: string) => ({ field, type: 'quantitative' }) as const;

/** Beside the plot's lower edge, for text below the columns. */
const below = (pixels: number) => ({ value: HEIGHT + pixels });

/** Two lines above the cap's rule, or below the plot's upper edge. */
const capText = {
  align: 'left',
  baseline: { expr: "datum.inside ? 'bottom' : 'top'" },
  dy: { expr: 'datum.inside ? -17 : 0' },
  lineHeight: 13,
};

/**
 * The KL as a waterfall: K, then its parts on top of each other, with standard errors and the cap of I.
 * bars {part, left, right, from, to}, whiskers {column, from, to}, links {left, right, nats},
 * cap {left, right, cap, cappedFrom}, capLabel {left, nats, text, inside}, columns {column, name, value}; nats.
 */
export default compileChart({
  height: HEIGHT,
  padding: { ...PADDING, bottom: 60 },
  signals: { yMin: 0, yMax: 1 },
  layer: [
    {
      data: { name: 'bars' },
      mark: { type: 'bar', stroke: { expr: "theme['bar-edge']" }, strokeWidth: 0.5 },
      encoding: {
        x: { ...left, scale: { domain: [-0.5, 3.5], nice: false, zero: false }, axis: null },
        x2: right,
        y: {
          ...nats('from'),
          scale: { domain: [{ expr: 'yMin' }, { expr: 'yMax' }], nice: false },
          axis: { title: 'nats', grid: false, tickCount: 5, ...titleAbove },
        },
        y2: { field: 'to' },
        color: {
          field: 'part',
          type: 'nominal',
          scale: {
            domain: ['kl', 'undivided', 'information', 'correlation', 'floor', 'shape'],
            range: ['kl-mean', 'contour', 'information', 'correlation', 'aggregate', 'histogram'].map((name) => ({
              expr: `theme['${name}']`,
            })),
          },
          legend: null,
        },
      },
    },
    {
      data: { name: 'zero', values: [{}] },
      mark: { type: 'rule', color: { expr: 'theme.muted' } },
      encoding: { y: { datum: 0 } },
    },
    {
      data: { name: 'links' },
      mark: { type: 'rule', color: { expr: 'theme.muted' }, strokeDash: [2, 2] },
      encoding: { x: left, x2: right, y: nats('nats') },
    },
    {
      data: { name: 'cap' },
      mark: { type: 'rule', color: { expr: 'theme.floor' }, strokeWidth: 2 },
      encoding: { x: left, x2: right, y: nats('cap') },
    },
    {
      data: { name: 'cap' },
      mark: { type: 'rule', color: { expr: 'theme.floor' }, strokeDash: [4, 3] },
      encoding: { x: left, x2: right, y: nats('cappedFrom') },
    },
    {
      data: { name: 'whiskers' },
      mark: { type: 'rule', color: { expr: 'theme.background' }, strokeWidth: 4 },
      encoding: { x: column, y: nats('from'), y2: { field: 'to' } },
    },
    {
      data: { name: 'whiskers' },
      mark: { type: 'rule', color: { expr: 'theme.foreground' }, strokeWidth: 1.5 },
      encoding: { x: column, y: nats('from'), y2: { field: 'to' } },
    },
    ...['from', 'to'].map((end) => ({
      data: { name: 'whiskers' },
      mark: {
        type: 'tick',
        orient: 'horizontal',
        color: { expr: 'theme.foreground' },
        thickness: 1.5,
        size: 9,
      } as const,
      encoding: { x: column, y: nats(end) },
    })),
    ...haloed(capText, 'theme.foreground').map((mark) => ({
      data: { name: 'capLabel' },
      mark,
      encoding: { x: left, y: nats('nats'), text: { field: 'text' } },
    })),
    {
      data: { name: 'columns' },
      mark: { type: 'text', baseline: 'top', lineHeight: 13, color: { expr: 'theme.muted' } },
      encoding: { x: column, y: below(8), text: { field: 'name' } },
    },
    {
      data: { name: 'columns' },
      mark: { type: 'text', baseline: 'top', color: { expr: 'theme.foreground' } },
      encoding: { x: column, y: below(38), text: { field: 'value' } },
    },
  ],
});
