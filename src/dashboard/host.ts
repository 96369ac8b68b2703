import type { DashboardMessage } from '../dashboardProtocol';
import type { GammaChoice } from './gammaExplorer';
import type { Sort } from './views/columns';

/** Interface state that survives hiding and reloading the panel. Data never goes here. */
export interface Memory {
  /** The dimension the user chose, or null while they have chosen none. */
  chosen: number | null;
  sort: Sort;
  /** Column that orders the strip. */
  stripSort: string;
  /** What the gamma explorer's sliders were set to. */
  explorer: GammaChoice;
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
  stripSort: 'index',
  explorer: { gamma: null, rate: null },
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
