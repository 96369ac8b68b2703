import { Chart, type ChartOptions } from '../chart';
import klProfileChart from '../charts/klProfile';
import { h } from '../dom';
import type { KlWindow } from '../klWindow';

/** All dimensions as a profile, with a frame round those that the detail shows. */
export interface KlOverview {
  readonly element: HTMLElement;
  readonly chart: Chart;
  /** Puts the frame round a window of `total` positions; `text` says which. */
  frame(total: number, window: KlWindow, text: string): void;
}

/** A pointer that has moved this many pixels with its button down drags; else it has clicked. */
const DRAG_FROM = 3;

/**
 * @param options what the chart does under the pointer and the keys, as for any chart
 * @param moveTo asks for a window that starts at this position, or as near as can be
 */
export function createKlOverview(options: Omit<ChartOptions, 'spec'>, moveTo: (first: number) => void): KlOverview {
  const chart = new Chart({ spec: klProfileChart, ...options });
  const grip = h('span', { class: 'grip' });
  const thumb = h(
    'div',
    {
      class: 'kl-window',
      role: 'slider',
      tabindex: 0,
      'aria-label': 'Dimensions in the detail',
      'aria-valuemin': 0,
      onkeydown: (event) => moveByKey(event as KeyboardEvent),
    },
    grip,
  );
  // The frame lies over the plot, not in it: moving it redraws nothing.
  const track = h('div', { class: 'kl-track' }, thumb);
  const element = h('div', {
    class: 'kl-overview',
    onpointerdown: (event) => press(event as PointerEvent),
    onpointermove: (event) => drag(event as PointerEvent),
    onpointerup: release,
    onpointercancel: release,
  });
  element.append(chart.element, track);
  // Before the chart sees it: what ends a drag is no click on a dimension.
  element.addEventListener('click', swallowDrag, { capture: true });

  let total = 1;
  let shown: KlWindow = { first: 0, count: 1 };
  /** Where the button went down, and how far from the window's start; null while it is up. */
  let held: { x: number; offset: number; moved: boolean } | null = null;
  let dragged = false;

  function positionAt(event: PointerEvent): number {
    const { left, width } = track.getBoundingClientRect();
    return ((event.clientX - left) / width) * total;
  }

  function press(event: PointerEvent): void {
    dragged = false;
    if (event.button !== 0) return;
    const offset = positionAt(event) - shown.first;
    const inFrame = (offset >= 0 && offset <= shown.count) || event.target === grip;
    // Beside the frame, a drag brings its middle under the pointer.
    held = { x: event.clientX, offset: inFrame ? offset : shown.count / 2, moved: false };
  }

  function drag(event: PointerEvent): void {
    if (held === null) return;
    if (!held.moved && Math.abs(event.clientX - held.x) < DRAG_FROM) return;
    if (!held.moved) element.setPointerCapture(event.pointerId);
    held.moved = true;
    moveTo(positionAt(event) - held.offset);
  }

  function release(): void {
    dragged = held?.moved ?? false;
    held = null;
  }

  function swallowDrag(event: Event): void {
    if (dragged) event.stopPropagation();
    dragged = false;
  }

  function moveByKey(event: KeyboardEvent): void {
    const { first, count } = shown;
    const step = Math.max(1, Math.round(count / 8));
    const to = {
      ArrowLeft: first - step,
      ArrowDown: first - step,
      ArrowRight: first + step,
      ArrowUp: first + step,
      PageUp: first - count,
      PageDown: first + count,
      Home: 0,
      End: total,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    moveTo(to);
  }

  return {
    element,
    chart,
    frame(all, window, text) {
      total = all;
      shown = window;
      thumb.style.left = `${(100 * window.first) / all}%`;
      thumb.style.width = `${(100 * window.count) / all}%`;
      thumb.setAttribute('aria-valuemax', String(all - window.count));
      thumb.setAttribute('aria-valuenow', String(window.first));
      thumb.setAttribute('aria-valuetext', text);
    },
  };
}
