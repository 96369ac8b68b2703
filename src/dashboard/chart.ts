import { h } from './dom';
import { drawChart } from './drawing';
import { registerPlot } from './plots';
import { chartConfig, readTheme } from './theme';
import { hideTooltip, showTooltip } from './tooltip';
import { createVegaView, type Spec, type VegaView } from './vega';

/** What lies under the pointer: a dimension that a click chooses, and the rows of the tooltip. */
export interface Hit {
  index?: number;
  rows: [label: string, value: string][];
}

export interface ChartOptions {
  spec: Spec;
  /** Called with the pointer in the units of the x and y scales, and the size of a pixel in them. */
  hit?: (x: number, y: number, pixel: { x: number; y: number }) => Hit | null;
  onChoose?: (index: number) => void;
  onStep?: (step: -1 | 1) => void;
  /** Signals that depend on the size of the plot. */
  fit?: (width: number, height: number) => Record<string, unknown>;
}

type Rows = Record<string, object[]>;
type Signals = Record<string, unknown>;

/**
 * A vega chart in a box of its own: keeps data and signals so that it can be rebuilt for another theme, follows the
 * box's width, and answers pointer and keyboard. Its height is the spec's, so nothing jumps while numbers refine.
 */
export class Chart {
  readonly element: HTMLElement;
  readonly #options: ChartOptions;
  readonly #data: Rows = {};
  readonly #signals: Signals = {};
  #view: VegaView | null = null;

  constructor(options: ChartOptions) {
    this.#options = options;
    this.element = h('div', {
      class: 'chart',
      role: 'img',
      tabindex: options.onStep ? 0 : null,
      onpointermove: (event) => this.#point(event as PointerEvent),
      onpointerleave: hideTooltip,
      onclick: (event) => this.#choose(event as PointerEvent),
      onkeydown: (event) => this.#step(event as KeyboardEvent),
    });
    new ResizeObserver(() => this.#resize()).observe(this.element);
    registerPlot(this.element, (look, id) => {
      const content = { spec: options.spec, rows: this.#data, signals: this.#signals, fit: options.fit };
      return drawChart(content, look, { width: this.element.clientWidth, id });
    });
  }

  /** Text alternative of the picture. */
  describe(text: string): void {
    this.element.setAttribute('aria-label', text);
  }

  /** Replaces the named data sets and signals, keeps the others, and draws. Done when the marks are on the page. */
  async draw(data: Rows, signals: Signals = {}): Promise<void> {
    Object.assign(this.#data, data);
    Object.assign(this.#signals, signals);
    if (this.#view === null) await this.rebuild();
    else await this.#update(this.#view, data, signals);
  }

  /** Draws again from nothing, with the theme's present colours. */
  async rebuild(): Promise<void> {
    this.#view?.finalize();
    const theme = readTheme(this.element);
    const { fontFamily } = getComputedStyle(this.element);
    this.#view = createVegaView(this.#options.spec, chartConfig(theme, fontFamily), this.element);
    this.#view.width(this.#plotWidth());
    await this.#update(this.#view, this.#data, { ...this.#signals, theme });
  }

  async #update(view: VegaView, data: Rows, signals: Signals): Promise<void> {
    const fitted = this.#options.fit?.(view.width(), view.height());
    for (const [name, value] of Object.entries({ ...signals, ...fitted })) view.signal(name, value);
    for (const [name, rows] of Object.entries(data)) view.data(name, rows);
    await view.runAsync();
  }

  #padding(): { left: number; right: number; top: number } {
    return this.#options.spec.padding as { left: number; right: number; top: number };
  }

  #plotWidth(): number {
    const { left, right } = this.#padding();
    return Math.max(80, this.element.clientWidth - left - right);
  }

  #resize(): void {
    const width = this.#plotWidth();
    if (this.#view === null || this.#view.width() === width) return;
    void this.#update(this.#view.width(width), {}, {});
  }

  #hit(event: PointerEvent): Hit | null {
    const { hit } = this.#options;
    if (this.#view === null || hit === undefined) return null;
    const box = this.element.getBoundingClientRect();
    const { left, top } = this.#padding();
    const x = event.clientX - box.left - left;
    const y = event.clientY - box.top - top;
    if (x < 0 || y < 0 || x > this.#view.width() || y > this.#view.height()) return null;
    const scaleX = this.#view.scale('x');
    const scaleY = this.#view.scale('y');
    const pixel = { x: scaleX.invert(1) - scaleX.invert(0), y: scaleY.invert(0) - scaleY.invert(1) };
    return hit(scaleX.invert(x), scaleY.invert(y), pixel);
  }

  #point(event: PointerEvent): void {
    const hit = this.#hit(event);
    this.element.classList.toggle('clickable', hit?.index !== undefined);
    if (hit) showTooltip(event, hit.rows);
    else hideTooltip();
  }

  #choose(event: PointerEvent): void {
    const index = this.#hit(event)?.index;
    if (index !== undefined) this.#options.onChoose?.(index);
  }

  #step(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (step === undefined || this.#options.onStep === undefined) return;
    event.preventDefault();
    this.#options.onStep(step as -1 | 1);
  }
}
