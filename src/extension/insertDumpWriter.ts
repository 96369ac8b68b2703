import * as vscode from 'vscode';
import { WRITER_CALL, WRITER_NAME } from '../writers/dumpWriter';
import { findWriter, insertWriter } from '../writers/insertWriter';

const INSERT_CALL = 'Insert Call';

/** A place in a script or in a cell of a notebook. */
interface Place {
  document: vscode.TextDocument;
  at: vscode.Position;
}

/**
 * "Latent Lens: Insert Latent Dump Writer": puts the function that saves a dump after the imports of the active Python
 * script or notebook cell, or goes to where it is already; then offers its call.
 */
export function registerInsertDumpWriter(): vscode.Disposable {
  return vscode.commands.registerCommand('latentLens.insertDumpWriter', async () => {
    const cursor = activePython();
    if (!cursor) return sayNoPython();
    const known = knownWriter(cursor.document);
    const writer = known ?? (await insert(cursor.document));
    if (!writer) {
      void vscode.window.showWarningMessage(`Latent Lens: ${nameOf(cursor.document)} cannot be edited.`);
      return;
    }
    if (known) await goTo(known);
    // The command has done its work; the question stays for as long as the user looks for the place.
    void offerCall(`${known ? 'found' : 'inserted'} ${WRITER_NAME} ${described(writer)}`, known && { known, cursor });
  });
}

/** The cursor of the active editor, or the cell that is chosen where none is being edited. */
function activePython(): Place | undefined {
  const { activeTextEditor: editor, activeNotebookEditor: book } = vscode.window;
  const document = editor?.document ?? book?.notebook.getCells()[book.selection.start]?.document;
  if (document?.languageId !== 'python') return undefined;
  return { document, at: editor?.selection.active ?? new vscode.Position(0, 0) };
}

function sayNoPython(): void {
  void vscode.window.showInformationMessage(
    'Latent Lens: found no Python in the active editor, expected a training script or a notebook cell.',
  );
}

/** Where the script, or any cell of the notebook, has the writer. */
function knownWriter(document: vscode.TextDocument): Place | undefined {
  const cells = notebookOf(document)?.getCells();
  const documents = cells?.map((cell) => cell.document) ?? [document];
  return documents
    .filter(({ languageId }) => languageId === 'python')
    .flatMap((candidate) => {
      const offset = findWriter(candidate.getText());
      return offset === null ? [] : [{ document: candidate, at: candidate.positionAt(offset) }];
    })[0];
}

/** Undefined where the document takes no edit. */
async function insert(document: vscode.TextDocument): Promise<Place | undefined> {
  const { span, text } = insertWriter(document.getText());
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, document.positionAt(span.from), text);
  return (await vscode.workspace.applyEdit(edit)) ? knownWriter(document) : undefined;
}

/** @param gone the cursor before the command went to the writer */
async function offerCall(said: string, gone: { known: Place; cursor: Place } | undefined): Promise<void> {
  const message = `Latent Lens: ${said}. Put the cursor where a run should save a dump, then insert the call.`;
  if ((await vscode.window.showInformationMessage(message, INSERT_CALL)) !== INSERT_CALL) return;
  const now = activePython();
  const isAtWriter = gone && now?.document === gone.known.document && now.at.isEqual(gone.known.at);
  const place = isAtWriter ? gone.cursor : now;
  if (!place) return sayNoPython();
  if (isAtWriter || !vscode.window.activeTextEditor) await goTo(place);
  await vscode.window.activeTextEditor?.insertSnippet(new vscode.SnippetString(WRITER_CALL));
}

/** Opens a notebook at the cell, too. */
async function goTo({ document, at }: Place): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', document.uri, { selection: new vscode.Range(at, at) });
}

function described({ document, at }: Place): string {
  const cell = notebookOf(document)
    ?.getCells()
    .findIndex((candidate) => candidate.document === document);
  return `at line ${at.line + 1}${cell === undefined ? '' : ` of cell ${cell + 1}`}`;
}

const notebookOf = (document: vscode.TextDocument): vscode.NotebookDocument | undefined =>
  vscode.workspace.notebookDocuments.find((notebook) => notebook.getCells().some((cell) => cell.document === document));

const nameOf = ({ uri }: vscode.TextDocument): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);
