import type { Config } from 'vega-typings';

/** The colours of dashboard.css's `--ll-*` variables, resolved: the charts' signal `theme`. */
export type Theme = Record<(typeof NAMES)[number], string>;

const NAMES = [
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
  const colours = NAMES.map((name) => {
    probe.style.color = `var(--ll-${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(colours) as Theme;
}

/** Axes and text in the editor's font and colours. */
export function chartConfig(theme: Theme, root: HTMLElement): Config {
  const { fontFamily } = getComputedStyle(root);
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
