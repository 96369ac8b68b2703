import { h } from './dom';

const GAP = 12;
const tooltip = h('div', { class: 'tooltip', 'aria-hidden': 'true' });

/** Shows labelled values beside the pointer, inside the window. */
export function showTooltip(event: PointerEvent, rows: [label: string, value: string][]): void {
  if (!tooltip.isConnected) document.body.append(tooltip);
  tooltip.replaceChildren(...rows.flatMap(([label, value]) => [h('span', {}, label), h('span', {}, value)]));
  tooltip.hidden = false;
  const { width, height } = tooltip.getBoundingClientRect();
  const right = event.clientX + GAP + width > window.innerWidth;
  const left = right ? event.clientX - GAP - width : event.clientX + GAP;
  tooltip.style.left = `${Math.max(0, left)}px`;
  tooltip.style.top = `${Math.max(0, Math.min(event.clientY + GAP, window.innerHeight - height))}px`;
}

export function hideTooltip(): void {
  tooltip.hidden = true;
}
