import * as vscode from 'vscode';
import type { ScriptLines } from '../dashboardProtocol';
import type { PartialReport } from '../diagnostics/report';
import type { GammaSite } from '../trainingScripts/gammaSite';
import { mentionsBatchNorm } from '../trainingScripts/mentionsGamma';
import { isAboutGamma } from './gammaStatistics';
import type { ScriptDumps } from './scriptDumps';
import { declaresOne, matches } from './scriptOfDump';
import type { Scripts } from './scripts';
import type { Session } from './session';
import { type Sidecar, SKIPPED, sidecarOf } from './sidecars';

const PYTHON = '**/*.py';
/** Files looked into for one that is the dump's script. */
const MOST_FILES = 100;
/** Bytes of a script; a larger one was written by a program. */
const LARGEST_SCRIPT = 2e6;
/** Quiet time after scripts changed. */
const QUIET = 300;

/** Where the script of a dump fixes its gamma. */
export interface ScriptPlace {
  /** Of the file, or of a notebook's cell. */
  uri: vscode.Uri;
  name: string;
  /** Lines from 1; that of the batch norm is where its eps stands or is missing. */
  gamma: number;
  batchNorm: number;
}

/** Which script a dump belongs to: the other way round than ScriptDumps, and for scripts that are not open, too. */
export interface DumpScripts extends vscode.Disposable {
  /** Null while none is known. */
  scriptOf(session: Session): Promise<ScriptPlace | null>;
  readonly onDidChange: vscode.Event<void>;
}

export function createDumpScripts(scripts: Scripts, dumps: ScriptDumps): DumpScripts {
  const changed = new vscode.EventEmitter<void>();
  /** Scripts that are not open, as they were found for a state of a dump. */
  let closed = new WeakMap<Session, { revision: number; place: Promise<ScriptPlace | null> }>();
  let timer: NodeJS.Timeout | undefined;
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(() => changed.fire(), QUIET);
  };
  const forget = () => {
    closed = new WeakMap();
    schedule();
  };

  /** The open script that the user linked, that the sidecar names, or that is near, in this order. */
  const amongOpen = (report: PartialReport, dump: Dump): ScriptPlace | null => {
    const found = scripts.all().flatMap((state) => {
      const { document, script, sites } = state;
      const linked = dumps.dumpOf(document)?.analysis.report.source.files[0] === report.source.files[0];
      const match = linked ? 'linked' : matches({ path: script.path, gammas: gammasOf(sites) }, dump);
      const site = siteOf(sites, dump.gamma);
      if (!match || !site) return [];
      const line = (offset: number) => document.positionAt(offset).line + 1;
      return [{ rank: RANKS.indexOf(match), place: placeOf(document.uri, script, site, line), site }];
    });
    // A config sets the gamma of a script: the script itself goes before.
    const order = ({ rank, site }: (typeof found)[number]) => 2 * rank + Number(site.batchNorm === null);
    return found.sort((a, b) => order(a) - order(b))[0]?.place ?? null;
  };

  const amongClosed = async (session: Session, dump: Dump): Promise<ScriptPlace | null> => {
    for (const uri of await candidates(session.uri, dump)) {
      const text = await readText(uri);
      if (text === null || !mentionsBatchNorm(text)) continue;
      const { sites } = await scripts.readClosed(uri, text);
      const site = siteOf(sites, dump.gamma);
      if (!site || !matches({ path: uri.path, gammas: gammasOf(sites) }, dump)) continue;
      return placeOf(uri, uri, site, (offset) => text.slice(0, offset).split('\n').length);
    }
    return null;
  };

  const watcher = vscode.workspace.createFileSystemWatcher(PYTHON);
  const subscriptions = vscode.Disposable.from(
    changed,
    watcher,
    watcher.onDidCreate(forget),
    watcher.onDidChange(forget),
    watcher.onDidDelete(forget),
    scripts.onDidRead(schedule),
    dumps.onDidChange(schedule),
  );
  return {
    async scriptOf(session) {
      const { analysis, revision } = session.state;
      if (!analysis) return null;
      const dump = dumpOf(session.uri, analysis.report, await sidecarOf(session.uri));
      const open = amongOpen(analysis.report, dump);
      if (open) return open;
      const known = closed.get(session);
      if (known?.revision === revision) return known.place;
      const place = amongClosed(session, dump);
      closed.set(session, { revision, place });
      return place;
    },
    onDidChange: changed.event,
    dispose() {
      clearTimeout(timer);
      subscriptions.dispose();
    },
  };
}

