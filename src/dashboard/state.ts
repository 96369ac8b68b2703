import type { AggregateCurves, Draws, HostMessage, PairMessage, ViewSettings } from '../dashboardProtocol';
import { defaultDimension } from '../diagnostics/firstDimension';
import { isComplete, type LatentReport, type PartialReport } from '../diagnostics/report';

/** A report of posteriors and the curves drawn with it. */
export interface Loaded extends AnyLoaded {
  report: LatentReport;
}

/** The same of any dump. */
export interface AnyLoaded {
  title: string;
  report: PartialReport;
  curves: AggregateCurves;
  /** How far the joint part is estimated; null where it is not being. */
  draws: Draws | null;
  settings: ViewSettings;
}

/** What the page shows. A report stays on screen while its successor is computed, or when that fails. */
export interface State {
  title: string;
  loaded: AnyLoaded | null;
  progress: { stage: string; done: number; total: number } | null;
  failure: string | null;
  /** Whether choosing other arrays may help. */
  canChoose: boolean;
  /** The dimension the user chose, or null while they have chosen none. */
  wanted: number | null;
  /** The dimension on screen; null while there is no report. */
  chosen: number | null;
}

export const initialState: State = {
  title: '',
  loaded: null,
  progress: null,
  failure: null,
  canChoose: false,
  wanted: null,
  chosen: null,
};

/** Messages that change the state. Script and pairs are kept by their views alone: they come before or after any report. */
export type StateMessage = Exclude<HostMessage, { type: 'script' } | PairMessage>;

/** The state after a message. Pure: the page is drawn from its result. */
export function receive(state: State, message: StateMessage): State {
  switch (message.type) {
    case 'loading':
      return {
        ...state,
        ...kept(state, state.loaded?.title === message.title),
        title: message.title,
        progress: { stage: 'Reading', done: 0, total: 0 },
        failure: null,
      };
    case 'progress':
      return { ...state, progress: { stage: message.stage, done: message.done, total: message.total }, failure: null };
    case 'report': {
      const { title, report, curves, draws, settings } = message;
      const chosen = chosenOf(report, state.wanted, state.loaded?.title === title ? state.chosen : null);
      return {
        ...state,
        title,
        loaded: { title, report, curves, draws, settings },
        chosen,
        progress: null,
        failure: null,
      };
    }
    case 'joint': {
      if (state.loaded === null) return state;
      const report = { ...state.loaded.report, ...message.part };
      return { ...state, loaded: { ...state.loaded, report, draws: message.draws } };
    }
    case 'failed':
      return {
        ...state,
        // A sample is no result: without the whole it goes.
        ...kept(state, state.loaded?.title === message.title && !isSample(state.loaded)),
        title: message.title,
        progress: null,
        failure: message.message,
        canChoose: message.canChoose,
      };
  }
}

/** The state after the user chose a dimension of the report on screen. */
export function choose(state: State, index: number): State {
  return { ...state, wanted: index, chosen: index };
}

const kept = ({ loaded, chosen }: State, keep: boolean): Pick<State, 'loaded' | 'chosen'> =>
  keep ? { loaded, chosen } : { loaded: null, chosen: null };

/** What the user chose, else what the last report of this dump was shown with, else where this one says to look first. */
function chosenOf(report: PartialReport, wanted: number | null, onScreen: number | null): number {
  const exists = (index: number | null): index is number => index !== null && index < report.dimensions.length;
  if (exists(wanted)) return wanted;
  return exists(onScreen) ? onScreen : defaultDimension(report);
}

/** Whether every view has what it draws. */
export const isCompleteLoaded = (loaded: AnyLoaded): loaded is Loaded => isComplete(loaded.report);

const isSample = ({ report }: AnyLoaded) => report.source.preliminaryOf !== null;

/** Value of data-state on the root element. A report whose successor is being computed is preliminary. */
export function phaseOf(state: State): 'loading' | 'preliminary' | 'ready' | 'error' {
  if (state.failure !== null) return 'error';
  if (state.loaded === null) return 'loading';
  return state.progress === null && !isSample(state.loaded) ? 'ready' : 'preliminary';
}
