import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { hostTests } from '../harness/hostSide';

const folder = () => vscode.workspace.workspaceFolders![0].uri;
const inFolder = (path: string) => vscode.Uri.joinPath(folder(), path);

const ours = (uri: vscode.Uri) => vscode.languages.getDiagnostics(uri).filter((d) => d.source === 'Latent Lens');
const codeOf = (d: vscode.Diagnostic) => (d.code as { value: string; target: vscode.Uri }).value;
const codes = (uri: vscode.Uri) => ours(uri).map(codeOf);

/** Waits until something holds; says what it was when time runs out. */
async function until<T>(value: () => T | Promise<T>, holds: (value: T) => boolean, within = 20_000): Promise<T> {
  const end = Date.now() + within;
  for (;;) {
    const found = await value();
    if (holds(found)) return found;
    assert.ok(Date.now() < end, `still ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function open(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(inFolder(path));
  await vscode.window.showTextDocument(document);
  return document;
}

const rangeOf = (document: vscode.TextDocument, text: string) => {
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0, text);
  return new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
};

async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, rangeOf(document, from), to);
  await vscode.workspace.applyEdit(edit);
}

const measured = (uri: vscode.Uri) =>
  until(
    () => ours(uri),
    (found) => found.some((d) => /N = 1,797/.test(d.message)),
  );

const hoverAt = async (document: vscode.TextDocument, text: string) => {
  const found = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    rangeOf(document, text).start,
  );
  return found.flatMap(({ contents }) => contents.map((c) => (typeof c === 'string' ? c : c.value))).join('\n');
};

const actionsAt = async (document: vscode.TextDocument, text: string) => {
  const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    rangeOf(document, text),
  );
  // VS Code does not hand out the diagnostics of an action.
  return found.filter(({ title }) => /^(Set gamma|Use |Join|Silence|Explain)/.test(title));
};

const lenses = async (uri: vscode.Uri) =>
  vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);

const settings = (uri?: vscode.Uri) => vscode.workspace.getConfiguration('latentLens', uri);

export const run = hostTests({
  'a gamma of 1.5 stands out on its literal, with the numbers of the dump below the script': async () => {
    const { uri } = await open('holes/train.py');
    const document = await vscode.workspace.openTextDocument(uri);
    const found = await measured(uri);
    const gamma = found.find((d) => codeOf(d) === 'gamma-exceeds-one')!;
    assert.equal(document.getText(gamma.range), '1.5');
    assert.equal(gamma.severity, vscode.DiagnosticSeverity.Error);
    assert.match(gamma.message, /0\.2195/);
    const target = (gamma.code as { target: vscode.Uri }).target;
    assert.equal(target.fragment, 'gamma-exceeds-one');
    const eps = found.find((d) => codeOf(d) === 'bn-eps')!;
    assert.equal(document.getText(eps.range), 'nn.BatchNorm1d(nz)');
    const related = gamma.relatedInformation!.map(({ location }) => location);
    assert.ok(related.some(({ uri, range }) => uri.path.endsWith('holes/dump/meta.json') && range.start.line === 3));
  },

  'findings of the dump stand on the gamma line, and nowhere else while only the script is open': async () => {
    const uri = inFolder('holes/train.py');
    const found = await measured(uri);
    const own = found.filter((d) => /^holes\/dump: /.test(d.message));
    assert.ok(own.length > 0, found.map(codeOf).join());
    for (const { range, relatedInformation } of own) {
      assert.equal(range.start.line, 3);
      assert.ok(relatedInformation!.length > 0);
    }
    assert.equal(new Set(found.map(codeOf)).size, found.length);
    assert.deepEqual(codes(inFolder('holes/dump/meta.json')), []);
  },

  'hovering gamma tells the floors, the matching gamma and the dump; the places it flows through too': async () => {
    const document = await open('holes/train.py');
    await measured(document.uri);
    for (const place of ['1.5', 'self.mu_bn.weight.fill_(GAMMA)', 'nn.BatchNorm1d(nz)']) {
      const text = await hoverAt(document, place);
      assert.match(text, /holes\/dump/);
      assert.match(text, /N = 1,797/);
      assert.match(text, /floor/i);
    }
    assert.equal(await hoverAt(document, 'nn.Linear(nh, nz)'), '');
  },

  'code lenses are off until they are set, then tell what the dump measured and open its dashboard': async () => {
    const { uri } = await open('holes/train.py');
    await measured(uri);
    assert.deepEqual(await lenses(uri), []);
    await settings(uri).update('surfaces.codeLens', true, vscode.ConfigurationTarget.Workspace);
    const [lens] = await until(
      () => lenses(uri),
      (found) => found.length === 1,
    );
    assert.match(lens.command!.title, /^KL \d.* \(floor \d.*\) · \d\/8 active · mismatch ≥ \d.* · Open dashboard$/);
    assert.equal(lens.range.start.line, 3);
    assert.equal(lens.command!.command, 'latentLens.openDashboard');
    await settings(uri).update('surfaces.codeLens', undefined, vscode.ConfigurationTarget.Workspace);
  },

  'quick fixes come in order: fix, silence the line, silence the rule, explain': async () => {
    const document = await open('holes/train.py');
    await measured(document.uri);
    const titles = (await actionsAt(document, '1.5')).map(({ title }) => title);
    const kinds = [
      'Set gamma to 0.',
      'Silence gamma-exceeds-one on this line',
      'Silence gamma-exceeds-one in this workspace',
      'Explain gamma-exceeds-one',
    ];
    const places = kinds.map((kind) => titles.findIndex((title) => title.startsWith(kind)));
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
      titles.join('\n'),
    );
    assert.equal(places[0], 0);
    const [eps] = await actionsAt(document, 'nn.BatchNorm1d(nz)');
    assert.equal(eps.title, 'Use eps=1e-8');
    assert.equal(eps.edit!.get(document.uri)[0].newText, ', eps=1e-8');
  },

  'what is fixed goes at once, what is new comes after a pause': async () => {
    const document = await open('plain/edited.py');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.deepEqual(codes(document.uri), []);
    const typed = Date.now();
    await replace(document, '0.6', '1.5');
    await until(
      () => codes(document.uri),
      (found) => found.includes('gamma-exceeds-one'),
    );
    assert.ok(Date.now() - typed >= 550, `after ${Date.now() - typed} ms`);
    // The same problem with another number moves along, without a pause.
    await replace(document, '1.5', '1.25');
    await until(
      () => ours(document.uri).map((d) => d.message),
      ([message]) => /1\.25/.test(message ?? ''),
      5000,
    );
    const fixed = Date.now();
    await replace(document, '1.25', '0.6');
    await until(
      () => codes(document.uri),
      (found) => found.length === 0,
      5000,
    );
    assert.ok(Date.now() - fixed < 550, `after ${Date.now() - fixed} ms`);
  },

  'half-typed text throws nothing and comes back': async () => {
    const document = await open('plain/edited.py');
    await replace(document, 'fill_(GAMMA)', 'fill_(GAM');
    await replace(document, 'GAMMA = 0.6', 'GAMMA = ');
    await replace(document, 'GAMMA = ', 'GAMMA = 2');
    await replace(document, 'fill_(GAM', 'fill_(GAMMA)');
    await until(
      () => codes(document.uri),
      (found) => found.includes('gamma-exceeds-one'),
    );
    await replace(document, 'GAMMA = 2', 'GAMMA = 0.6');
    await until(
      () => codes(document.uri),
      (found) => found.length === 0,
    );
  },

  'a comment silences its line, settings a rule and its severity': async () => {
    const silenced = await open('plain/silenced.py');
    const { uri } = await open('holes/train.py');
    await measured(uri);
    assert.deepEqual(codes(silenced.uri), []);
    const rules = { 'bn-eps': 'off', 'gamma-exceeds-one': 'info' };
    await settings(uri).update('scriptRules', rules, vscode.ConfigurationTarget.Workspace);
    await until(
      () => codes(uri),
      (found) => !found.includes('bn-eps'),
    );
    const severity = () => ours(uri).find((d) => codeOf(d) === 'gamma-exceeds-one')?.severity;
    await until(severity, (found) => found === vscode.DiagnosticSeverity.Information);
    await settings(uri).update('scriptRules', undefined, vscode.ConfigurationTarget.Workspace);
    await until(
      () => codes(uri),
      (found) => found.includes('bn-eps'),
    );
    await vscode.commands.executeCommand('latentLens.silenceFinding', 'bn-eps', uri);
    await until(
      () => codes(uri),
      (found) => !found.includes('bn-eps'),
    );
    assert.deepEqual(settings(uri).inspect('silencedFindings')?.workspaceValue, ['bn-eps']);
    await settings(uri).update('silencedFindings', undefined, vscode.ConfigurationTarget.Workspace);
  },

  'surfaces can be turned off': async () => {
    const document = await open('holes/train.py');
    await measured(document.uri);
    for (const surface of ['problems', 'hover', 'quickFixes'])
      await settings(document.uri).update(`surfaces.${surface}`, false, vscode.ConfigurationTarget.Workspace);
    await until(
      () => codes(document.uri),
      (found) => found.length === 0,
    );
    assert.equal(await hoverAt(document, '1.5'), '');
    assert.deepEqual(await actionsAt(document, '1.5'), []);
    for (const surface of ['problems', 'hover', 'quickFixes'])
      await settings(document.uri).update(`surfaces.${surface}`, undefined, vscode.ConfigurationTarget.Workspace);
    await until(
      () => codes(document.uri),
      (found) => found.includes('gamma-exceeds-one'),
    );
  },

  'a command line is judged by the script that it runs, and told when it loses its gamma': async () => {
    const { uri } = await open('cli/run.sh');
    await until(
      () => codes(uri),
      (found) => found.includes('gamma-exceeds-one'),
    );
    const lost = await open('cli/lost.sh');
    await until(
      () => codes(lost.uri),
      (found) => found.includes('lost-continuation'),
    );
    const [join] = await actionsAt(lost, '--gamma 0.6');
    assert.equal(join.title, 'Join the lines of the command');
    await vscode.workspace.applyEdit(join.edit!);
    assert.match(lost.getText(), /--epochs 5 \\\n {2}--gamma 0\.6/);
    await until(
      () => codes(lost.uri),
      (found) => found.length === 0,
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  'a sidecar that names the script links its dump, wherever that lies beside it': async () => {
    const document = await open('named/model/train.py');
    await until(
      () => hoverAt(document, '0.6'),
      (text) => /named\/out\/run1/.test(text),
    );
    // What batch norm's eps let escape there is told here.
    await until(
      () => codes(document.uri),
      (found) =>
        found.includes('bn-escaped') || found.includes('gamma-mismatch') || found.includes('aggregate-overdispersed'),
    );
  },

  'gamma in one notebook cell and the batch norm in another': async () => {
    const notebook = await vscode.workspace.openNotebookDocument(inFolder('book/book.ipynb'));
    await vscode.window.showNotebookDocument(notebook);
    const [constant, model] = notebook.getCells().map(({ document }) => document);
    const found = await until(
      () => ours(constant.uri),
      (all) => all.length > 0,
    );
    assert.deepEqual(
      found.map((d) => constant.getText(d.range)),
      ['1.5'],
    );
    assert.deepEqual(codes(model.uri), []);
  },

  'code that has nothing to do with it gives nothing': async () => {
    const quiet = await open('plain/quiet.py');
    const rl = await open('plain/rl.py');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.deepEqual([codes(quiet.uri), codes(rl.uri)], [[], []]);
    assert.match(await hoverAt(quiet, '0.6'), /0\.6/);
    assert.equal(await hoverAt(rl, '0.99'), '');
  },

  'findings of the dump go when gamma is edited away from its own, and come back with it': async () => {
    const document = await open('holes/train.py');
    await measured(document.uri);
    const ofDump = () => ours(document.uri).filter((d) => /holes\/dump/.test(d.message));
    await replace(document, 'GAMMA = 1.5', 'GAMMA = 0.6');
    await until(ofDump, (found) => found.length === 0);
    // Its variances are still the best that is known.
    const text = await until(
      () => hoverAt(document, '0.6'),
      (found) => found !== '',
    );
    assert.match(text, /holes\/dump.*declared γ = 1\.5/s);
    await replace(document, 'GAMMA = 0.6', 'GAMMA = 1.5');
    await until(ofDump, (found) => found.length > 0);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  'a problem waits for the pause in a file that said nothing before': async () => {
    const document = await open('plain/rl.py');
    const model = (await vscode.workspace.openTextDocument(inFolder('holes/train.py'))).getText();
    const typed = Date.now();
    await replace(document, 'gamma = 0.99', model);
    await until(
      () => codes(document.uri),
      (found) => found.includes('gamma-exceeds-one'),
    );
    assert.ok(Date.now() - typed >= 550, `after ${Date.now() - typed} ms`);
    await replace(document, model, 'gamma = 0.99');
    await until(
      () => codes(document.uri),
      (found) => found.length === 0,
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  'a dump has its own problems only while a dashboard shows it, whatever the script holds': async () => {
    const document = await open('holes/train.py');
    await measured(document.uri);
    const sidecar = inFolder('holes/dump/meta.json');
    await vscode.commands.executeCommand('latentLens.openDashboard', sidecar);
    await until(
      () => codes(sidecar),
      (found) => found.includes('gamma-exceeds-one'),
    );
    assert.equal(new Set(codes(sidecar)).size, codes(sidecar).length);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await until(
      () => codes(sidecar),
      (found) => found.length === 0,
    );
    await measured(document.uri);
  },

  'a dump that is written while its script is open is linked, and let go when its sidecar goes': async () => {
    const document = await open('late/train.py');
    await until(
      () => codes(document.uri),
      (found) => found.includes('gamma-exceeds-one'),
    );
    assert.match(await hoverAt(document, '1.5'), /no dump/i);
    await vscode.workspace.fs.copy(inFolder('holes/dump'), inFolder('late/runs/a'));
    await until(
      () => ours(document.uri).map((d) => d.message),
      (found) => found.some((message) => /late\/runs\/a \(N = 1,797\)/.test(message)),
    );
    await vscode.workspace.fs.delete(inFolder('late/runs/a/meta.json'));
    await until(
      () => ours(document.uri).map((d) => d.message),
      (found) => found.length > 0 && !found.some((message) => /late\/runs/.test(message)),
    );
    assert.match(await hoverAt(document, '1.5'), /no dump/i);
  },

  'a dump that cannot be read says nothing at its script': async () => {
    const document = await open('broken/train.py');
    await until(
      () => codes(document.uri),
      (found) => found.includes('gamma-exceeds-one'),
    );
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.deepEqual(codes(document.uri), ['gamma-exceeds-one']);
    assert.deepEqual(codes(inFolder('broken/dump/meta.json')), []);
    assert.match(await hoverAt(document, '1.5'), /no dump/i);
  },

  'lines that end in CRLF keep their places': async () => {
    const document = await open('windows/train.py');
    const found = await until(
      () => ours(document.uri),
      (all) => all.length === 2,
    );
    assert.deepEqual(
      found.map((d) => document.getText(d.range)),
      ['1.5', 'nn.BatchNorm1d(nz)'],
    );
    const silence = (await actionsAt(document, '1.5')).find(({ title }) => /on this line/.test(title))!;
    await vscode.workspace.applyEdit(silence.edit!);
    assert.match(document.getText(), /GAMMA = 1\.5 {2}# latent-lens: ignore gamma-exceeds-one\r\n/);
    await until(
      () => codes(document.uri),
      (all) => all.join() === 'bn-eps',
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  'versions of the past and texts of programs are left alone, a new text is not': async () => {
    const text = (await vscode.workspace.openTextDocument(inFolder('windows/train.py'))).getText();
    const provider = vscode.workspace.registerTextDocumentContentProvider('past', {
      provideTextDocumentContent: () => text,
    });
    const past = await vscode.workspace.openTextDocument(inFolder('windows/train.py').with({ scheme: 'past' }));
    const untitled = await vscode.workspace.openTextDocument({ language: 'python', content: text });
    const large = await vscode.workspace.openTextDocument(inFolder('large/train.py'));
    await until(
      () => codes(untitled.uri),
      (found) => found.includes('gamma-exceeds-one'),
    );
    assert.equal(past.languageId, 'python');
    assert.deepEqual([codes(past.uri), codes(large.uri)], [[], []]);
    provider.dispose();
  },

  'cells that move, go and come are read where they are': async () => {
    const notebook = await vscode.workspace.openNotebookDocument(inFolder('book/book.ipynb'));
    await vscode.window.showNotebookDocument(notebook);
    const [constant, model] = notebook.getCells().map(({ document }) => document);
    const change = async (edit: vscode.NotebookEdit) => {
      const edits = new vscode.WorkspaceEdit();
      edits.set(notebook.uri, [edit]);
      await vscode.workspace.applyEdit(edits);
    };
    const first = await until(
      () => codes(constant.uri),
      (found) => found.includes('gamma-exceeds-one'),
    );
    assert.deepEqual(first, ['gamma-exceeds-one']);
    // Nothing says what a number in a cell means once the model is gone.
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, model.getText(), 'python');
    await change(vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(1, 2)));
    await until(
      () => codes(constant.uri),
      (found) => found.length === 0,
    );
    await change(vscode.NotebookEdit.insertCells(0, [cell]));
    await change(vscode.NotebookEdit.insertCells(0, [new vscode.NotebookCellData(1, 'text', 'markdown')]));
    await until(
      () => codes(constant.uri),
      (found) => found.includes('gamma-exceeds-one'),
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  },
});
