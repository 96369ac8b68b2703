import type { DimensionReport } from '../../diagnostics/report';
import { densityAt } from '../aggregatePlot';
import { Chart } from '../chart';
import { pinsTable } from '../dataTables';
import { h } from '../dom';
import { AGGREGATE } from '../figures';
import { recall } from '../host';
import { PINNED_SPEC, pinnedNumbers, pinnedPlots, pinsReading } from '../pinnedPlot';
import { MOST_PINS } from '../pins';
import { aggregateReading, densityNote } from '../readings';
import type { Loaded } from '../state';
import { createFigure } from './figure';
import type { Actions, View } from './view';

/** A pinned dimension on the page. */
interface Card {
  index: number;
  element: HTMLElement;
  choose: HTMLElement;
  unpin: HTMLElement;
  numbers: HTMLElement;
  chart: Chart;
}

/** The pinned dimensions side by side; not there while none is pinned. */
export function createPins(actions: Actions): View {
  // Drawn as the chart above them is.
  const figure = createFigure('pins', 'Pinned dimensions', AGGREGATE.key);
  const list = h('ul', { class: 'pins' });
  // Read aloud; seen, too, as it says why one went.
  const said = h('p', { class: 'pins-said', role: 'status' });
  figure.body.append(list, said);
  figure.element.hidden = true;
  let loaded: Loaded | null = null;
  let chosen = 0;
  let pinned: readonly number[] = recall().pinned;
  let cards: Card[] = [];

  function createCard(index: number): Card {
    const choose = h(
      'button',
      { class: 'link', 'data-caption': true, onclick: () => actions.choose(index) },
      `dimension ${index}`,
    );
    const unpin = h(
      'button',
      { class: 'secondary', 'aria-label': `Unpin dimension ${index}`, title: 'Unpin', onclick: () => remove(index) },
      '\u00d7',
    );
    const numbers = h('p', { class: 'pin-numbers', 'data-caption': true });
    const chart = new Chart({
      spec: PINNED_SPEC,
      onChoose: actions.choose,
      hit: (z) => {
        const rows = loaded && densityAt(loaded.curves, index, z);
        return { index, rows: rows ?? [['dimension', String(index)]] };
      },
    });
    const element = h('li', { 'data-pin': index }, h('div', {}, choose, unpin), chart.element, numbers);
    return { index, element, choose, unpin, numbers, chart };
  }

  /** By its own button, whose focus goes to the next one's. */
  function remove(index: number): void {
    const at = cards.findIndex((card) => card.index === index);
    actions.togglePin(index);
    const next = cards[Math.min(at, cards.length - 1)];
    if (next) next.unpin.focus();
    // With the last one the view goes: back to where dimensions are pinned.
    else document.querySelector<HTMLElement>('[data-view="aggregate"] .pin')?.focus();
  }

  /** The pins that the report has. A report of fewer dimensions leaves the others for the next. */
  function present(): DimensionReport[] {
    return loaded === null ? [] : pinned.flatMap((index) => loaded?.report.dimensions[index] ?? []);
  }

  function mark(): void {
    for (const { index, element, choose } of cards) {
      element.classList.toggle('chosen', index === chosen);
      choose.setAttribute('aria-pressed', String(index === chosen));
    }
  }

  async function draw(): Promise<void> {
    if (loaded === null) return;
    const { report, curves } = loaded;
    const dimensions = present();
    const known = new Map(cards.map((card) => [card.index, card]));
    cards = dimensions.map(({ index }) => known.get(index) ?? createCard(index));
    // Moved for nothing, a card would lose the focus.
    const isListed = cards.every(({ element }, k) => list.children[k] === element);
    if (!isListed || list.children.length !== cards.length)
      list.replaceChildren(...cards.map(({ element }) => element));
    figure.element.hidden = cards.length === 0;
    mark();
    if (cards.length === 0) return;
    figure.read(report, pinsReading(dimensions));
    figure.tabulate(() => [pinsTable(dimensions)]);
    const plots = pinnedPlots(curves, dimensions);
    await Promise.all(
      cards.map(({ chart, numbers }, k) => {
        const dimension = dimensions[k];
        numbers.textContent =
          dimension.aggregateKl === null ? densityNote(report, dimension.index) : pinnedNumbers(dimension);
        chart.describe(`Density of dimension ${dimension.index}. ${aggregateReading(dimension)}`);
        return chart.draw(plots[k].rows, plots[k].signals);
      }),
    );
  }

  return {
    element: figure.element,
    show(dump, index) {
      loaded = dump;
      chosen = index;
      return draw();
    },
    choose(index) {
      chosen = index;
      mark();
    },
    showPins(next) {
      const gone = pinned.find((index) => !next.includes(index));
      const replaced = gone !== undefined && next.length === pinned.length;
      said.textContent = replaced
        ? `Dimension ${next.at(-1)} took the place of dimension ${gone}: ${MOST_PINS} can be pinned.`
        : '';
      pinned = next;
      return draw();
    },
    async rebuild() {
      await Promise.all(cards.map(({ chart }) => chart.rebuild()));
    },
  };
}
