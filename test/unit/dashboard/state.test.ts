import { expect, test } from 'vitest';
import { choose, initialState, phaseOf, receive, type State, type StateMessage } from '../../../src/dashboard/state';
import type { AggregateCurves } from '../../../src/dashboardProtocol';
import type { LatentReport } from '../../../src/diagnostics/report';
import { dimension, finding, NO_DENSITY, preliminary, report } from './sampleReport';

const loaded: StateMessage = {
  type: 'report',
  title: 'mu.npy',
  report: report([dimension(0)]),
  curves: {} as AggregateCurves,
  draws: null,
  settings: { targetRate: null, jointSamples: 2000 },
};
const progress: StateMessage = { type: 'progress', stage: 'Reading rows', done: 1, total: 2 };
const failed: StateMessage = { type: 'failed', title: 'mu.npy', message: 'mu.npy: truncated', canChoose: false };

test('loading, then ready', () => {
  const loading = receive(receive(initialState, { type: 'loading', title: 'mu.npy' }), progress);
  expect(phaseOf(loading)).toBe('loading');
  expect(phaseOf(receive(loading, loaded))).toBe('ready');
});

test('a report stays while its successor is computed, and when that fails', () => {
  const ready = receive(initialState, loaded);
  const again = receive(receive(ready, { type: 'loading', title: 'mu.npy' }), progress);
  expect(phaseOf(again)).toBe('preliminary');
  expect(again.loaded).toBe(ready.loaded);
  const broken = receive(again, failed);
  expect(phaseOf(broken)).toBe('error');
  expect(broken.loaded).toBe(ready.loaded);
  expect(phaseOf(receive(broken, progress))).toBe('preliminary');
});

test('another dump does not keep the report of the last', () => {
  expect(receive(receive(initialState, loaded), { type: 'loading', title: 'other' }).loaded).toBeNull();
});

const message = (found: LatentReport, title = 'mu.npy'): StateMessage => ({ ...loaded, title, report: found });
const chosenAfter = (state: State, ...messages: StateMessage[]) => messages.reduce(receive, state).chosen;

const densities = [dimension(0), dimension(1), dimension(2)];
/** Looks at dimension 1 first, the one whose density is known. */
const sample = message(preliminary(report(densities.map((d) => (d.index === 1 ? d : { ...d, ...NO_DENSITY })))));
/** Looks at dimension 2 first. */
const whole = message(report(densities, [finding({ dimensions: [2] })]));

test('a report shows the dimension to look at first', () => {
  expect(initialState.chosen).toBeNull();
  expect(chosenAfter(initialState, whole)).toBe(2);
  expect(chosenAfter(initialState, sample)).toBe(1);
});

test('the dimension shown of a sample stays when the whole arrives, and while that is read again', () => {
  expect(chosenAfter(initialState, sample, progress, whole)).toBe(1);
  expect(chosenAfter(initialState, sample, whole, progress, failed, progress, whole)).toBe(1);
});

test('what the user chooses stays, also of the sample, and after a reload', () => {
  const chosen = choose(receive(initialState, sample), 0);
  expect(chosen.chosen).toBe(0);
  expect(chosenAfter(chosen, progress, whole)).toBe(0);
  expect(chosenAfter({ ...initialState, wanted: 0 }, sample, whole)).toBe(0);
});

test('a dimension that a report does not have is not shown, and wanted again where it is', () => {
  const narrow = message(report([dimension(0)]));
  expect(chosenAfter(initialState, whole, narrow)).toBe(0);
  expect(chosenAfter({ ...initialState, wanted: 2 }, narrow)).toBe(0);
  expect(chosenAfter({ ...initialState, wanted: 2 }, narrow, message(report(densities)))).toBe(2);
});

test('a sample that goes, or another dump, takes its dimension with it', () => {
  expect(chosenAfter(initialState, sample, failed)).toBeNull();
  expect(chosenAfter(initialState, sample, failed, whole)).toBe(2);
  expect(chosenAfter(initialState, sample, { type: 'loading', title: 'other' })).toBeNull();
  expect(chosenAfter(initialState, sample, message(report(densities), 'other'))).toBe(0);
});

test('the joint part replaces what follows from it, and leaves the page ready', () => {
  const ready = receive(initialState, { ...loaded, draws: { done: 0, total: 2000 } });
  expect(phaseOf(ready)).toBe('ready');
  const draws = { done: 125, total: 2000 };
  const counted = receive(ready, { type: 'joint', part: null, draws });
  expect(counted.loaded).toEqual({ ...ready.loaded, draws });
  expect(phaseOf(counted)).toBe('ready');
  const { totals } = ready.loaded!.report;
  const part = { joint: null, totals: { ...totals, gaussianTotalCorrelation: 0.5 }, findings: [finding({})] };
  const refined = receive(counted, { type: 'joint', part, draws: null });
  expect(refined.loaded).toEqual({ ...ready.loaded, report: { ...ready.loaded!.report, ...part }, draws: null });
  expect(refined.loaded!.curves).toBe(ready.loaded!.curves);
  expect(receive(initialState, { type: 'joint', part, draws })).toBe(initialState);
});
