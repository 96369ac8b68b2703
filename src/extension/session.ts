import * as vscode from 'vscode';
import type { PartialAnalysis } from '../analysis/analyze';
import { isCompleteAnalysis } from '../analysis/isCompleteAnalysis';
import { type Job, startJob } from '../analysis/job';
import { withGamma, withThresholds } from '../analysis/reassess';
import type { Draws } from '../dashboardProtocol';
import { DumpError, type DumpProblem } from '../dumps/dumpError';
import type { DumpRequest } from '../dumps/openDump';
import type { MemoryFile } from '../platform/memoryFileAccess';
import { type ChosenArrays, dumpRequest, readChosen, rememberChosen } from './chosenArrays';
import { DEFAULT_JOINT_SAMPLES, readJointSamples, readSilenced, readThresholds, SECTION } from './settings';
import { readVirtualFiles } from './virtualFiles';
import { watchFiles } from './watch';

/** What is known of a dump. The last good analysis stays until a newer one replaces it. */
export interface SessionState {
  analysis: PartialAnalysis | null;
  /** Why the newest run gave no analysis. */
  failure: { message: string; problem: DumpProblem | null } | null;
  progress: { stage: string; done: number; total: number } | null;
  /** Draws of the joint part while it is estimated, which comes after the rest; else null. */
  draws: Draws | null;
  /** Counts what `analysis` was, but for its joint part and what follows from that. */
  revision: number;
}

/** A dump that something on screen shows, analysed again whenever its files or the settings change. */
export interface Session extends vscode.Disposable {
  readonly uri: vscode.Uri;
  readonly state: SessionState;
  readonly onDidChange: vscode.Event<void>;
  /** Only `state.draws` has changed, as it does many times a second. */
  readonly onDidDraw: vscode.Event<void>;
  refresh(): void;
  /** Stops what runs; without the joint part alone an analysis is still one. */
  cancel(): void;
  /** Has the joint part estimated, if the settings want it and it is not yet, until the last view of it is disposed. */
  viewJoint(): vscode.Disposable;
  /** Estimates the joint part, whatever the settings say. */
  estimateJoint(): void;
  /** A gamma the user set for a dump that declares none; undefined forgets it. */
  setGamma(gamma: number | undefined): Promise<void>;
  /** Which arrays the user takes for mean and spread, in the dump's folder; undefined leaves it to names. */
  setArrays(chosen: ChosenArrays | undefined): Promise<void>;
  /** Whether the user said so. */
  isChosen(): boolean;
  /** What is opened. */
  request(): DumpRequest;
  toUri(path: string): vscode.Uri;
}

