import { applyEdits, modify } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { Session } from './session';

const REMEMBER = 'Remember for this folder';
const WRITE = 'Write to meta.json';
const FORGET = 'Forget the gamma of this folder';

/** Asks for BN-VAE's gamma of a dump that declares none, and where to keep it. */
export async function askForGamma(session: Session): Promise<void> {
  const declared = session.state.analysis?.report.source.declared;
  const known = declared?.from === 'user' && typeof declared.gamma === 'number' ? declared.gamma : undefined;
  const text = await vscode.window.showInputBox({
    title: 'Latent Lens: Set gamma',
    prompt: 'Fixed scale of the batch-normalised posterior mean (BN-VAE), as used in training',
    placeHolder: 'e.g. 0.6',
    value: known === undefined ? '' : String(known),
    // A dashboard that redraws takes the focus; what was typed must not go with it.
    ignoreFocusOut: true,
    validateInput: (value) => (isNumber(value) ? undefined : 'A finite number, e.g. 0.6'),
  });
  if (text === undefined) return;
  const gamma = Number(text);
  const choice = await vscode.window.showQuickPick(
    [
      { label: REMEMBER, detail: 'In this workspace of VS Code; no file changes.' },
      { label: WRITE, detail: 'Beside the dump, as a training script would.' },
      ...(known === undefined ? [] : [{ label: FORGET, detail: 'The dump counts as one without a gamma again.' }]),
    ],
    { title: `Latent Lens: gamma = ${gamma}`, placeHolder: 'Where to keep it', ignoreFocusOut: true },
  );
  if (choice?.label === REMEMBER) await session.setGamma(gamma);
  if (choice?.label === FORGET) await session.setGamma(undefined);
  if (choice?.label === WRITE) await writeSidecar(session, gamma);
}

const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));

/** Sets the key in meta.json, leaving the rest of the file as it is; creates the file if there is none. */
async function writeSidecar(session: Session, gamma: number): Promise<void> {
  const sidecar = vscode.Uri.joinPath(session.uri, '..', 'meta.json');
  try {
    const before = await readText(sidecar);
    const edits = modify(before ?? '{}', ['gamma'], gamma, { formattingOptions: { insertSpaces: true, tabSize: 1 } });
    const after = applyEdits(before ?? '{}', edits);
    await vscode.workspace.fs.writeFile(sidecar, new TextEncoder().encode(after));
    // A gamma in a file decides; a remembered one would only mislead once the file goes.
    await session.setGamma(undefined);
    session.refresh();
  } catch (error) {
    void vscode.window.showErrorMessage(`Latent Lens: meta.json was not written: ${(error as Error).message}`);
  }
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}
