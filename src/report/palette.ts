import type { Look } from '../dashboard/drawing';
import type { StripInks } from '../dashboard/stripColours';
import { COLOUR_NAMES, type Theme } from '../dashboard/theme';

/** The report's colours: those that the dashboard has in VS Code's default light and dark themes. */

type Variable = keyof typeof LIGHT;

const LIGHT = {
  'editor-foreground': '#3b3b3b',
  descriptionForeground: '#616161',
  'editor-background': '#ffffff',
  'charts-red': '#e51400',
  'charts-blue': '#1a85ff',
  'charts-yellow': '#bf8803',
  'charts-green': '#388a34',
  'charts-purple': '#652d90',
  'problemsErrorIcon-foreground': '#e51400',
  'problemsWarningIcon-foreground': '#bf8803',
  'problemsInfoIcon-foreground': '#1a85ff',
  'textLink-foreground': '#005fb8',
};

const DARK: typeof LIGHT = {
  'editor-foreground': '#cccccc',
  descriptionForeground: '#9d9d9d',
  'editor-background': '#1f1f1f',
  'charts-red': '#f14c4c',
  'charts-blue': '#3794ff',
  'charts-yellow': '#cca700',
  'charts-green': '#89d185',
  'charts-purple': '#b180d7',
  'problemsErrorIcon-foreground': '#f14c4c',
  'problemsWarningIcon-foreground': '#cca700',
  'problemsInfoIcon-foreground': '#3794ff',
  'textLink-foreground': '#4daafc',
};

/** What colours.css derives the colours of charts from. On paper the light ones, whatever the screen has. */
export function paletteCss(): string {
  const block = (palette: typeof LIGHT) =>
    Object.entries(palette)
      .map(([name, colour]) => `--vscode-${name}:${colour}`)
      .join(';');
  return `:root{color-scheme:light;${block(LIGHT)}}@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${block(DARK)}}}`;
}

/** SVG in the page takes its colours from the page's variables, and so follows the reader's light or dark. */
export const REPORT_LOOK: Look = {
  theme: Object.fromEntries(COLOUR_NAMES.map((name) => [name, `var(--ll-${name})`])) as Theme,
  fontFamily: 'system-ui, sans-serif',
};

/** Pictures of pixels cannot follow: there is one for either. */
export const STRIP_INKS = { light: inksOf(LIGHT), dark: inksOf(DARK) } as const;

function inksOf(palette: typeof LIGHT): StripInks {
  const rgb = (name: Variable) => {
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(palette[name].slice(at, at + 2), 16));
    return [red, green, blue] as const;
  };
  return {
    background: rgb('editor-background'),
    foreground: rgb('editor-foreground'),
    aggregate: rgb('charts-blue'),
    hole: rgb('charts-red'),
    muted: rgb('descriptionForeground'),
  };
}
