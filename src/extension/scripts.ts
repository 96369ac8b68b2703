import { startWorker, type WorkerHandle } from 'platform/startWorker';
import * as vscode from 'vscode';
import type { DocumentKind, ReadPart, ScriptReply, ScriptRequest } from '../analysis/scriptRpc';
import { mayConcernGamma, mentionsBatchNorm } from '../trainingScripts/mentionsGamma';
import { readProject } from './projectScripts';
import { readRuleSeverities, SECTION } from './settings';

/** Quiet time after an edit before the text is read: a key held down is one edit. */
const TYPING = 30;

/** Names of the files that may give a script its gamma. */
const CONFIG = /\.(sh|bash|md|ya?ml|toml|json)$/i;

/** What an open document says of gamma, as of a version of it. */
export interface ScriptState extends ReadPart {
  document: vscode.TextDocument;
  version: number;
}

/** The gamma sites and findings of all open scripts, notebook cells, configs and command lines. */
export interface Scripts extends vscode.Disposable {
  /** Undefined where it says nothing, or has not been read yet. */
  stateOf(document: vscode.TextDocument): ScriptState | undefined;
  all(): ScriptState[];
  /** A document was read again, or closed. */
  readonly onDidRead: vscode.Event<vscode.TextDocument>;
  /** What a script says, once no newer text of it waits to be read. */
  settled(document: vscode.TextDocument): Promise<ScriptState | undefined>;
}

/** A file, or a notebook with the documents of its code cells. */
interface Unit {
  key: string;
  kind: DocumentKind;
  documents: vscode.TextDocument[];
}

/**
 * Reads every open document that may concern gamma, in a worker that starts with the first of them: nothing here
 * takes longer than a look for two words.
 */
