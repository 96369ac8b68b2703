import type { Drawing } from './drawing';
import type { Theme } from './theme';

/** The marks of a chart's key as SVG, where no style sheet draws them: in saved pictures and in the report. */

const SIZE = 12;
const LINE = 20;
/** Id of the pattern that fills holes, in every document. */
export const HOLE_HATCH = 'hole-hatch';

type Draw = (theme: Theme) => Drawing;

const drawing = (width: number, content: string): Drawing => ({ width, height: SIZE, content });
const box =
  (colour: keyof Theme): Draw =>
  (theme) =>
    drawing(SIZE, `<rect width="12" height="12" fill="${theme[colour]}"/>`);
const line =
  (colour: keyof Theme, width: number, dashes = '', length = LINE): Draw =>
  (theme) => {
    const dashed = dashes ? ` stroke-dasharray="${dashes}"` : '';
    return drawing(length, `<path d="M0 6H${length}" stroke="${theme[colour]}" stroke-width="${width}"${dashed}/>`);
  };
const circle = (fill: string, stroke: string): Drawing =>
  drawing(SIZE, `<circle cx="6" cy="6" r="4" fill="${fill}" stroke="${stroke}"/>`);

/** By the CSS class of the swatch on the page. */
const SWATCHES: Record<string, Draw> = {
  'kl-offset': box('kl-offset'),
  'kl-mean': box('kl-mean'),
  'kl-variance': box('kl-variance'),
  histogram: box('histogram'),
  floor: line('floor', 2, '', SIZE),
  aggregate: line('aggregate', 2),
  prior: line('prior', 2, '5 3'),
  moment: line('moment', 1),
  normal: line('foreground', 1),
  contour: line('contour', 1),
  'kl-floor': line('floor', 1.5),
  'at-measured': line('aggregate', 2, '2 3'),
  hole: () => drawing(SIZE, `<rect width="12" height="12" fill="url(#${HOLE_HATCH})"/>`),
  collapsed: (theme) =>
    drawing(SIZE, `<rect x="0.5" y="0.5" width="11" height="11" fill="none" stroke="${theme.collapsed}"/>`),
  'point active': (theme) => circle(theme.aggregate, 'none'),
  hollow: (theme) => circle('none', theme.collapsed),
  'point collapsed': (theme) =>
    drawing(SIZE, `<rect x="2.5" y="2.5" width="7" height="7" fill="none" stroke="${theme.collapsed}"/>`),
  'point inactive': (theme) => drawing(SIZE, `<path d="M6 1L11 6L6 11L1 6Z" fill="${theme.inactive}"/>`),
  triangle: (theme) => drawing(SIZE, `<path d="M6 1L11 10.5H1Z" fill="${theme.floor}"/>`),
  interval: (theme) =>
    drawing(
      SIZE,
      `<rect width="12" height="12" fill="${theme.grid}"/><path d="M0.5 0V12M11.5 0V12" stroke="${theme.contour}"/>`,
    ),
  unknown: (theme) =>
    drawing(
      SIZE,
      [1, 7].map((y) => `<path d="M1 ${y}H2M7 ${y}H8" stroke="${theme.muted}" stroke-width="1.5"/>`).join(''),
    ),
  'part-floor': box('aggregate'),
  'part-shape': box('histogram'),
  whisker: (theme) => drawing(SIZE, `<path d="M6 1V11M2.5 1H9.5M2.5 11H9.5" stroke="${theme.foreground}"/>`),
};

/** Classes that have a drawing. */
export const SWATCH_NAMES: readonly string[] = Object.keys(SWATCHES);

/** The mark of a key's entry; of a class that is not known a plain square. */
export function drawSwatch(name: string, theme: Theme): Drawing {
  return (SWATCHES[name] ?? box('muted'))(theme);
}

/** The `defs` that drawings of holes refer to. */
export function hatchDefinition(theme: Theme): string {
  return (
    `<defs><pattern id="${HOLE_HATCH}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
    `<path d="M0 0V6" stroke="${theme.hole}" stroke-width="2.5"/></pattern></defs>`
  );
}
