import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { hostTests } from '../harness/hostSide';

const COMMAND = 'latentLens.insertDumpWriter';
const inFolder = (path: string) => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, path);

/** How often a text has the writer. */
const writers = (document: vscode.TextDocument) => document.getText().split('def save_latent_dump(').length - 1;

async function open(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(inFolder(path)));
}

export const run = hostTests({
  'the writer comes after the imports, the cursor stays in its line, and one undo takes all of it back': async () => {
    const editor = await open('train.py');
    const { document } = editor;
    const before = document.getText();
    const line = document.lineAt(document.lineCount - 2).text;
    editor.selection = new vscode.Selection(document.lineCount - 2, 4, document.lineCount - 2, 4);
    await vscode.commands.executeCommand(COMMAND);
    assert.match(document.getText(), /^import torch\nimport torch\.nn as nn\n\n\ndef save_latent_dump\(/);
    assert.match(document.getText(), /\n {12}raise\n\n\nGAMMA = 0\.6\n/);
    assert.equal(document.lineAt(editor.selection.active).text, line);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  },

  'a script that has it gets no second one: the cursor goes there': async () => {
    const editor = await open('train.py');
    await vscode.commands.executeCommand(COMMAND);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await vscode.commands.executeCommand(COMMAND);
    assert.equal(writers(editor.document), 1);
    assert.match(editor.document.lineAt(editor.selection.active).text, /^def save_latent_dump\(/);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  },

  'the lines of Windows stay so': async () => {
    const { document } = await open('windows.py');
    await vscode.commands.executeCommand(COMMAND);
    assert.equal(writers(document), 1);
    assert.equal(
      document
        .getText()
        .replaceAll('\r\n', '')
        .match(/[\r\n]/),
      null,
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  },

  'other languages are left alone': async () => {
    const { document } = await open('notes.md');
    const before = document.getText();
    await vscode.commands.executeCommand(COMMAND);
    assert.equal(document.getText(), before);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  },

  'a notebook gets it once, in the cell that is chosen': async () => {
    const notebook = await vscode.workspace.openNotebookDocument(inFolder('book.ipynb'));
    const [first, second] = notebook.getCells().map(({ document }) => document);
    const choose = async (cell: number) => {
      const range = new vscode.NotebookRange(cell, cell + 1);
      await vscode.window.showNotebookDocument(notebook, { selections: [range] });
      await vscode.commands.executeCommand(COMMAND);
    };
    await choose(1);
    assert.match(second.getText(), /^import numpy as np\n\n\ndef save_latent_dump\(/);
    await choose(0);
    assert.deepEqual([writers(first), writers(second)], [0, 1]);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  },
});
