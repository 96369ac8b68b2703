import { h } from '../dom';
import { formatCount } from '../format';
import { post } from '../host';
import type { State } from '../state';
import { secondsLeft } from './timeLeft';

/** Progress with Cancel, or what failed with Retry; says when the report on screen is of an older state of the dump. */
export function createStatus(): { element: HTMLElement; update(state: State): void } {
  const text = h('p', { role: 'status' });
  // Changes many times a second: seen, but not read aloud.
  const count = h('span', { 'aria-hidden': true });
  const bar = h('progress', { 'aria-label': 'Progress' });
  const cancel = h('button', { class: 'secondary', onclick: () => post({ type: 'cancel' }) }, 'Cancel');
  const retry = h('button', { class: 'secondary', onclick: () => post({ type: 'retry' }) }, 'Retry');
  const choose = h('button', { class: 'secondary', onclick: () => post({ type: 'chooseArrays' }) }, 'Choose arrays…');
  /** When the stage that is shown began, and where. */
  let timed = { stage: '', since: 0, from: 0 };
  const element = h('div', { class: 'status' }, text, count, bar, cancel, choose, retry);
  return {
    element,
    update({ title, progress, failure, canChoose, loaded }) {
      element.hidden = progress === null && failure === null;
      element.classList.toggle('failed', failure !== null);
      count.hidden = bar.hidden = cancel.hidden = progress === null;
      retry.hidden = failure === null;
      choose.hidden = failure === null || !canChoose;
      if (failure !== null)
        text.textContent = loaded === null ? failure : `Stale, the dump can no longer be read: ${failure}`;
      if (progress === null) return;
      const { stage, done, total } = progress;
      const said = title ? `${title}: ${stage}` : stage;
      if (text.textContent !== said) text.textContent = said;
      if (stage !== timed.stage) timed = { stage, since: performance.now(), from: done };
      const left = secondsLeft(performance.now() - timed.since, done - timed.from, total - done);
      count.textContent = total > 0 ? `${formatCount(done)} of ${formatCount(total)}${left}` : '';
      if (total > 0) {
        bar.max = total;
        bar.value = done;
      } else bar.removeAttribute('value');
    },
  };
}
