import { startWorker, type WorkerHandle } from 'platform/startWorker';
import * as vscode from 'vscode';
import type { ReadPart, ScriptReply, ScriptRequest } from '../analysis/scriptRpc';
import { readProject } from './projectScripts';
import { concernsGamma, openUnits, type ScriptUnit, unitOf, unitOfNotebook } from './scriptUnits';
import { readRuleSeverities, SECTION } from './settings';

/** Quiet time after an edit before the text is read: a key held down is one edit. */
const TYPING = 30;

const SAYS_NOTHING: ReadPart = { sites: [], findings: [] };

/** Deaths of the worker after which it is left alone. */
const MOST_DEATHS = 3;

/** What an open document says of gamma, as of a version of it. */
export interface ScriptState extends ReadPart {
  document: vscode.TextDocument;
  version: number;
  /** The file; for a cell, its notebook. */
  script: vscode.Uri;
  /** When it, or another cell of its notebook, was edited last; 0 if never. */
  editedAt: number;
}

/** The gamma sites and findings of all open scripts, notebook cells, configs and command lines. */
export interface Scripts extends vscode.Disposable {
  /** Undefined where it says nothing, or has not been read yet. Of an older version while an edit waits to be read. */
  stateOf(document: vscode.TextDocument): ScriptState | undefined;
  all(): ScriptState[];
  /** A document was read again, or closed. */
  readonly onDidRead: vscode.Event<vscode.TextDocument>;
  /** What the text of a Python file says that is not open; nothing where the worker fails. */
  readClosed(uri: vscode.Uri, text: string): Promise<ReadPart>;
  /** What a script says, once no newer text of it waits to be read. */
  settled(document: vscode.TextDocument): Promise<ScriptState | undefined>;
}

/** The reading of a script as it is edited: the worker has one text of it at most. */
interface Reading {
  unit: ScriptUnit;
  editedAt: number;
  timer?: NodeJS.Timeout;
  /** Of the request that the worker has not answered yet, or that waits for the project. */
  request?: number;
  versions: number[];
  /** Its turn came while the worker had an older text. */
  again: boolean;
  /** Called when nothing waits to be read any more. */
  waiting: (() => void)[];
}

/**
 * Reads every open document that may concern gamma, in a worker that starts with the first of them: nothing here
 * takes longer than a look for two words.
 */
