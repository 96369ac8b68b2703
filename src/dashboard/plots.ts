import type { Drawing, Look } from './drawing';

/** The plots on the page as drawings that can be saved: whoever draws one says here how to draw it once more. */

/** @param id prefix of the ids in the markup, unique in the picture */
export type DrawPlot = (look: Look, id: string) => Promise<Drawing> | Drawing;

const plots = new WeakMap<Element, DrawPlot>();

/** Makes what `element` shows part of its figure's saved picture. */
export function registerPlot(element: Element, draw: DrawPlot): void {
  element.setAttribute('data-plot', '');
  plots.set(element, draw);
}

/** How to draw what this element shows, null for other elements. */
export function plotOf(element: Element): DrawPlot | null {
  return plots.get(element) ?? null;
}
