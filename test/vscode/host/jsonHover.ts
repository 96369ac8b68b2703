import { strict as assert } from 'node:assert';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { hostTests } from '../harness/hostSide';

const inFolder = (path: string) => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, path);

/** The diagnostics of a file, once there is one of ours with this code. */
function diagnosed(uri: vscode.Uri, code: string): Promise<vscode.Diagnostic> {
  return new Promise((resolve) => {
    const check = () => {
      const ours = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Latent Lens');
      const found = ours.find((d) => (d.code as { value: string }).value === code);
      if (!found) return;
      subscription.dispose();
      resolve(found);
    };
    const subscription = vscode.languages.onDidChangeDiagnostics(check);
    check();
  });
}

async function openText(path: string, code = 'small-sample'): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(inFolder(path));
  await vscode.window.showTextDocument(document, { preview: false });
  await diagnosed(document.uri, code);
  return document;
}

/** Our hover at the place that `|` marks in a piece of the document's text. */
async function hoverAt(document: vscode.TextDocument, marked: string) {
  const piece = document.getText().indexOf(marked.replace('|', ''));
  assert.ok(piece >= 0, marked);
  const position = document.positionAt(piece + marked.indexOf('|'));
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  // Of the findings on a key, and of the JSON language, there may be others.
  const texts = hovers.flatMap(({ contents, range }) =>
    contents.map((content) => ({ text: (content as vscode.MarkdownString).value, content, range })),
  );
  return texts.find(({ text }) => /posterior (mean|spread)/.test(text));
}

async function textAt(document: vscode.TextDocument, marked: string): Promise<string> {
  return (await hoverAt(document, marked))?.text ?? 'none';
}

const nextSettings = () =>
  new Promise<void>((resolve) => {
    const subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('latentLens')) return;
      subscription.dispose();
      resolve();
    });
  });

export const run = hostTests({
  'a number has the statistics of its dimension, over its own range': async () => {
    const document = await openText('dump.json');
    const mean = (await hoverAt(document, '[[-|1.2, 0], [1.2, 0]'))!;
    assert.equal(document.getText(mean.range), '-1.2');
    assert.match(mean.text, /`mu\[0, 0\]`: posterior mean of example 0 in dimension 0/);
    assert.match(mean.text, /\| KL, K \| 0\.817 ± 0 nats, floor 0\.72 \|/);
    assert.match(mean.text, /\| KL\(q_j ‖ p\), F \| 0\.238 nats, moment floor 0\.139 \|/);
    const spread = await textAt(document, '"var": [[0.5, 1], [0.5, 1|], ');
    assert.match(spread, /`var\[1, 1\]`: posterior spread of example 1 in dimension 1/);
    assert.match(spread, /\| unit \| collapsed \|/);
  },

  'the key of an array says what it is, with the totals': async () => {
    const document = await openText('dump.json');
    const { text, range } = (await hoverAt(document, '}, "m|u": [[-1.2'))!;
    assert.equal(document.getText(range), '"mu"');
    assert.match(text, /`mu`: posterior mean, shape \[40, 2\], json/);
    assert.match(text, /\| units \| 1 active, 1 collapsed of 2 \|/);
    assert.match(await textAt(document, '"v|ar"'), /posterior spread.*taken for variance by name/);
  },

  'a stacked array has both': async () => {
    await vscode.commands.executeCommand('latentLens.openDashboard', inFolder('stacked.json'));
    await diagnosed(inFolder('stacked.json'), 'spread-guessed');
    const document = await vscode.workspace.openTextDocument(inFolder('stacked.json'));
    assert.match(await textAt(document, '"z|"'), /posterior mean[\s\S]*posterior spread.*taken for variance by values/);
    assert.match(await textAt(document, '[[-1.|2, 0]'), /`z\[0, 0\]`: posterior mean/);
    assert.match(await textAt(document, '[[0|.5, 1]'), /`z\[0, 0\]`: posterior spread/);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  },

  'other values, and an inner array of the same name, have none': async () => {
    const document = await openText('dump.json');
    for (const marked of ['"gamma": 1|.2', '"gam|ma"', '[7|, 8]', '"lab|els"', '{"m|u": [[5', '[[5|, 6]]']) {
      assert.equal(await textAt(document, marked), 'none', marked);
    }
    const other = await vscode.workspace.openTextDocument(inFolder('package.json'));
    assert.equal(await textAt(other, '["m|u"]'), 'none');
  },

  'in a text that was edited the numbers are said to be of before': async () => {
    const document = await openText('edited.json');
    assert.doesNotMatch(await textAt(document, '[[-|1.2'), /As last analysed/);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 1), '"a": 1, ');
    await vscode.workspace.applyEdit(edit);
    assert.match(
      await textAt(document, '[[-|1.2'),
      /in dimension 0[\s\S]*As last analysed; the file has changed since/,
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  'a dump that cannot be analysed says why': async () => {
    const document = await openText('broken.json', 'unreadable-dump');
    const text = (await textAt(document, '"v|ar"')).replaceAll('\\', '').replaceAll('&nbsp;', ' ');
    assert.match(text, /`var` is taken for the posterior spread \(variance\) by its name/);
    assert.match(text, /row 1.*found 2 values, expected 1 values as in row 0/);
  },

  'a dump that was never analysed says what its arrays are taken for, and offers to': async () => {
    const document = await vscode.workspace.openTextDocument(inFolder('unseen.json'));
    const { text, content } = (await hoverAt(document, '"m|u"'))!;
    assert.match(text, /`mu` is taken for the posterior mean by its name\. \[Analyse\]\(command:latentLens/);
    const { isTrusted } = content as vscode.MarkdownString;
    assert.deepEqual(isTrusted, { enabledCommands: ['latentLens.openDashboard'] });
  },

  'a value past the last drawn column is told where it stands, and can be gone to': async () => {
    const uri = inFolder('long.json');
    const document = await openText('long.json', 'nonfinite-values');
    const finding = await diagnosed(uri, 'nonfinite-values');
    assert.equal(document.getText(finding.range), '1.2');
    const [{ location }] = finding.relatedInformation!;
    assert.equal(document.getText(location.range), 'NaN');
    assert.ok(location.range.start.character > 20_000);
    assert.equal(document.getText((await diagnosed(uri, 'spread-suspect')).range), '3');
    assert.match(await textAt(document, 'N|aN'), /`var\[1999, 1\]`/);
  },

  'there are none where the setting says so': async () => {
    const document = await openText('dump.json');
    const settings = inFolder('.vscode/settings.json').fsPath;
    mkdirSync(inFolder('.vscode').fsPath, { recursive: true });
    let changed = nextSettings();
    writeFileSync(settings, '{"latentLens.surfaces.hover": false}');
    await changed;
    assert.equal(await textAt(document, '"v|ar"'), 'none');
    changed = nextSettings();
    writeFileSync(settings, '{}');
    await changed;
    assert.notEqual(await textAt(document, '"v|ar"'), 'none');
  },
});
