import type { PairDensity } from '../../dashboardProtocol';
import { h, svg } from '../dom';
import type { Drawing, Look } from '../drawing';
import { formatNumber } from '../format';
import { paintPair } from '../pairPaint';
import { axisMarks, classMarks, type Mark, type PairMode, PLOT, plotScale, pointMarks, shapeMarks } from '../pairPlot';
import { type PointGroup, pointGroups } from '../pairScatter';
import { placeRows, type ShownPair } from '../pairText';
import { escapeXml } from '../picture';
import { registerPlot } from '../plots';
import { createRgbReader, type Theme } from '../theme';
import { hideTooltip, showTooltip } from '../tooltip';

/** How near the pointer must be to a mean to mean it, in lengths of the picture. */
const REACH = 6;

/** The square plot of a pair: the density on a canvas, all else above it as SVG. */
export interface PairPicture {
  readonly element: HTMLElement;
  /** @returns the groups of means that are drawn, for the key */
  draw(shown: ShownPair, mode: PairMode, theme: Theme): readonly PointGroup[];
}

export function createPairPicture(): PairPicture {
  const canvas = h('canvas', { 'aria-hidden': true });
  const drawing = svg('svg', { viewBox: `0 0 ${PLOT.width} ${PLOT.height}`, 'aria-hidden': true });
  const element = h(
    'div',
    {
      class: 'pair-plot',
      role: 'img',
      'aria-label': 'Density of the pair, not read yet',
      onpointermove: (event) => point(event as PointerEvent),
      onpointerleave: hideTooltip,
    },
    canvas,
    drawing,
  );
  let drawn: { shown: ShownPair; mode: PairMode } | null = null;
  registerPlot(element, (look) => saved(look));

  function drawDensity(pair: PairDensity, theme: Theme): void {
    canvas.width = canvas.height = pair.points;
    const rgb = createRgbReader(theme.background)(theme.aggregate);
    const bytes = new Uint8ClampedArray(paintPair(pair, rgb).buffer);
    canvas.getContext('2d')!.putImageData(new ImageData(bytes, pair.points), 0, 0);
  }

  function saved({ theme, fontFamily }: Look): Drawing {
    const { left, top, side, width, height } = PLOT;
    if (drawn === null) return { width, height, content: '' };
    const { shown, mode } = drawn;
    const box = `x="${left}" y="${top}" width="${side}" height="${side}"`;
    drawDensity(shown.pair, theme);
    const image =
      mode === 'means' ? '' : `<image ${box} image-rendering="pixelated" xlink:href="${canvas.toDataURL()}"/>`;
    const axes = axisMarks(shown.pair, theme).map(markup).join('');
    const inner = innerMarks(shown, groupsOf(shown.pair, mode, theme), theme)
      .map(markup)
      .join('');
    const content = `<g font-family="${escapeXml(fontFamily)}">${image}${axes}<svg ${box}>${inner}</svg></g>`;
    return { width, height, content };
  }

  /** Place and nearest mean under the pointer. */
  function point(event: PointerEvent): void {
    if (drawn === null) return;
    const { pair } = drawn.shown;
    const box = drawing.getBoundingClientRect();
    const unit = PLOT.width / box.width;
    const x = (event.clientX - box.left) * unit - PLOT.left;
    const y = (event.clientY - box.top) * unit - PLOT.top;
    const perUnit = (pair.points * pair.zStep) / PLOT.side;
    const rows = placeRows(pair, pair.zMin + x * perUnit, pair.zMin + (PLOT.side - y) * perUnit);
    if (rows === null) hideTooltip();
    else showTooltip(event, [...rows, ...(drawn.mode === 'density' ? [] : nearestLabel(pair, x, y))]);
  }

  return {
    element,
    draw(shown, mode, theme) {
      drawn = { shown, mode };
      const { left, top, side } = PLOT;
      const groups = groupsOf(shown.pair, mode, theme);
      const onPage = ({ tag, attributes, text }: Mark) => svg(tag, attributes, text);
      const inner = innerMarks(shown, groups, theme).map(onPage);
      const plot = svg('svg', { x: left, y: top, width: side, height: side }, ...inner);
      drawing.replaceChildren(...axisMarks(shown.pair, theme).map(onPage), plot);
      canvas.hidden = mode === 'means';
      drawDensity(shown.pair, theme);
      return groups;
    },
  };
}

/** Whether the page is dark: means have colours for either. */
export const isDark = ({ background }: Theme): boolean =>
  createRgbReader(background)(background).reduce((sum, value) => sum + value, 0) < 384;

function groupsOf(pair: PairDensity, mode: PairMode, theme: Theme): PointGroup[] {
  if (mode === 'density') return [];
  return pointGroups(pair, isDark(theme), mode === 'both' ? theme.foreground : theme.aggregate);
}

/** Within the plot, from the lowest. */
function innerMarks({ pair, dimensions, correlation }: ShownPair, groups: PointGroup[], theme: Theme): Mark[] {
  return [
    ...pointMarks(pair, groups, theme),
    ...shapeMarks(pair, dimensions, correlation, theme),
    ...classMarks(pair, groups, theme),
  ];
}

function markup({ tag, attributes, text = '' }: Mark): string {
  const all = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`);
  return `<${tag}${all.join('')}>${escapeXml(text)}</${tag}>`;
}

/** The label of the mean nearest to a place in the plot, if it is near. */
function nearestLabel(pair: PairDensity, x: number, y: number): [label: string, value: string][] {
  const { classes, values } = pair.labels;
  if (values === null) return [];
  const scale = plotScale(pair);
  let best = REACH;
  let label = Number.NaN;
  values.forEach((value, k) => {
    const distance = Math.hypot(scale.x(pair.means[2 * k]) - x, scale.y(pair.means[2 * k + 1]) - y);
    if (distance < best) [best, label] = [distance, value];
  });
  if (Number.isNaN(label)) return [];
  return [['label of the mean', classes ? classes[label] : formatNumber(label)]];
}
