import { h } from '../dom';
import { formatCount } from '../format';
import { post } from '../host';
import type { Loaded } from '../state';

/** How far mutual information and total correlation are estimated, with Stop, or Estimate where they are not. */
export function createJointStatus(): {
  element: HTMLElement;
  update(loaded: Loaded): void;
} {
  const text = h('span', { role: 'status' });
  // Changes many times a second: seen, but not read aloud.
  const count = h('span', { 'aria-hidden': true });
  const bar = h('progress', { 'aria-label': 'Estimate of mutual information' });
  const stop = h('button', { class: 'secondary', onclick: () => post({ type: 'cancel' }) }, 'Stop');
  const estimate = h('button', { class: 'secondary', onclick: () => post({ type: 'estimateJoint' }) }, 'Estimate');
  return {
    element: h('div', { class: 'joint-status' }, text, count, bar, stop, estimate),
    update({ report, draws, settings }) {
      const { joint, source } = report;
      const wanted = settings.jointSamples;
      const samples = joint?.mutualInformation.samples ?? 0;
      const said = statusOf(samples, draws !== null, samples < wanted);
      if (text.textContent !== said) text.textContent = said;
      bar.hidden = stop.hidden = count.hidden = draws === null;
      estimate.hidden = draws !== null || source.preliminaryOf !== null || (joint !== null && samples >= wanted);
      if (draws === null) return;
      count.textContent = `${formatCount(Math.floor(draws.done))} of ${formatCount(draws.total)} draws`;
      bar.max = draws.total;
      bar.value = draws.done;
    },
  };
}

function statusOf(samples: number, running: boolean, fewer: boolean): string {
  if (running) {
    return samples > 0
      ? `I and TC are an estimate from ${formatCount(samples)} draws, which gets better:`
      : 'I and TC are being estimated by draws from the posteriors:';
  }
  if (samples === 0) return 'I and TC are not estimated.';
  return `I and TC are an estimate from ${formatCount(samples)} draws from the posteriors${fewer ? '; it was stopped' : ''}.`;
}
