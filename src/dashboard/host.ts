import type { DashboardMessage } from '../dashboardProtocol';
import type { GammaChoice } from './gammaExplorer';
import type { KlSort } from './klPlot';
import type { PairMode } from './pairPlot';
import type { Sort } from './views/columns';

/** Interface state that survives hiding and reloading the panel. Data never goes here. */
export interface Memory {
  /** The dimension the user chose, or null while they have chosen none. */
  chosen: number | null;
  sort: Sort;
  /** Dimensions pinned side by side, oldest first. */
  pinned: number[];
  /** Text that filters the table. */
  filter: string;
  /** Order of the KL's bars, and the first position of their window; null before there was one. */
  klSort: KlSort;
  klFirst: number | null;
  /** Column that orders the strip. */
  stripSort: string;
  /** What the gamma explorer's sliders were set to. */
  explorer: GammaChoice;
  /** The pair of dimensions the user chose, null while they have chosen none, and what of it is shown. */
  pair: { a: number | null; b: number | null; mode: PairMode };
  scroll: number;
  /** The dump's URI: all that the host needs to bring the panel back after a reload of the window. */
  dump: string;
}

interface VsCodeApi {
  postMessage(message: DashboardMessage): void;
  getState(): Partial<Memory> | undefined;
  setState(state: Memory): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

// VS Code allows one call per page.
const vscode = acquireVsCodeApi();

export function post(message: DashboardMessage): void {
  vscode.postMessage(message);
}

const memory: Memory = {
  chosen: null,
  sort: { column: 'index', descending: false },
  pinned: [],
  filter: '',
  klSort: 'index',
  klFirst: null,
  stripSort: 'index',
  explorer: { gamma: null, rate: null },
  pair: { a: null, b: null, mode: 'both' },
  scroll: 0,
  ...vscode.getState(),
  dump: document.getElementById('latent-lens')!.dataset.dump ?? '',
};
vscode.setState(memory);

export function recall(): Readonly<Memory> {
  return memory;
}

export function remember(part: Partial<Memory>): void {
  Object.assign(memory, part);
  vscode.setState(memory);
}
