import type { DimensionReport } from '../../diagnostics/report';
import { stripTable } from '../dataTables';
import { h, svg } from '../dom';
import { STRIP } from '../figures';
import { formatNumber } from '../format';
import { cellCentre } from '../holes';
import { recall, remember } from '../host';
import { HOLE_RATIO, logRatio } from '../logRatio';
import { registerPlot } from '../plots';
import { absentNumber, stripReading } from '../readings';
import { canvasDrawing } from '../savePicture';
import type { Loaded } from '../state';
import { drawStripAxis, stacked, stripAxisDrawing } from '../stripAxis';
import { drawLegend, drawOverview, drawStrip, LEFT, readStripTheme, type StripTheme } from '../stripCanvas';
import { CLIP, type StripCells, stripCells } from '../stripCells';
import { rowAt, scrollToRow, stripLayout } from '../stripLayout';
import { hideTooltip, showTooltip } from '../tooltip';
import { sortDimensions } from './columns';
import { createFigure, createKey } from './figure';
import type { Actions, View } from './view';

/** Orders of the rows, by column of the table. */
const SORTS = [
  ['index', 'index'],
  ['kl', 'KL'],
  ['aggregateKl', 'mismatch F'],
  ['aggregateVariance', 'variance t'],
] as const;

const OVERVIEW_WIDTH = 72;
const LEGEND = { width: 168, height: 12 };

