import type { PairDensity } from '../dashboardProtocol';

/** Posterior means as marks: a class has a colour and a shape, so that twenty are told apart, by those too who see fewer
 * colours; numbers have a scale of colours. */

/** Okabe and Ito 2008, told apart with any colour vision; the theme's own charts colours are not. For dark and light. */
const PALETTE = {
  dark: ['#e69f00', '#56b4e9', '#f0e442', '#cc79a7', '#2fbf8f'],
  light: ['#d55e00', '#0072b2', '#3b3b3b', '#b0487f', '#00805f'],
};
/** From low to high, lightness running one way. */
const SCALE = { dark: ['#5b4bb5', '#f5e663'], light: ['#e0a100', '#3b0f70'] };
const NO_LABEL = '#8a8a8a';
/** Colours of a scale: more are not told apart. */
const STEPS = 16;

/** Shapes about 0, 0 of about the same area; four of them, and five colours: every class has a pair of its own. */
const SHAPES: ((x: string, y: string) => string)[] = [
  (x, y) => `M${x} ${y}m-2.6 0a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0 -5.2 0`,
  (x, y) => `M${x} ${y}m-2.3 -2.3h4.6v4.6h-4.6z`,
  (x, y) => `M${x} ${y}m0 -3.2l3.1 5.4h-6.2z`,
  (x, y) => `M${x} ${y}m0 -3.4l3.1 3.4l-3.1 3.4l-3.1 -3.4z`,
];

/** Colour and shape of one class, or of one step of a scale. */
export interface PointStyle {
  colour: string;
  shape: number;
}

/** The style of class k. */
export function classStyle(k: number, dark: boolean): PointStyle {
  const palette = PALETTE[dark ? 'dark' : 'light'];
  return { colour: palette[k % palette.length], shape: k % SHAPES.length };
}

/** The shape as a path about a point. */
export const pointPath = ({ shape }: PointStyle, x: number, y: number): string =>
  SHAPES[shape](x.toFixed(1), y.toFixed(1));

/** Colour of a share from 0 to 1 of the scale. */
export function scaleColour(share: number, dark: boolean): string {
  const [low, high] = SCALE[dark ? 'dark' : 'light'].map((hex) =>
    [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)),
  );
  return `#${low
    .map((from, k) =>
      Math.round(from + share * (high[k] - from))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** Ends of the labels' scale. */
export function scaleRange(values: Float32Array): { low: number; high: number } {
  const finite = values.filter((value) => !Number.isNaN(value));
  return { low: finite.reduce((a, b) => Math.min(a, b)), high: finite.reduce((a, b) => Math.max(a, b)) };
}

/** Points of one look. */
export interface PointGroup {
  style: PointStyle;
  /** Of points in `means`. */
  indices: number[];
  /** Name of the class; null for steps of a scale, and for points without a label. */
  name: string | null;
}

/** The means in groups of one look, those without a label first: the others lie above them. */
export function pointGroups(
  { means, labels: { classes, values } }: PairDensity,
  dark: boolean,
  plain: string,
): PointGroup[] {
  const count = means.length / 2;
  if (values === null) {
    const indices = Array.from({ length: count }, (_, k) => k);
    return [{ style: { colour: plain, shape: 0 }, indices, name: null }];
  }
  const { low, high } = scaleRange(values);
  const groupOf = (value: number) => {
    if (Number.isNaN(value)) return -1;
    return classes ? value : Math.min(STEPS - 1, Math.floor((STEPS * (value - low)) / (high - low)));
  };
  const byGroup = new Map<number, number[]>();
  values.forEach((value, k) => {
    const group = groupOf(value);
    if (!byGroup.has(group)) byGroup.set(group, []);
    byGroup.get(group)!.push(k);
  });
  return [...byGroup]
    .sort(([a], [b]) => a - b)
    .map(([group, indices]) => {
      if (group < 0) return { style: { colour: NO_LABEL, shape: 0 }, indices, name: null };
      if (classes) return { style: classStyle(group, dark), indices, name: classes[group] };
      return { style: { colour: scaleColour(group / (STEPS - 1), dark), shape: 0 }, indices, name: null };
    });
}