export function createScripts(context: vscode.ExtensionContext): Scripts {
  const states = new Map<vscode.TextDocument, ScriptState>();
  const read = new vscode.EventEmitter<vscode.TextDocument>();
  const timers = new Map<string, NodeJS.Timeout>();
  /** Documents of each unit with a text that the worker was sent and has not answered yet. */
  const asked = new Map<number, { unit: Unit; versions: number[] }>();
  const newest = new Map<string, number>();
  let worker: WorkerHandle | undefined;
  let deaths = 0;
  let nextId = 0;

  const running = () => {
    worker ??= startWorker(
      vscode.Uri.joinPath(context.extensionUri, 'dist', 'scripts.js').fsPath,
      (message) => receive(message as ScriptReply),
      () => {
        // One that dies is replaced by the next edit; what keeps dying is left alone.
        worker = undefined;
        deaths++;
        asked.clear();
        project.forget();
      },
    );
    return worker;
  };
  const post = (request: ScriptRequest) => {
    if (deaths < 3) running().post(request);
  };
  const project = readProject(
    (sources) => post({ type: 'project', sources }),
    () => {
      for (const unit of openUnits()) if (unit.kind === 'config' && newest.has(unit.key)) schedule(unit, 0);
    },
  );

  const receive = ({ id, parts }: ScriptReply) => {
    const request = asked.get(id);
    asked.delete(id);
    // A newer text is on its way.
    if (!request || newest.get(request.unit.key) !== id) return;
    for (const [k, document] of request.unit.documents.entries()) set(document, request.versions[k], parts[k]);
  };
  const set = (document: vscode.TextDocument, version: number, part: ReadPart) => {
    if (document.isClosed) return;
    if (part.sites.length + part.findings.length > 0) states.set(document, { document, version, ...part });
    else if (!states.delete(document)) return;
    read.fire(document);
  };
  const schedule = (unit: Unit, delay: number) => {
    clearTimeout(timers.get(unit.key));
    timers.set(
      unit.key,
      setTimeout(() => void start(unit), delay),
    );
  };
  const start = async (unit: Unit) => {
    timers.delete(unit.key);
    const parts = unit.documents.map((document) => document.getText());
    const versions = unit.documents.map(({ version }) => version);
    const concerns = unit.kind === 'config' ? parts.some(mayConcernGamma) : parts.some(mentionsBatchNorm);
    if (!concerns) {
      if (newest.delete(unit.key)) post({ type: 'forget', path: unit.key });
      for (const document of unit.documents) if (states.delete(document)) read.fire(document);
      return;
    }
    const id = nextId++;
    newest.set(unit.key, id);
    if (unit.kind === 'config') await project.ready();
    if (newest.get(unit.key) !== id) return;
    asked.set(id, { unit, versions });
    const severities = readRuleSeverities(unit.documents[0].uri);
    post({ type: 'read', id, path: unit.key, parts, kind: unit.kind, severities });
  };
  const close = (document: vscode.TextDocument) => {
    const unit = unitOf(document);
    if (unit) {
      clearTimeout(timers.get(unit.key));
      timers.delete(unit.key);
      if (newest.delete(unit.key)) post({ type: 'forget', path: unit.key });
    }
    if (states.delete(document)) read.fire(document);
  };

  for (const unit of openUnits()) schedule(unit, 0);
  const subscriptions = [
    vscode.workspace.onDidOpenTextDocument((document) => {
      const unit = unitOf(document);
      if (unit) schedule(unit, 0);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const unit = contentChanges.length > 0 ? unitOf(document) : undefined;
      if (unit) schedule(unit, TYPING);
    }),
    vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
      const unit = contentChanges.length > 0 ? notebookUnit(notebook) : undefined;
      if (unit) schedule(unit, TYPING);
    }),
    vscode.workspace.onDidCloseTextDocument(close),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SECTION)) for (const unit of openUnits()) schedule(unit, 0);
    }),
  ];
  const isPending = (key: string) => timers.has(key) || [...asked.values()].some(({ unit }) => unit.key === key);

  return {
    stateOf: (document) => states.get(document),
    all: () => [...states.values()],
    onDidRead: read.event,
    async settled(document) {
      const unit = unitOf(document);
      for (let waited = 0; unit && isPending(unit.key) && waited < 5000; waited += 20)
        await new Promise((resolve) => setTimeout(resolve, 20));
      return states.get(document);
    },
    dispose() {
      for (const timer of timers.values()) clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
      deaths = 3;
      worker?.terminate();
      project.dispose();
      read.dispose();
    },
  };
}

function openUnits(): Unit[] {
  const units = new Map<string, Unit>();
  for (const document of vscode.workspace.textDocuments) {
    const unit = unitOf(document);
    if (unit) units.set(unit.key, unit);
  }
  return [...units.values()];
}

/** What a document belongs to; undefined for one that cannot concern gamma: other languages, versions of the past. */
function unitOf(document: vscode.TextDocument): Unit | undefined {
  const { uri, languageId } = document;
  if (uri.scheme === 'vscode-notebook-cell') {
    const notebook = vscode.workspace.notebookDocuments.find((candidate) =>
      candidate.getCells().some((cell) => cell.document === document),
    );
    return notebook && notebookUnit(notebook);
  }
  if (/^(git|output|vscode-.*settings|search-editor)$/.test(uri.scheme) || /^gitlens|^review/.test(uri.scheme))
    return undefined;
  const unit = { key: uri.path, documents: [document] };
  if (languageId === 'python') return { ...unit, kind: 'python' };
  return CONFIG.test(uri.path) ? { ...unit, kind: 'config' } : undefined;
}

function notebookUnit(notebook: vscode.NotebookDocument): Unit | undefined {
  const documents = notebook
    .getCells()
    .filter(({ kind, document }) => kind === vscode.NotebookCellKind.Code && document.languageId === 'python')
    .map(({ document }) => document);
  return documents.length > 0 ? { key: notebook.uri.path, kind: 'notebook', documents } : undefined;
}
