import type { PairAnswer, PairMessage } from '../../dashboardProtocol';
import type { CorrelatedPair } from '../../diagnostics/covariance';
import { h } from '../dom';
import { PAIRS_TITLE } from '../figures';
import { post, recall, remember } from '../host';
import type { PairMode } from '../pairPlot';
import {
  labelsNote,
  offeredPairs,
  offerText,
  pairDescription,
  pairReading,
  pairTables,
  type ShownPair,
  samplesNote,
  shownPair,
} from '../pairText';
import type { Loaded } from '../state';
import { readTheme } from '../theme';
import { createFigure } from './figure';
import { pairKey } from './pairKey';
import { createPairPicker } from './pairPicker';
import { createPairPicture, isDark } from './pairPicture';
import type { View } from './view';

const MODES: readonly PairMode[] = ['density', 'means', 'both'];
/** A view this near to the window, in pixels, asks for its pair. */
const NEAR = 300;

/** The view of pairs also takes the host's messages about them. */
export interface PairsView extends View {
  receive(message: PairMessage): void;
}

/** The joint density of two dimensions against the prior, and posterior means coloured by label. */
export function createPairs(): PairsView {
  const figure = createFigure('pairs', PAIRS_TITLE);
  let loaded: Loaded | null = null;
  let correlated: CorrelatedPair[] | null = null;
  /** What is on screen, with what was known when it came: it stays together until the next pair. */
  let shown: ShownPair | null = null;
  /** What was asked for last; null where the pair of this report is still to be asked for. */
  let asked: { a: number; b: number; answered: boolean } | null = null;
  let { a, b, mode } = recall().pair;
  let near = false;

  const picker = createPairPicker((nextA, nextB) => {
    [a, b] = [nextA, nextB];
    remember({ pair: { a, b, mode } });
    ask();
  });
  const buttons = MODES.map((own) =>
    h('button', { class: 'secondary', 'data-mode': own, onclick: () => setMode(own) }, own),
  );
  figure.controls.append(h('span', { class: 'sorts', role: 'group', 'aria-label': 'Show' }, ...buttons));
  const picture = createPairPicture();
  const progress = h('progress', { 'aria-label': 'Reading the pair' });
  const said = h('span', { role: 'status' });
  const status = h('div', { class: 'pair-status' }, said, progress);
  const key = h('ul', { class: 'key' });
  const samples = h('p', { class: 'muted' });
  const labels = h('p', { class: 'muted' });
  const side = h('div', {}, picker.element, key, samples, labels);
  figure.body.append(h('div', { class: 'pairs' }, h('div', { class: 'pair-frame' }, picture.element, status), side));
  press();

  new IntersectionObserver(
    (entries) => {
      near = entries.at(-1)!.isIntersecting;
      ask();
    },
    { rootMargin: `${NEAR}px` },
  ).observe(figure.element);

  /** Asks the host for the pair, once it is to be seen; a sample's report leaves the machine to the whole. */
  function ask(): void {
    if (loaded === null || loaded.report.source.preliminaryOf !== null || !near) return;
    const { dimensions } = loaded.report;
    if (dimensions.length < 2) return;
    if (a === null || b === null || Math.max(a, b) >= dimensions.length)
      ({ a, b } = offeredPairs(loaded.report, correlated)[0]);
    picker.choose(a, b);
    if (asked?.a === a && asked.b === b) return;
    asked = { a, b, answered: false };
    picture.element.classList.add('stale');
    say('Reading the examples\u2026');
    post({ type: 'pair', a, b });
  }

  function take(answer: PairAnswer): void {
    if (answer.type === 'progress') say('Reading the examples\u2026', answer.done / answer.total);
    else if (answer.type === 'failed') say(answer.message);
    else {
      asked!.answered = true;
      say('');
      picture.element.classList.remove('stale');
      shown = shownPair(answer.pair, loaded!.report, correlated);
      draw();
    }
  }

  function say(text: string, share?: number): void {
    if (said.textContent !== text) said.textContent = text;
    status.hidden = text === '';
    progress.hidden = share === undefined;
    if (share !== undefined) progress.value = share;
  }

  function setMode(next: PairMode): void {
    mode = next;
    // The pair that was picked, if one was: the next report of another dump offers its own.
    remember({ pair: { ...recall().pair, mode } });
    press();
    draw();
  }

  function press(): void {
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.mode === mode));
  }

  function offer(): void {
    if (loaded === null) return;
    const { report } = loaded;
    picker.offer(report.dimensions.length, offerText(report, correlated), offeredPairs(report, correlated));
  }

  /** Picture and words of the pair that is known. */
  function draw(): void {
    if (shown === null) return;
    const { pair } = shown;
    const reading = pairReading(shown);
    figure.read(shown.report, reading);
    picture.element.setAttribute('aria-label', pairDescription(pair, reading));
    figure.tabulate(() => pairTables(pair));
    samples.textContent = samplesNote(pair, shown.report.source.rows);
    labels.textContent = mode === 'density' ? '' : labelsNote(pair);
    const theme = readTheme(figure.element);
    const groups = picture.draw(shown, mode, theme);
    key.replaceChildren(...pairKey(pair, mode, groups, theme, isDark(theme)));
  }

  return {
    element: figure.element,
    show(next) {
      const { report } = next;
      // Curves are new with every reading of the dump.
      if (loaded?.curves !== next.curves) asked = null;
      loaded = next;
      figure.element.hidden = report.dimensions.length < 2;
      if (shown === null) {
        figure.read(report, 'The joint density of two dimensions; it is read from the dump once it comes into sight.');
        say(report.source.preliminaryOf === null ? '' : 'The pair follows with the whole dump.');
      }
      offer();
      ask();
    },
    receive(message) {
      if (message.type === 'pair') {
        if (message.a === asked?.a && message.b === asked.b) take(message.answer);
        return;
      }
      correlated = message.pairs;
      offer();
      // The picture of a dump that was written again is of the one before.
      if (shown === null || loaded === null || !asked?.answered) return;
      shown = shownPair(shown.pair, loaded.report, correlated);
      draw();
    },
    rebuild: draw,
  };
}
