import type { ScriptLines } from '../../dashboardProtocol';
import type { AnyLoaded, Loaded } from '../state';

/**
 * One part of the page. Views know nothing of each other: main.ts passes them the report and the chosen dimension. Most
 * draw reports of posteriors alone.
 */
export interface View<Shown extends AnyLoaded = Loaded> {
  readonly element: HTMLElement;
  /** Draws a report. */
  show(loaded: Shown, chosen: number): Promise<void> | void;
  /** Shows the report's joint part, which alone has changed, or how far it is estimated. */
  showJoint?(loaded: Loaded): Promise<void> | void;
  /** Moves the mark of the chosen dimension; nothing else changes. */
  choose?(chosen: number): Promise<void> | void;
  /** The pinned dimensions have changed; oldest first. A report may have fewer dimensions than were pinned of another. */
  showPins?(pinned: readonly number[]): Promise<void> | void;
  /** The dump's script is known, or no more. */
  showScript?(script: ScriptLines | null): void;
  /** The theme's colours have changed. */
  rebuild?(): Promise<void> | void;
}

/** What views ask of the page. */
export interface Actions {
  choose(index: number): void;
  /** The dimension before or after the chosen one. */
  step(step: -1 | 1): void;
  /** Pins a dimension, or takes its pin away. */
  togglePin(index: number): void;
}
