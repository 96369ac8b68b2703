import type { LoneSource } from '../../diagnostics/report';
import { histogramAt } from '../aggregatePlot';
import { Chart } from '../chart';
import { histogramTable } from '../dataTables';
import { h } from '../dom';
import { formatCount } from '../format';
import { loneFigure, loneTexts } from '../loneFigure';
import type { AnyLoaded } from '../state';
import { createFigure, createKey } from './figure';
import type { Actions, View } from './view';

/** The chosen dimension's posterior means, or samples, of a dump that holds no more. */
export function createLone(actions: Actions, source: LoneSource): View<AnyLoaded> {
  const { title, symbol, things, spec } = loneTexts(source);
  const figure = createFigure('lone', title);
  let loaded: AnyLoaded | null = null;
  let chosen = 0;

  const stepButton = (step: -1 | 1, label: string, text: string) =>
    h('button', { class: 'secondary', 'aria-label': label, onclick: () => actions.step(step) }, text);
  const position = h('span', { class: 'position' });
  figure.controls.append(
    stepButton(-1, 'Previous dimension', '\u2039'),
    stepButton(1, 'Next dimension', '\u203a'),
    position,
  );

  const hit = (x: number) => {
    const rows = loaded && histogramAt(loaded.curves, chosen, x, symbol);
    return rows && { rows };
  };
  const chart = new Chart({ spec, onStep: actions.step, hit });
  const key = h('div', {});
  figure.body.append(key, chart.element);

  async function draw({ report, curves }: AnyLoaded): Promise<void> {
    const { reading, entries, label, plot } = loneFigure(report, curves, report.dimensions[chosen]);
    figure.read(report, reading);
    figure.tabulate(() => [histogramTable(curves, chosen, symbol, things)]);
    position.textContent = `dimension ${chosen} of 0\u2013${formatCount(report.dimensions.length - 1)}`;
    key.replaceChildren(createKey(entries));
    chart.describe(label);
    await chart.draw(plot.rows, plot.signals);
  }

  return {
    element: figure.element,
    show(dump, index) {
      loaded = dump;
      chosen = index;
      return draw(dump);
    },
    choose(index) {
      chosen = index;
      return loaded ? draw(loaded) : undefined;
    },
    rebuild: () => chart.rebuild(),
  };
}
