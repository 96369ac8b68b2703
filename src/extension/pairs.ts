import * as vscode from 'vscode';
import { type PairJob, startPairJob } from '../analysis/pairJob';
import type { HostMessage, PairAnswer } from '../dashboardProtocol';
import type { CorrelatedPair } from '../diagnostics/covariance';
import type { Session } from './session';
import { readVirtualFiles } from './virtualFiles';

/** Milliseconds after which a worker that nobody asks for pairs is given up, with the dump that it holds open. */
const IDLE = 60_000;

/** Answers a dashboard's requests for pairs of dimensions; the newest one wins. */
export interface Pairs extends vscode.Disposable {
  ask(a: number, b: number): void;
  /** Tells which pairs are the most correlated, where that has changed. @param anew the webview has been told nothing */
  update(anew: boolean): void;
}

export function createPairs(
  context: vscode.ExtensionContext,
  session: Session,
  post: (message: HostMessage) => void,
): Pairs {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.js').fsPath;
  let job: PairJob | null = null;
  /** The state of the dump that the job has open. */
  let revision = 0;
  /** A request that was superseded while files were read sees another number here. */
  let newest = 0;
  let idle: NodeJS.Timeout | undefined;
  let told: CorrelatedPair[] | null = null;

  const end = () => {
    clearTimeout(idle);
    job?.dispose();
    job = null;
  };

  /** A worker that has this state of the dump open, or will; null where another request came meanwhile. */
  const ready = async (mine: number): Promise<PairJob | null> => {
    const current = session.state.revision;
    if (job && !job.busy() && revision === current) return job;
    end();
    const files = await readVirtualFiles(session.uri);
    if (mine !== newest) return null;
    // As the analysis took it, without looking at all values again.
    const spreadKind = session.state.analysis?.report.source.spread?.kind;
    revision = current;
    job = startPairJob(script, { ...session.request(), spreadKind }, files);
    return job;
  };

  return {
    async ask(a, b) {
      const mine = ++newest;
      clearTimeout(idle);
      const say = (answer: PairAnswer) => {
        if (mine !== newest) return;
        post({ type: 'pair', a, b, answer });
        if (answer.type === 'done') idle = setTimeout(end, IDLE);
        // The next request finds what the user has mended.
        else if (answer.type === 'failed') end();
      };
      try {
        const reader = await ready(mine);
        reader?.read(a, b, say);
      } catch (error) {
        say({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
      }
    },
    update(anew) {
      const pairs = session.state.analysis?.pairs ?? null;
      if (!anew && pairs === told) return;
      told = pairs;
      post({ type: 'correlatedPairs', pairs });
    },
    dispose() {
      newest++;
      end();
    },
  };
}
