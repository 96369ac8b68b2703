import * as vscode from 'vscode';
import type { Analysis } from '../analysis/analyze';
import { matches } from './scriptOfDump';
import type { Scripts } from './scripts';
import type { Session } from './session';
import type { Sessions } from './sessions';
import { SECTION } from './settings';
import { isQuick, type Sidecar, sidecarsBelow, watchSidecars } from './sidecars';

/** Quiet time after sidecars changed: a training run writes one after another. */
const QUIET = 500;

/** The dump that a script wrote, as it was last analysed. */
export interface LinkedDump {
  session: Session;
  analysis: Analysis;
  /** As the user knows it: its folder in the workspace. */
  name: string;
}

/** Which dump belongs to which open script. */
export interface ScriptDumps extends vscode.Disposable {
  /** Undefined while none is known, or it has not been analysed yet. */
  dumpOf(document: vscode.TextDocument): LinkedDump | undefined;
  readonly onDidChange: vscode.Event<vscode.TextDocument>;
  /** What the user says goes before what sidecars say; undefined leaves it to them again. */
  link(script: vscode.Uri, dump: vscode.Uri | undefined): Promise<void>;
}

interface Held {
  dump: string;
  session: Session;
  release: vscode.Disposable;
}

/**
 * Finds the dump of every open script with a gamma: the one that the user linked; else the newest whose sidecar names
 * the script; else the newest at or below its folder that declares the same gamma. It is analysed in the background, unless it is large.
 */
export function createScriptDumps(context: vscode.ExtensionContext, scripts: Scripts, sessions: Sessions): ScriptDumps {
  const changed = new vscode.EventEmitter<vscode.TextDocument>();
  const held = new Map<vscode.TextDocument, Held>();
  const sidecars = new Map<string, Promise<Sidecar[]>>();
  /** Numbers the searches of a document: only the newest counts. */
  const searches = new Map<vscode.TextDocument, number>();
  let timer: NodeJS.Timeout | undefined;

  const linkKey = (script: vscode.Uri) => `${SECTION}.dump:${script.toString()}`;
  const below = (folder: vscode.Uri) => {
    const key = folder.toString();
    const known = sidecars.get(key) ?? sidecarsBelow(folder);
    sidecars.set(key, known);
    return known;
  };
  const release = (document: vscode.TextDocument) => {
    held.get(document)?.release.dispose();
    held.delete(document);
  };
  const update = async (document: vscode.TextDocument) => {
    const search = (searches.get(document) ?? 0) + 1;
    searches.set(document, search);
    const dump = await find(document);
    if (searches.get(document) !== search) return;
    const before = held.get(document);
    if (before?.dump === dump?.toString()) return;
    release(document);
    if (dump) {
      const acquired = sessions.acquire(dump, true);
      held.set(document, { dump: dump.toString(), session: acquired.session, release: acquired });
    }
    changed.fire(document);
  };
  const find = async (document: vscode.TextDocument): Promise<vscode.Uri | undefined> => {
    const state = scripts.stateOf(document);
    if (document.isClosed || !state || state.sites.length === 0) return undefined;
    const script = scriptUri(document);
    const linked = context.workspaceState.get<string>(linkKey(script));
    if (linked) return vscode.Uri.parse(linked);
    const gammas = state.sites.flatMap(({ gamma }) => gamma ?? []);
    const root = vscode.workspace.getWorkspaceFolder(script)?.uri ?? vscode.Uri.joinPath(script, '..');
    const folder = vscode.Uri.joinPath(script, '..').path;
    const candidates = (await below(root))
      .map((sidecar) => ({
        ...sidecar,
        match: matches({ path: script.path, gammas }, { ...sidecar, path: sidecar.uri.path }),
        // Of several that name the script, one with the gamma that stands there now.
        isSame: gammas.some((gamma) => gamma === sidecar.gamma),
      }))
      // A bare file name may mean another script of that name, unless the dump lies by this one.
      .filter(({ match, script: named, uri, isSame }) => {
        const isBare = typeof named === 'string' && !/[\\/]/.test(named);
        return match !== null && (!isBare || isSame || uri.path.startsWith(`${folder}/`));
      })
      .sort(
        (a, b) =>
          Number(b.match === 'named') - Number(a.match === 'named') ||
          Number(b.isSame) - Number(a.isSame) ||
          b.mtime - a.mtime,
      );
    const [best] = candidates;
    return best && (await isQuick(best.uri)) ? best.uri : undefined;
  };

  const subscriptions = [
    scripts.onDidRead((document) => void update(document)),
    sessions.onDidChange((session) => {
      for (const [document, own] of held) if (own.session === session) changed.fire(document);
    }),
    watchSidecars(() => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        sidecars.clear();
        for (const { document } of scripts.all()) void update(document);
      }, QUIET);
    }),
  ];
  for (const { document } of scripts.all()) void update(document);

  return {
    dumpOf(document) {
      const own = held.get(document);
      const analysis = own?.session.state.analysis;
      // A sample of a dump has no densities: what is said of it may change in a moment.
      if (!own || !analysis || analysis.report.source.preliminaryOf !== null) return undefined;
      const name = vscode.workspace.asRelativePath(vscode.Uri.joinPath(own.session.uri, '..'));
      return { session: own.session, analysis, name };
    },
    onDidChange: changed.event,
    async link(script, dump) {
      await context.workspaceState.update(linkKey(script), dump?.toString());
      for (const { document } of scripts.all())
        if (scriptUri(document).toString() === script.toString()) await update(document);
    },
    dispose() {
      clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
      for (const document of [...held.keys()]) release(document);
      changed.dispose();
    },
  };
}

/** The file of a script; for a cell, of its notebook. */
export function scriptUri({ uri }: vscode.TextDocument): vscode.Uri {
  const notebook = vscode.workspace.notebookDocuments.find((candidate) =>
    candidate.getCells().some(({ document }) => document.uri.toString() === uri.toString()),
  );
  return notebook?.uri ?? uri;
}
