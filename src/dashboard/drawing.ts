import { simplifyPath } from './simplifyPath';
import { chartConfig, type Theme } from './theme';
import { createVegaView, type Spec } from './vega';

/** A picture as SVG markup, in a coordinate system of this size whose upper left corner is 0, 0; pixels. */
export interface Drawing {
  width: number;
  height: number;
  content: string;
}

/** What decides how a chart looks besides its data. */
export interface Look {
  theme: Theme;
  fontFamily: string;
}

/** A chart and what is drawn in it. */
export interface ChartContent {
  spec: Spec;
  rows: Record<string, object[]>;
  signals: Record<string, unknown>;
  /** Signals that depend on the size of the plot. */
  fit?: (width: number, height: number) => Record<string, unknown>;
}

type Padding = { left: number; right: number; top: number; bottom: number };

/**
 * Draws a chart without a page, in Node as in a webview.
 * @param width of the whole picture, its axes included
 * @param id prefix of the ids in the markup, which must be unique in the document
 * @param height of the plot; the spec's where left out
 */
export async function drawChart(
  chart: ChartContent,
  { theme, fontFamily }: Look,
  { width, height, id }: { width: number; height?: number; id: string },
): Promise<Drawing> {
  const { spec, rows, signals } = chart;
  const view = createVegaView(spec, chartConfig(theme, fontFamily), null);
  const { left, right, top, bottom } = spec.padding as Padding;
  view.width(width - left - right);
  if (height !== undefined) view.height(height);
  const all = { ...signals, theme, ...chart.fit?.(view.width(), view.height()) };
  for (const [name, value] of Object.entries(all)) view.signal(name, value);
  for (const [name, data] of Object.entries(rows)) view.data(name, data);
  const svg = await view.toSVG();
  const size = { width, height: view.height() + top + bottom };
  view.finalize();
  return { ...size, content: shortened(svg, id) };
}

/** The markup inside vega's svg element, with short paths and with ids that do not depend on what was drawn before. */
function shortened(svg: string, id: string): string {
  const clips = [...new Set(svg.match(/(?<= id=")clip\d+(?=")/g))];
  return svg
    .replace(/^<svg[^>]*>|<\/svg>$/g, '')
    .replace(/<path class="(?:fore|back)ground"[^>]* d="(?:M0,0h0v0h0Z)?"[^>]*\/>/g, '')
    .replace(/ (?:opacity="1"|pointer-events="none"|aria-hidden="true")/g, '')
    .replace(/(?<= d=")[^"]*/g, simplifyPath)
    .replace(/(?<= transform="[^"]*\.\d\d)\d+/g, '')
    .replace(/(?<= id="|url\(#)clip\d+(?=[")])/g, (clip) => `${id}-${clips.indexOf(clip)}`);
}