/** For the webview: the line that explains each finding about gamma. */
export function scriptLines({ name, gamma, batchNorm }: ScriptPlace, { findings }: PartialReport): ScriptLines {
  const about = findings.filter(({ code }) => isAboutGamma(code));
  return {
    name,
    lines: Object.fromEntries(about.map(({ code }) => [code, code === 'bn-escaped' ? batchNorm : gamma])),
  };
}

/** Opens the script at a line, from 1. */
export async function openScript({ uri }: ScriptPlace, line: number): Promise<void> {
  const at = new vscode.Position(Math.max(0, line - 1), 0);
  // Opens a notebook at the cell, too.
  await vscode.commands.executeCommand('vscode.open', uri, { selection: new vscode.Range(at, at) });
}

/** As `matches` takes it. */
type Dump = Parameters<typeof matches>[1];

const RANKS = ['linked', 'named', 'near'] as const;

/** What was declared decides, whichever file says it. */
const dumpOf = ({ path }: vscode.Uri, { source }: PartialReport, sidecar: Sidecar | undefined): Dump => ({
  path,
  gamma: source.declared.gamma,
  script: sidecar?.script,
});

const gammasOf = (sites: readonly GammaSite[]): number[] => sites.flatMap(({ gamma }) => gamma ?? []);

/** The site that has the dump's gamma, else one that says its gamma, else any. */
function siteOf(sites: readonly GammaSite[], declared: number | number[] | null): GammaSite | undefined {
  const said = sites.filter(({ gamma }) => gamma !== null);
  return said.find(({ gamma }) => declaresOne(declared, gamma === null ? [] : [gamma])) ?? said[0] ?? sites[0];
}

function placeOf(
  uri: vscode.Uri,
  script: vscode.Uri,
  { span, batchNorm }: GammaSite,
  line: (offset: number) => number,
): ScriptPlace {
  const name = script.path.slice(script.path.lastIndexOf('/') + 1);
  return { uri, name, gamma: line(span.from), batchNorm: line((batchNorm?.span ?? span).from) };
}

/** Files of the workspace that may be the script: those of the name that the sidecar gives, else those in folders above. */
async function candidates(dump: vscode.Uri, { script }: Dump): Promise<vscode.Uri[]> {
  const folder = vscode.workspace.getWorkspaceFolder(dump);
  if (!folder) return [];
  try {
    if (typeof script === 'string' && script !== '') {
      const name = script.replace(/^.*[\\/]/, '').replace(/[[\]{}*?]/g, '?');
      return await vscode.workspace.findFiles(`**/${name}`, SKIPPED, MOST_FILES);
    }
    const found: vscode.Uri[] = [];
    for (let at = vscode.Uri.joinPath(dump, '..'); at.path.startsWith(folder.uri.path); ) {
      const entries = await vscode.workspace.fs.readDirectory(at);
      const names = entries.filter(([name, type]) => type === vscode.FileType.File && /\.py$/i.test(name));
      const here = at;
      found.push(...names.map(([name]) => vscode.Uri.joinPath(here, name)));
      at = vscode.Uri.joinPath(at, '..');
      if (at.path === here.path) break;
    }
    return found.slice(0, MOST_FILES);
  } catch {
    // A file system that cannot be searched.
    return [];
  }
}

async function readText(uri: vscode.Uri): Promise<string | null> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    return size > LARGEST_SCRIPT ? null : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}
