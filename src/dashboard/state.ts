import type { AggregateCurves, HostMessage } from '../dashboardProtocol';
import type { LatentReport } from '../diagnostics/report';
import { worstFirst } from './verdict';

/** A report and the curves drawn with it. */
export interface Loaded {
  title: string;
  report: LatentReport;
  curves: AggregateCurves;
}

/** What the page shows. A report stays on screen while its successor is computed, or when that fails. */
export interface State {
  title: string;
  loaded: Loaded | null;
  progress: { stage: string; done: number; total: number } | null;
  failure: string | null;
}

export const initialState: State = { title: '', loaded: null, progress: null, failure: null };

/** The state after a message. Pure: the page is drawn from its result. */
export function receive(state: State, message: HostMessage): State {
  switch (message.type) {
    case 'loading':
      return {
        title: message.title,
        loaded: state.loaded?.title === message.title ? state.loaded : null,
        progress: { stage: 'Reading', done: 0, total: 0 },
        failure: null,
      };
    case 'progress':
      return { ...state, progress: { stage: message.stage, done: message.done, total: message.total }, failure: null };
    case 'report': {
      const { title, report, curves } = message;
      return { title, loaded: { title, report, curves }, progress: null, failure: null };
    }
    case 'failed':
      return {
        title: message.title,
        // A sample is no result: without the whole it goes.
        loaded: state.loaded?.title === message.title && !isSample(state.loaded) ? state.loaded : null,
        progress: null,
        failure: message.message,
      };
  }
}

const isSample = ({ report }: Loaded) => report.source.preliminaryOf !== null;

/** Value of data-state on the root element. A report whose successor is being computed is preliminary. */
export function phaseOf(state: State): 'loading' | 'preliminary' | 'ready' | 'error' {
  if (state.failure !== null) return 'error';
  if (state.loaded === null) return 'loading';
  return state.progress === null && !isSample(state.loaded) ? 'ready' : 'preliminary';
}

/**
 * The dimension to look at first: the first one of the worst finding that names any, else the largest moment floor.
 * Information does not count: it mostly names dimensions with nothing to see.
 */
export function defaultDimension(report: LatentReport): number {
  const named = worstFirst(report.findings).find(
    ({ severity, dimensions }) => severity !== 'info' && dimensions.length > 0,
  );
  if (named) return named.dimensions[0];
  let worst = 0;
  for (const { index, aggregateKlFloor } of report.dimensions) {
    if (aggregateKlFloor > report.dimensions[worst].aggregateKlFloor) worst = index;
  }
  return worst;
}
