import type { Config } from 'vega-typings';
import type { Rgb } from './stripColours';

/** The colours of colours.css's `--ll-*` variables, resolved: the charts' signal `theme`. */
export type Theme = Record<(typeof COLOUR_NAMES)[number], string>;

/** Names of the colours: of the `--ll-*` variables, without that prefix. */
export const COLOUR_NAMES = [
  'foreground',
  'muted',
  'grid',
  'contour',
  'background',
  'chosen',
  'aggregate',
  'prior',
  'moment',
  'floor',
  'hole',
  'collapsed',
  'inactive',
  'histogram',
  'kl-offset',
  'kl-mean',
  'kl-variance',
  'information',
  'correlation',
  'bar-edge',
] as const;

/** Reads the colours in effect. SVG attributes cannot hold CSS variables, so the browser computes them on a probe. */
export function readTheme(root: HTMLElement): Theme {
  const probe = document.createElement('span');
  root.append(probe);
  const colours = COLOUR_NAMES.map((name) => {
    probe.style.color = `var(--ll-${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(colours) as Theme;
}

/** Reads colours in any notation that the browser knows; what is transparent lies on `background`. */
export function createRgbReader(background: string): (colour: string) => Rgb {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
  return (colour) => {
    for (const paint of [background, colour]) {
      context.fillStyle = paint;
      context.fillRect(0, 0, 1, 1);
    }
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue];
  };
}

/** Axes and text in one font and the theme's colours. */
export function chartConfig(theme: Theme, fontFamily: string): Config {
  return {
    background: 'transparent',
    axis: {
      domainColor: theme.muted,
      tickColor: theme.muted,
      tickSize: 4,
      gridColor: theme.grid,
      labelColor: theme.muted,
      labelFont: fontFamily,
      labelFontSize: 11,
      titleColor: theme.muted,
      titleFont: fontFamily,
      titleFontSize: 11,
      titleFontWeight: 'normal',
    },
    text: { font: fontFamily, fontSize: 11, fill: theme.foreground },
  };
}

/** Calls back when the colours change: VS Code then sets the body's classes and the root's variables, often in vain. */
export function onThemeChange(root: HTMLElement, callback: () => void): void {
  const present = () => JSON.stringify(readTheme(root));
  let last = present();
  const observer = new MutationObserver(() => {
    const next = present();
    if (next !== last) callback();
    last = next;
  });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}
