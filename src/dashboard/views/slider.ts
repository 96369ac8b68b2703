import { num } from '../../diagnostics/findings/wording';
import { h } from '../dom';

/** A number from 0 to an end, by slider or by typing. */
export interface Slider {
  readonly element: HTMLElement;
  /** Shows a value; leaves alone what is being typed. */
  set(value: number, max: number, step: number): void;
}

/**
 * @param onInput called with every value while it changes
 * @param onCommit called when the change is done
 */
export function createSlider(label: string, onInput: (value: number) => void, onCommit: () => void): Slider {
  const range = h('input', { type: 'range', min: 0, 'aria-label': label, oninput: () => take(range) });
  const number = h('input', { type: 'number', min: 0, 'aria-label': `${label}, typed`, oninput: () => take(number) });
  const commit = () => {
    number.value = num(value);
    onCommit();
  };
  range.addEventListener('change', commit);
  number.addEventListener('change', commit);
  let value = 0;

  function take(input: HTMLInputElement): void {
    // Empty or half typed.
    if (Number.isNaN(input.valueAsNumber)) return;
    value = Math.min(Number(range.max), Math.max(0, input.valueAsNumber));
    if (input === range) number.value = num(value);
    else range.value = String(value);
    onInput(value);
  }

  return {
    element: h('div', { class: 'slider' }, h('span', { 'aria-hidden': true }, label), range, number),
    set(next, max, step) {
      for (const input of [range, number]) Object.assign(input, { max: String(max), step: String(step) });
      value = next;
      range.value = String(next);
      if (number !== document.activeElement) number.value = num(next);
    },
  };
}