/** ln q/p of all dimensions at a glance: a row per dimension, a column per cell of z. */
export function createStrip(actions: Actions): View {
  const figure = createFigure('strip', STRIP.title);
  let loaded: Loaded | null = null;
  let cells: StripCells | null = null;
  let rows: DimensionReport[] = [];
  let chosen = 0;
  let sort = recall().stripSort;
  let layout = stripLayout(1);
  let look: StripTheme | null = null;
  let pending = 0;

  const buttons = SORTS.map(([column, name]) =>
    h('button', { class: 'secondary', 'data-sort': column, onclick: () => sortBy(column) }, name),
  );
  const group = h('span', { class: 'sorts', role: 'group', 'aria-label': 'Sort by' }, ...buttons);
  figure.controls.append(h('span', { class: 'sorted-by', 'aria-hidden': true }, 'sorted by'), group);

  const legend = h('canvas', { role: 'img', 'aria-label': `Colours of ln q/p from −${CLIP} to +${CLIP}` });
  const key = createKey(STRIP.key);
  key.prepend(h('li', {}, `ln q/p: too thin −${CLIP}`, legend, `+${CLIP} too much`));

  const canvas = h('canvas', { 'aria-hidden': true });
  const sizer = h('div', {}, canvas);
  const scroller = h(
    'div',
    {
      class: 'strip-rows',
      role: 'img',
      tabindex: 0,
      onscroll: requestDraw,
      onpointermove: (event) => point(event as PointerEvent),
      onpointerleave: hideTooltip,
      onclick: (event) => chooseClicked(event as PointerEvent),
      onkeydown: (event) => chooseByKey(event as KeyboardEvent),
    },
    sizer,
  );
  const overview = h('canvas', {
    class: 'strip-overview',
    'aria-hidden': true,
    onpointerdown: (event) => dragOverview(event as PointerEvent),
    onpointermove: (event) => dragOverview(event as PointerEvent),
  });
  const axis = svg('svg', { class: 'strip-axis', 'aria-hidden': true });
  figure.body.append(key, h('div', { class: 'strip' }, scroller, overview, axis));
  // Of more dimensions than there is room for, those in sight.
  registerPlot(scroller, (look) => {
    const rows = canvasDrawing(canvas);
    return loaded === null ? rows : stacked([rows, stripAxisDrawing(loaded.curves, plotWidth(), look)]);
  });
  new ResizeObserver(() => {
    if (loaded !== null) drawStripAxis(axis, loaded.curves, plotWidth());
    draw();
  }).observe(scroller);

  const chosenRow = () => rows.findIndex(({ index }) => index === chosen);
  const plotWidth = () => Math.max(80, scroller.clientWidth - LEFT - 2);

  function sortBy(column: string): void {
    sort = column;
    remember({ stripSort: sort });
    arrange();
    reveal();
    draw();
  }

  function arrange(): void {
    if (loaded === null) return;
    const { report, curves } = loaded;
    rows = sortDimensions(report.dimensions, { column: sort, descending: sort !== 'index' });
    const sorted = rows;
    figure.tabulate(() => [stripTable(report, curves, sorted)]);
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.sort === sort));
  }

  /** Scrolls the chosen row into the box, the page itself staying where it is. */
  function reveal(): void {
    scroller.scrollTop = scrollToRow(layout, chosenRow(), scroller.scrollTop);
  }

  function requestDraw(): void {
    if (pending === 0) pending = requestAnimationFrame(draw);
  }

  function draw(): void {
    cancelAnimationFrame(pending);
    pending = 0;
    if (cells === null || scroller.clientWidth === 0) return;
    look ??= readStripTheme(figure.element);
    const picture = { cells, rows, chosen: chosenRow(), layout, scrollTop: scroller.scrollTop };
    drawStrip(canvas, LEFT + plotWidth() + 2, picture, look);
    if (layout.scrolls) drawOverview(overview, OVERVIEW_WIDTH, picture, look);
  }

  /** Row and cell under the pointer. */
  function hit(event: PointerEvent) {
    if (loaded === null) return null;
    const box = canvas.getBoundingClientRect();
    const row = rowAt(layout, event.clientY - box.top + scroller.scrollTop);
    const x = (event.clientX - box.left - LEFT) / plotWidth();
    if (row === null || x >= 1) return null;
    return { dimension: rows[row], cell: x < 0 ? null : Math.floor(x * loaded.curves.points) };
  }

  function point(event: PointerEvent): void {
    const at = hit(event);
    if (at === null || loaded === null) {
      hideTooltip();
      return;
    }
    const { dimension, cell } = at;
    const tooltip: [string, string][] = [
      ['dimension', `${dimension.index}${dimension.collapsed ? ', collapsed' : ''}`],
    ];
    if (cell !== null) tooltip.push(...cellRows(loaded, dimension.index, cell));
    showTooltip(event, tooltip);
  }

  function chooseClicked(event: PointerEvent): void {
    const at = hit(event);
    if (at !== null) actions.choose(at.dimension.index);
  }

  /** Up and down in the strip's own order. */
  function chooseByKey(event: KeyboardEvent): void {
    const at = chosenRow();
    const page = Math.max(1, Math.floor(layout.height / layout.rowHeight) - 1);
    const to = {
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      PageUp: Math.max(0, at - page),
      PageDown: Math.min(rows.length - 1, at + page),
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (rows[to]) actions.choose(rows[to].index);
  }

  /** Brings what is under the pointer to the middle of the box, while the button is down. */
  function dragOverview(event: PointerEvent): void {
    if (event.buttons !== 1) return;
    overview.setPointerCapture(event.pointerId);
    const share = (event.clientY - overview.getBoundingClientRect().top) / layout.height;
    scroller.scrollTop = share * layout.fullHeight - layout.height / 2;
  }

  return {
    element: figure.element,
    show(dump, index) {
      const first = loaded === null;
      loaded = dump;
      chosen = index;
      const { report, curves } = dump;
      cells = stripCells(curves, report.dimensions.length);
      layout = stripLayout(report.dimensions.length);
      scroller.style.height = `${layout.height}px`;
      sizer.style.height = `${layout.fullHeight}px`;
      overview.hidden = !layout.scrolls;
      const reading = stripReading(report);
      figure.read(report, reading);
      key.classList.toggle('all-known', !cells.level.includes(0));
      scroller.setAttribute('aria-label', `Strip of ln q/p of every dimension over z. ${reading}`);
      look ??= readStripTheme(figure.element);
      drawLegend(legend, LEGEND.width, LEGEND.height, look);
      arrange();
      if (first) reveal();
      drawStripAxis(axis, curves, plotWidth());
      draw();
    },
    choose(index) {
      chosen = index;
      reveal();
      requestDraw();
    },
    rebuild() {
      look = readStripTheme(figure.element);
      drawLegend(legend, LEGEND.width, LEGEND.height, look);
      draw();
    },
  };
}

function cellRows({ report, curves }: Loaded, dimension: number, cell: number): [label: string, value: string][] {
  const ratio = logRatio(curves, dimension, cell);
  const z: [string, string] = ['z', formatNumber(cellCentre(curves, cell))];
  if (Number.isNaN(ratio)) return [z, ['q/p', absentNumber(report)]];
  const hole = ratio < HOLE_RATIO ? ', hole' : '';
  return [z, ['q/p', `${formatNumber(Math.exp(ratio))}${hole}`]];
}