export function createSession(context: vscode.ExtensionContext, uri: vscode.Uri): Session {
  const worker = vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.js').fsPath;
  const gammaKey = `${SECTION}.gamma:${vscode.Uri.joinPath(uri, '..').toString()}`;
  const changed = new vscode.EventEmitter<void>();
  const drew = new vscode.EventEmitter<void>();
  const toUri = (path: string) => (uri.scheme === 'file' ? vscode.Uri.file(path) : uri.with({ path }));
  const state: SessionState = { analysis: null, failure: null, progress: null, draws: null, revision: 0 };
  /** As the files alone say, before the user's gamma and silenced findings. */
  let measured: PartialAnalysis | null = null;
  let job: Job | undefined;
  /** A run that was superseded or cancelled while it started sees another number here. */
  let newest = 0;
  let jointViews = 0;
  /** The user stopped the joint part of this state of the dump. */
  let jointStopped = false;

  const presented = (found: PartialAnalysis): PartialAnalysis => {
    let analysis = withThresholds(found, readThresholds(uri));
    const gamma = context.workspaceState.get<number>(gammaKey);
    if (gamma !== undefined && analysis.report.source.declared.gamma === null)
      analysis = withGamma(analysis, gamma, 'user');
    const silenced = readSilenced(uri);
    const findings = analysis.report.findings.filter((f) => !silenced.has(f.code));
    return { ...analysis, report: { ...analysis.report, findings } };
  };
  const present = () => {
    state.analysis = measured && presented(measured);
    state.revision++;
  };
  const take = (found: PartialAnalysis) => {
    measured = found;
    state.progress = null;
    state.failure = null;
    present();
    // What is written beside a lone array may be what it lacks.
    watcher.watch(isCompleteAnalysis(found) ? found.report.source.files.map(toUri) : null);
  };
  /** Takes the joint part, unless one of more draws is known: an estimate that begins anew has few. */
  const takeJoint = (found: PartialAnalysis) => {
    if (drawsOf(found) < drawsOf(measured)) return;
    measured = found;
    state.analysis = presented(found);
  };

  const start = async () => {
    jointStopped = false;
    await run(null);
    resumeJoint();
  };
  /** @param jointOnly draws of the joint part, where all else is known and stays as it is; else null */
  const run = async (jointOnly: number | null) => {
    const mine = ++newest;
    job?.cancel();
    state.progress = jointOnly === null ? { stage: 'Opening', done: 0, total: 0 } : null;
    state.draws = jointOnly === null ? null : { done: 0, total: jointOnly };
    (jointOnly === null ? changed : drew).fire();
    const result = await analysis(mine, jointOnly);
    if (mine !== newest || result.type === 'cancelled') return;
    if (result.type === 'done') {
      // Draws are counted once the rest is known.
      if (state.draws) takeJoint(result.analysis);
      else take(result.analysis);
    } else {
      state.failure = { message: result.message, problem: result.problem };
      present();
      watcher.watch(null);
    }
    state.progress = null;
    state.draws = null;
    changed.fire();
  };

  const analysis = async (mine: number, jointOnly: number | null) => {
    let files: MemoryFile[] | null;
    try {
      files = await readVirtualFiles(uri);
    } catch (error) {
      const problem = error instanceof DumpError ? error.problem : null;
      return { type: 'failed', message: (error as Error).message, problem } as const;
    }
    if (mine !== newest) return { type: 'cancelled' } as const;
    // Asked only now: a view of the joint part is made right after the session.
    const jointSamples = jointOnly ?? wantedDraws();
    const request = {
      dump: dumpRequest(uri, readChosen(context, uri)),
      thresholds: readThresholds(uri),
      jointSamples,
      curves: true,
    };
    let marginalsDone = false;
    job = startJob(worker, request, files, {
      onProgress(stage, done, total) {
        if (mine !== newest) return;
        if (marginalsDone) {
          state.draws = { done, total };
          drew.fire();
        } else if (jointOnly === null) {
          state.progress = { stage, done, total };
          changed.fire();
        }
      },
      onPreliminary(preliminary) {
        // A complete report of before is worth more than a sample of now.
        if (mine !== newest || measured) return;
        state.analysis = presented(preliminary);
        state.revision++;
        changed.fire();
      },
      onRefined(refined) {
        if (mine !== newest) return;
        if (marginalsDone) takeJoint(refined);
        else if (jointOnly === null) take(refined);
        marginalsDone = true;
        state.draws ??= { done: 0, total: jointSamples };
        changed.fire();
      },
    });
    return job.result;
  };

  const stop = () => {
    newest++;
    job?.cancel();
  };
  const stopJoint = () => {
    stop();
    state.draws = null;
    drew.fire();
  };
  const wantedDraws = () => (jointViews > 0 && !jointStopped ? readJointSamples(uri) : 0);
  const resumeJoint = () => {
    const idle = state.progress === null && state.draws === null && state.failure === null;
    if (idle && measured && isCompleteAnalysis(measured) && drawsOf(measured) < wantedDraws()) void run(wantedDraws());
  };

  const watcher = watchFiles(uri, () => void start());
  const settings = vscode.workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration(SECTION, uri)) return;
    present();
    changed.fire();
    resumeJoint();
  });
  void start();

  return {
    uri,
    state,
    onDidChange: changed.event,
    onDidDraw: drew.event,
    toUri,
    refresh: () => void start(),
    cancel: () => {
      if (state.draws) {
        jointStopped = true;
        return stopJoint();
      }
      stop();
      state.progress = null;
      present();
      state.failure = {
        message: `${vscode.workspace.asRelativePath(uri)}: cancelled before the analysis was done`,
        problem: null,
      };
      changed.fire();
    },
    viewJoint: () => {
      jointViews++;
      resumeJoint();
      return new vscode.Disposable(() => {
        if (--jointViews === 0 && state.draws) stopJoint();
      });
    },
    estimateJoint: () => {
      jointStopped = false;
      if (state.failure) void start();
      else if (measured && isCompleteAnalysis(measured) && !state.progress)
        void run(readJointSamples(uri) || DEFAULT_JOINT_SAMPLES);
    },
    setGamma: async (gamma) => {
      await context.workspaceState.update(gammaKey, gamma);
      present();
      changed.fire();
    },
    setArrays: async (chosen) => {
      await rememberChosen(context, uri, chosen);
      void start();
    },
    isChosen: () => readChosen(context, uri) !== undefined,
    request: () => dumpRequest(uri, readChosen(context, uri)),
    dispose: () => {
      stop();
      watcher.dispose();
      settings.dispose();
      changed.dispose();
      drew.dispose();
    },
  };
}

/** Draws behind the joint part. */
const drawsOf = (analysis: PartialAnalysis | null) => analysis?.report.joint?.mutualInformation.samples ?? 0;
