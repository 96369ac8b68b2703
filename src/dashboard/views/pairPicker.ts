import { h } from '../dom';
import type { OfferedPair } from '../pairText';

/** Two dimensions, by typing, stepping or from a list of those worth a look. */
export interface PairPicker {
  readonly element: HTMLElement;
  /** Offers pairs of 0 to dimensions - 1. */
  offer(dimensions: number, heading: string, pairs: readonly OfferedPair[]): void;
  /** Shows a pair as the chosen one; leaves alone what is being typed. */
  choose(a: number, b: number): void;
}

export function createPairPicker(onChoose: (a: number, b: number) => void): PairPicker {
  let chosen = { a: 0, b: 1 };
  let dimensions = 2;
  const input = (axis: 'a' | 'b', label: string) =>
    h('input', { type: 'number', min: 0, step: 1, 'aria-label': label, oninput: () => take(axis), onchange: restore });
  const inputs = { a: input('a', 'Dimension to the right'), b: input('b', 'Dimension upwards') };
  const swap = h(
    'button',
    { class: 'secondary', 'aria-label': 'Swap the two dimensions', onclick: () => onChoose(chosen.b, chosen.a) },
    '\u21c4',
  );
  const title = h('p', { class: 'muted' });
  const list = h('ul', { class: 'pair-list' });
  const field = (text: string, control: HTMLElement) => h('span', { class: 'field' }, text, control);
  const fields = h('div', { class: 'pair-fields' }, field('dimension', inputs.a), field('\u00d7', inputs.b), swap);

  /** What is half typed, or no dimension of this dump, is not taken. */
  function take(axis: 'a' | 'b'): void {
    const value = inputs[axis].valueAsNumber;
    if (!Number.isInteger(value) || value < 0 || value >= dimensions || value === chosen[axis]) return;
    const next = { ...chosen, [axis]: value };
    // Stepping onto the other one trades places with it.
    if (next.a === next.b) next[axis === 'a' ? 'b' : 'a'] = chosen[axis];
    onChoose(next.a, next.b);
  }

  function restore(): void {
    inputs.a.value = String(chosen.a);
    inputs.b.value = String(chosen.b);
  }

  function press(): void {
    for (const button of list.querySelectorAll('button')) {
      const pressed = [`${chosen.a},${chosen.b}`, `${chosen.b},${chosen.a}`].includes(button.dataset.pair!);
      button.setAttribute('aria-pressed', String(pressed));
    }
  }

  return {
    element: h('div', { class: 'pair-picker' }, fields, title, list),
    offer(count, heading, pairs) {
      dimensions = count;
      for (const each of Object.values(inputs)) each.max = String(count - 1);
      title.textContent = heading;
      list.replaceChildren(
        ...pairs.map(({ a, b, reason }) => {
          const attributes = { class: 'secondary', 'data-pair': `${a},${b}`, onclick: () => onChoose(a, b) };
          return h('li', {}, h('button', attributes, `${a} \u00d7 ${b}, ${reason}`));
        }),
      );
      press();
    },
    choose(a, b) {
      chosen = { a, b };
      if (inputs.a !== document.activeElement) inputs.a.value = String(a);
      if (inputs.b !== document.activeElement) inputs.b.value = String(b);
      press();
    },
  };
}