export function createScripts(context: vscode.ExtensionContext): Scripts {
  const states = new Map<vscode.TextDocument, ScriptState>();
  const read = new vscode.EventEmitter<vscode.TextDocument>();
  const readings = new Map<string, Reading>();
  /** By request: what files that are not open wait for. */
  const closed = new Map<number, (part: ReadPart) => void>();
  let worker: WorkerHandle | undefined;
  let deaths = 0;
  let nextRequest = 0;

  const running = () => {
    worker ??= startWorker(
      vscode.Uri.joinPath(context.extensionUri, 'dist', 'scripts.js').fsPath,
      (message) => receive(message as ScriptReply),
      died,
    );
    return worker;
  };
  const died = () => {
    worker = undefined;
    project.forget();
    for (const id of [...closed.keys()]) answer(id, SAYS_NOTHING);
    if (++deaths < MOST_DEATHS) {
      // What it had not answered is asked of the next.
      for (const reading of [...readings.values()].filter(({ request }) => request !== undefined)) {
        reading.request = undefined;
        schedule(reading.unit, 0);
      }
      return;
    }
    for (const key of [...readings.keys()]) forget(key);
    for (const document of [...states.keys()]) drop(document);
  };
  const post = (request: ScriptRequest) => {
    if (deaths < MOST_DEATHS) running().post(request);
  };
  const project = readProject(
    (path, text) => post({ type: 'source', path, text }),
    () => {
      for (const { unit } of [...readings.values()]) if (unit.kind === 'config') schedule(unit, 0);
    },
  );

  const answer = (id: number, part: ReadPart) => {
    closed.get(id)?.(part);
    return closed.delete(id);
  };
  const receive = ({ id, parts }: ScriptReply) => {
    if (answer(id, parts[0])) return;
    const reading = [...readings.values()].find(({ request }) => request === id);
    if (!reading) return;
    reading.request = undefined;
    if (reading.again) return void start(reading);
    // A newer text is on its way.
    if (reading.timer) return;
    const { unit, versions, editedAt } = reading;
    for (const [k, document] of unit.documents.entries()) {
      if (document.isClosed) continue;
      const { sites, findings } = parts[k];
      if (sites.length + findings.length === 0) {
        drop(document);
        continue;
      }
      states.set(document, { document, version: versions[k], script: unit.uri, editedAt, sites, findings });
      read.fire(document);
    }
    settle(reading);
  };
  const settle = (reading: Reading) => {
    for (const resolve of reading.waiting.splice(0)) resolve();
  };
  const drop = (document: vscode.TextDocument) => {
    if (states.delete(document)) read.fire(document);
  };
  const forget = (key: string) => {
    const reading = readings.get(key);
    if (!reading) return;
    clearTimeout(reading.timer);
    readings.delete(key);
    if (worker) post({ type: 'forget', key });
    settle(reading);
  };
  const schedule = (unit: ScriptUnit | undefined, delay: number) => {
    if (!unit || deaths >= MOST_DEATHS) return;
    const reading = readings.get(unit.key) ?? { unit, editedAt: 0, versions: [], again: false, waiting: [] };
    readings.set(unit.key, reading);
    reading.unit = unit;
    if (delay > 0) reading.editedAt = Date.now();
    clearTimeout(reading.timer);
    reading.timer = setTimeout(() => {
      reading.timer = undefined;
      if (reading.request === undefined) void start(reading);
      else reading.again = true;
    }, delay);
  };
  const start = async (reading: Reading) => {
    const { unit } = reading;
    reading.again = false;
    if (!concernsGamma(unit)) {
      for (const document of unit.documents) drop(document);
      return forget(unit.key);
    }
    const id = nextRequest++;
    reading.request = id;
    if (unit.kind === 'config') await project.ready();
    // Closed meanwhile, or begun anew with another worker.
    if (readings.get(unit.key) !== reading || reading.request !== id) return;
    const { key, uri, kind, documents } = reading.unit;
    reading.versions = documents.map(({ version }) => version);
    const parts = documents.map((document) => document.getText());
    post({ type: 'read', id, key, path: uri.path, parts, kind, severities: readRuleSeverities(uri) });
  };
  const close = (document: vscode.TextDocument) => {
    // A cell that goes leaves its notebook.
    forget(document.uri.toString());
    drop(document);
  };

  for (const unit of openUnits()) schedule(unit, 0);
  const subscriptions = [
    vscode.workspace.onDidOpenTextDocument((document) => schedule(unitOf(document), 0)),
    vscode.workspace.onDidOpenNotebookDocument((notebook) => schedule(unitOfNotebook(notebook), 0)),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) schedule(unitOf(document), TYPING);
    }),
    vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
      if (contentChanges.length > 0) schedule(unitOfNotebook(notebook), TYPING);
    }),
    vscode.workspace.onDidCloseTextDocument(close),
    vscode.workspace.onDidCloseNotebookDocument(({ uri }) => forget(uri.toString())),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SECTION)) for (const unit of openUnits()) schedule(unit, 0);
    }),
  ];

  return {
    stateOf: (document) => states.get(document),
    all: () => [...states.values()],
    onDidRead: read.event,
    readClosed(uri, text) {
      if (deaths >= MOST_DEATHS) return Promise.resolve(SAYS_NOTHING);
      const id = nextRequest++;
      // Under a name of its own: the file may be opened at any time.
      const key = `closed ${uri}`;
      const found = new Promise<ReadPart>((resolve) => closed.set(id, resolve));
      post({ type: 'read', id, key, path: uri.path, parts: [text], kind: 'python', severities: {} });
      post({ type: 'forget', key });
      return found;
    },
    async settled(document) {
      const unit = unitOf(document);
      const reading = unit && readings.get(unit.key);
      if (reading && (reading.timer || reading.request !== undefined))
        await new Promise<void>((resolve) => reading.waiting.push(resolve));
      return states.get(document);
    },
    dispose() {
      deaths = MOST_DEATHS;
      for (const subscription of subscriptions) subscription.dispose();
      for (const key of [...readings.keys()]) forget(key);
      for (const id of [...closed.keys()]) answer(id, SAYS_NOTHING);
      worker?.terminate();
      project.dispose();
      read.dispose();
    },
  };
}
