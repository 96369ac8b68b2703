import * as vscode from 'vscode';
import type { Analysis } from '../analysis/analyze';
import { type Job, startJob } from '../analysis/job';
import { withGamma, withThresholds } from '../analysis/reassess';
import { DumpError, type DumpProblem } from '../dumps/dumpError';
import type { MemoryFile } from '../platform/memoryFileAccess';
import { readSilenced, readThresholds, SECTION } from './settings';
import { readVirtualFiles } from './virtualFiles';
import { watchFiles } from './watch';

/** What is known of a dump. The last good analysis stays until a newer one replaces it. */
export interface SessionState {
  analysis: Analysis | null;
  /** Why the newest run gave no analysis. */
  failure: { message: string; problem: DumpProblem | null } | null;
  progress: { stage: string; done: number; total: number } | null;
}

/** A dump that something on screen shows, analysed again whenever its files or the settings change. */
export interface Session extends vscode.Disposable {
  readonly uri: vscode.Uri;
  readonly state: SessionState;
  readonly onDidChange: vscode.Event<void>;
  refresh(): void;
  cancel(): void;
  /** A gamma the user set for a dump that declares none; undefined forgets it. */
  setGamma(gamma: number | undefined): Promise<void>;
  toUri(path: string): vscode.Uri;
}

export function createSession(context: vscode.ExtensionContext, uri: vscode.Uri): Session {
  const worker = vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.js').fsPath;
  const gammaKey = `${SECTION}.gamma:${vscode.Uri.joinPath(uri, '..').toString()}`;
  const changed = new vscode.EventEmitter<void>();
  const toUri = (path: string) => (uri.scheme === 'file' ? vscode.Uri.file(path) : uri.with({ path }));
  const state: SessionState = { analysis: null, failure: null, progress: null };
  /** As the files alone say, before the user's gamma and silenced findings. */
  let measured: Analysis | null = null;
  let job: Job | undefined;
  /** A run that was superseded or cancelled while it started sees another number here. */
  let run = 0;

  const presented = (found: Analysis): Analysis => {
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
  };

  const start = async () => {
    const mine = ++run;
    job?.cancel();
    state.progress = { stage: 'Opening', done: 0, total: 0 };
    changed.fire();
    const result = await analysis(mine);
    if (mine !== run || result.type === 'cancelled') return;
    state.progress = null;
    if (result.type === 'done') {
      measured = result.analysis;
      state.failure = null;
      present();
      watcher.watch(result.analysis.report.source.files.map(toUri));
    } else {
      state.failure = { message: result.message, problem: result.problem };
      present();
      watcher.watch(null);
    }
    changed.fire();
  };

  const analysis = async (mine: number) => {
    let files: MemoryFile[] | null;
    try {
      files = await readVirtualFiles(uri);
    } catch (error) {
      const problem = error instanceof DumpError ? error.problem : null;
      return { type: 'failed', message: (error as Error).message, problem } as const;
    }
    if (mine !== run) return { type: 'cancelled' } as const;
    const path = uri.scheme === 'file' ? uri.fsPath : uri.path;
    // The joint part would delay the marginals, and no view shows it yet.
    const request = { dump: { paths: [path] }, thresholds: readThresholds(uri), jointSamples: 0, curves: true };
    job = startJob(worker, request, files, {
      onProgress(stage, done, total) {
        if (mine !== run) return;
        state.progress = { stage, done, total };
        changed.fire();
      },
      onPreliminary(preliminary) {
        // A complete report of before is worth more than a sample of now.
        if (mine !== run || measured) return;
        state.analysis = presented(preliminary);
        changed.fire();
      },
      onRefined(refined) {
        if (mine !== run) return;
        measured = refined;
        present();
        changed.fire();
      },
    });
    return job.result;
  };

  const watcher = watchFiles(uri, () => void start());
  const settings = vscode.workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration(SECTION, uri)) return;
    present();
    changed.fire();
  });
  void start();

  return {
    uri,
    state,
    onDidChange: changed.event,
    toUri,
    refresh: () => void start(),
    cancel: () => {
      run++;
      job?.cancel();
      state.progress = null;
      present();
      state.failure = {
        message: `${vscode.workspace.asRelativePath(uri)}: cancelled before the analysis was done`,
        problem: null,
      };
      changed.fire();
    },
    setGamma: async (gamma) => {
      await context.workspaceState.update(gammaKey, gamma);
      present();
      changed.fire();
    },
    dispose: () => {
      run++;
      job?.cancel();
      watcher.dispose();
      settings.dispose();
      changed.dispose();
    },
  };
}
