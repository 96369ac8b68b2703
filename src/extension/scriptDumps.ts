import * as vscode from 'vscode';
import type { Analysis } from '../analysis/analyze';
import { isCompleteAnalysis } from '../analysis/isCompleteAnalysis';
import { bestDump, declaresOne } from './scriptOfDump';
import type { ScriptState, Scripts } from './scripts';
import type { Session } from './session';
import type { Sessions } from './sessions';
import { SECTION } from './settings';
import { isQuick, isThere, type Sidecar, sidecarsBeside, sidecarsOfWorkspace, watchSidecars } from './sidecars';

/** Quiet time after sidecars changed: a training run writes one after another. */
const QUIET = 500;

/** The dump that a script wrote, as it was last analysed. */
export interface LinkedDump {
  session: Session;
  analysis: Analysis;
  /** As the user knows it: its folder in the workspace. */
  name: string;
  /** False once the script's gamma was edited away from the dump's: what was measured is of the run before. */
  isCurrent: boolean;
}

/** Which dump belongs to which open script. */
export interface ScriptDumps extends vscode.Disposable {
  /** Undefined while none is known, or it has not been analysed yet. */
  dumpOf(document: vscode.TextDocument): LinkedDump | undefined;
  readonly onDidChange: vscode.Event<vscode.TextDocument>;
  /** What the user says goes before what sidecars say; undefined leaves it to them again. */
  link(script: vscode.Uri, dump: vscode.Uri | undefined): Promise<void>;
}

interface Found {
  dump: vscode.Uri;
  /** Whether nothing but its gamma and its place make it the script's. */
  isNear: boolean;
}

interface Held extends Found {
  session: Session;
  release: vscode.Disposable;
  /** What was last told of it; undefined while there is no analysis of all its rows, or its files cannot be read. */
  analysis: Analysis | undefined;
  declared: string;
  /** Whether the script has the gamma that the dump declares, and whether it had it since the dump was written. */
  isSame: boolean;
  wasSame: boolean;
}

/**
 * Finds the dump of every open script with a gamma: the one that the user linked; else the newest whose sidecar names
 * the script; else the newest at or below its folder that declares the same gamma. It is analysed in the background,
 * unless it is large. A script that is edited keeps its dump until another one fits.
 */
export function createScriptDumps(context: vscode.ExtensionContext, scripts: Scripts, sessions: Sessions): ScriptDumps {
  const changed = new vscode.EventEmitter<vscode.TextDocument>();
  const held = new Map<vscode.TextDocument, Held>();
  /** The newest search of a document, by the gammas that it was for. */
  const searches = new Map<vscode.TextDocument, { gammas: string }>();
  let inWorkspace: Promise<Sidecar[]> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const linkKey = (script: vscode.Uri) => `${SECTION}.dump:${script.toString()}`;
  const release = (document: vscode.TextDocument) => {
    held.get(document)?.release.dispose();
    held.delete(document);
  };
  const hold = (document: vscode.TextDocument, found: Found | undefined) => {
    const own = held.get(document);
    if (own && own.dump.toString() === found?.dump.toString()) {
      own.isNear = found.isNear;
      return;
    }
    release(document);
    if (!found) return;
    const acquired = sessions.acquire(found.dump, true);
    const { session } = acquired;
    const analysis = wholeAnalysis(session);
    held.set(document, { ...found, session, release: acquired, analysis, declared: '', isSame: false, wasSame: false });
  };
  const compare = (document: vscode.TextDocument) => {
    const own = held.get(document);
    if (!own) return;
    const gamma = own.analysis?.report.source.declared.gamma ?? null;
    own.isSame = declaresOne(gamma, gammasOf(scripts.stateOf(document)));
    // A run that wrote the dump anew is the script's last, whatever its gamma.
    if (own.analysis && own.declared !== String(gamma)) own.wasSame = false;
    if (own.analysis) own.declared = String(gamma);
    own.wasSame ||= own.isSame;
  };
  const update = async (document: vscode.TextDocument) => {
    const state = scripts.stateOf(document);
    if (!state?.sites.length) {
      searches.delete(document);
      if (!held.has(document)) return;
      release(document);
      return changed.fire(document);
    }
    const gammas = gammasOf(state);
    const search = { gammas: gammas.join() };
    if (searches.get(document)?.gammas === search.gammas) return;
    searches.set(document, search);
    compare(document);
    const found = await find(state.script, gammas, held.get(document));
    if (searches.get(document) !== search) return;
    hold(document, found);
    compare(document);
    changed.fire(document);
  };
  const updateAll = () => {
    searches.clear();
    for (const { document } of scripts.all()) void update(document);
  };
  const find = async (script: vscode.Uri, gammas: number[], own: Held | undefined): Promise<Found | undefined> => {
    // The next new text may have its name.
    if (script.scheme === 'untitled') return undefined;
    const linked = context.workspaceState.get<string>(linkKey(script));
    if (linked) {
      const dump = vscode.Uri.parse(linked);
      if (await isThere(dump)) return { dump, isNear: false };
    }
    const sidecars = await sidecarsFor(script);
    const best = bestDump({ path: script.path, gammas }, sidecars);
    if (own && (own.isNear || own.wasSame) && !best?.isSame) {
      if (sidecars.some(({ uri }) => uri.toString() === own.dump.toString())) return own;
    }
    return best && (await isQuick(best.dump.uri)) ? { dump: best.dump.uri, isNear: best.match === 'near' } : undefined;
  };
  const sidecarsFor = (script: vscode.Uri) => {
    if (!vscode.workspace.getWorkspaceFolder(script)) return sidecarsBeside(vscode.Uri.joinPath(script, '..'));
    inWorkspace ??= sidecarsOfWorkspace();
    return inWorkspace;
  };
  const analysed = (session: Session) => {
    const analysis = wholeAnalysis(session);
    for (const [document, own] of held) {
      if (own.session !== session || own.analysis === analysis) continue;
      own.analysis = analysis;
      compare(document);
      changed.fire(document);
    }
  };

  const subscriptions = [
    scripts.onDidRead((document) => void update(document)),
    sessions.onDidChange(analysed),
    watchSidecars(() => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        inWorkspace = undefined;
        updateAll();
      }, QUIET);
    }),
  ];
  updateAll();

  return {
    dumpOf(document) {
      const own = held.get(document);
      if (!own?.analysis) return undefined;
      const { session, analysis, isSame, isNear, wasSame } = own;
      const name = vscode.workspace.asRelativePath(vscode.Uri.joinPath(session.uri, '..'));
      return { session, analysis, name, isCurrent: isSame || !(isNear || wasSame) };
    },
    onDidChange: changed.event,
    async link(script, dump) {
      await context.workspaceState.update(linkKey(script), dump?.toString());
      const ofScript = scripts.all().filter((state) => state.script.toString() === script.toString());
      for (const { document } of ofScript) {
        release(document);
        searches.delete(document);
        await update(document);
      }
    },
    dispose() {
      clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
      searches.clear();
      for (const document of [...held.keys()]) release(document);
      changed.dispose();
    },
  };
}

const gammasOf = (state: ScriptState | undefined): number[] => state?.sites.flatMap(({ gamma }) => gamma ?? []) ?? [];

/** A sample of a dump has no densities: what is said of it may change in a moment. Of one array there is no KL to say. */
function wholeAnalysis({ state: { analysis, failure } }: Session): Analysis | undefined {
  if (!analysis || failure || !isCompleteAnalysis(analysis)) return undefined;
  return analysis.report.source.preliminaryOf === null ? analysis : undefined;
}
