import { strict as assert } from 'node:assert';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { hostTests } from '../harness/hostSide';

const inFolder = (path: string) => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, path);

/** Our diagnostics of a file, once `enough` holds for them. */
async function diagnostics(uri: vscode.Uri, enough: (found: vscode.Diagnostic[]) => boolean) {
  const ours = () => vscode.languages.getDiagnostics(uri).filter((d) => d.source === 'Latent Lens');
  return new Promise<vscode.Diagnostic[]>((resolve) => {
    const check = () => {
      const found = ours();
      if (!enough(found)) return;
      subscription.dispose();
      resolve(found);
    };
    const subscription = vscode.languages.onDidChangeDiagnostics(check);
    check();
  });
}

const codeOf = (d: vscode.Diagnostic) => (d.code as { value: string; target: vscode.Uri }).value;
const withCode = (code: string) => (found: vscode.Diagnostic[]) => found.some((d) => codeOf(d) === code);
const none = (found: vscode.Diagnostic[]) => found.length === 0;

async function openText(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(inFolder(path));
  await vscode.window.showTextDocument(document);
  return document;
}

const closeAll = () => vscode.commands.executeCommand('workbench.action.closeAllEditors');

function textAt(document: vscode.TextDocument, found: vscode.Diagnostic[], code: string): string {
  return document.getText(found.find((d) => codeOf(d) === code)!.range);
}

/**
 * Starts watching the event loop; call the result for the longest turn since. In processor time of this thread, not by
 * the clock: what other processes take from it is no block of ours.
 */
function longestTurn(): () => number {
  const used = () => {
    // Node 24, on which the extension host runs here; the types are of Node 20.
    const { user, system } = (process as unknown as { threadCpuUsage(): NodeJS.CpuUsage }).threadCpuUsage();
    return (user + system) / 1000;
  };
  let last = used();
  let longest = 0;
  let watching = true;
  const turn = () => {
    const now = used();
    longest = Math.max(longest, now - last);
    last = now;
    if (watching) setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    watching = false;
    return longest;
  };
}

export const run = hostTests({
  'an open JSON dump has its findings on the keys and values they are about': async () => {
    const document = await openText('dump.json');
    const found = await diagnostics(document.uri, withCode('gamma-exceeds-one'));
    assert.equal(textAt(document, found, 'gamma-exceeds-one'), '1.5');
    // The first NaN stands past the last column that VS Code draws, so the gamma stands for it, with the place in words.
    const nan = found.find((d) => codeOf(d) === 'nonfinite-values')!;
    assert.equal(document.getText(nan.range), '1.5');
    assert.match(nan.message, /first at \[row, column\] \[180, 1\].*at row 1, column \d{5}/s);
  },

  'a finding has code, severity and a link to its section of the shipped documentation': async () => {
    const found = await diagnostics(inFolder('dump.json'), withCode('gamma-exceeds-one'));
    const finding = found.find((d) => codeOf(d) === 'gamma-exceeds-one')!;
    assert.equal(finding.severity, vscode.DiagnosticSeverity.Error);
    const { target } = finding.code as { target: vscode.Uri };
    assert.equal(target.fragment, 'gamma-exceeds-one');
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(target.with({ fragment: '' })));
    assert.match(text, /^#+ gamma-exceeds-one$/m);
    for (const { code } of found) {
      assert.match(text, new RegExp(`^#+ ${(code as { value: string }).value}$`, 'm'));
    }
  },

  'findings go when the JSON dump is fixed, and an error in it stands on its place': async () => {
    const uri = inFolder('dump.json');
    writeFileSync(uri.fsPath, readFileSync(uri.fsPath, 'utf8').replace('"gamma": 1.5', '"gamma": 0.9'));
    await diagnostics(uri, (found) => found.length > 0 && !withCode('gamma-exceeds-one')(found));
    writeFileSync(uri.fsPath, '{"gamma": 1.5, "mu": [[1, 2], [3]], "logvar": [[0, 0], [0, 0]]}');
    const [broken] = await diagnostics(uri, withCode('unreadable-dump'));
    assert.equal(broken.severity, vscode.DiagnosticSeverity.Error);
    assert.match(broken.message, /row 1.*found 1 value.*expected 2/s);
    assert.equal(broken.range.start.line, 0);
    assert.ok(
      broken.range.start.character >= 30 && broken.range.start.character <= 32,
      String(broken.range.start.character),
    );
  },

  'findings go when the JSON dump is closed': async () => {
    const document = await openText('closing.json');
    await diagnostics(document.uri, withCode('gamma-exceeds-one'));
    await closeAll();
    await diagnostics(document.uri, none);
  },

  'findings go when the JSON dump is deleted': async () => {
    const document = await openText('deleting.json');
    await diagnostics(document.uri, withCode('gamma-exceeds-one'));
    rmSync(document.uri.fsPath);
    await diagnostics(document.uri, none);
    await closeAll();
  },

  'a .npy dump has its findings on the gamma of its sidecar while the dashboard is open': async () => {
    const sidecar = inFolder('run/meta.json');
    await vscode.commands.executeCommand('latentLens.openDashboard', inFolder('run/mu.npy'));
    const found = await diagnostics(sidecar, withCode('aggregate-overdispersed'));
    const document = await vscode.workspace.openTextDocument(sidecar);
    for (const finding of found) assert.equal(document.getText(finding.range), '1.5');
    await closeAll();
    await diagnostics(sidecar, none);
  },

  'a broken partner of the file that was opened is read again when it is written': async () => {
    const partner = inFolder('partner/logvar.npy');
    const whole = readFileSync(partner.fsPath);
    writeFileSync(partner.fsPath, whole.subarray(0, 1000));
    await vscode.commands.executeCommand('latentLens.openDashboard', inFolder('partner/mu.npy'));
    await diagnostics(partner, withCode('unreadable-dump'));
    writeFileSync(partner.fsPath, whole);
    await diagnostics(partner, none);
    await diagnostics(inFolder('partner/meta.json'), withCode('gamma-exceeds-one'));
    await closeAll();
  },

  'a .npy dump without a sidecar has its findings on the dump itself': async () => {
    const dump = inFolder('bare/mu.npy');
    await vscode.commands.executeCommand('latentLens.openDashboard', dump);
    const found = await diagnostics(dump, withCode('gamma-inferred'));
    assert.ok(found.every((d) => d.range.isEqual(new vscode.Range(0, 0, 0, 0))));
    await closeAll();
    await diagnostics(dump, none);
  },

  'thresholds and silenced findings of the settings apply at once': async () => {
    const settings = vscode.workspace.getConfiguration('latentLens');
    const dump = inFolder('bare/mu.npy');
    await vscode.commands.executeCommand('latentLens.openDashboard', dump);
    await diagnostics(dump, withCode('gamma-inferred'));
    await settings.update('silencedFindings', ['gamma-inferred'], vscode.ConfigurationTarget.Workspace);
    await diagnostics(dump, (found) => found.length > 0 && !withCode('gamma-inferred')(found));
    await settings.update('thresholds', { momentFloor: 5 }, vscode.ConfigurationTarget.Workspace);
    const found = await diagnostics(dump, (all) => all.some((d) => /add up to 3\.26 nats/.test(d.message)));
    assert.ok(withCode('aggregate-overdispersed')(found));
    await settings.update('silencedFindings', undefined, vscode.ConfigurationTarget.Workspace);
    await settings.update('thresholds', undefined, vscode.ConfigurationTarget.Workspace);
    await closeAll();
  },

  'JSON that is no dump is left alone': async () => {
    const document = await openText('run/stats.json');
    await openText('dump2.json');
    const found = await diagnostics(inFolder('dump2.json'), withCode('gamma-exceeds-one'));
    assert.equal(textAt(vscode.window.activeTextEditor!.document, found, 'small-sample'), '"mu"');
    assert.deepEqual(
      vscode.languages.getDiagnostics(document.uri).filter((d) => d.source === 'Latent Lens'),
      [],
    );
    await closeAll();
  },

  'the extension host is never blocked for more than 50 ms by an analysis of 10,000 x 32': async () => {
    const dump = inFolder('mnist/mu.npy');
    const longest = longestTurn();
    await vscode.commands.executeCommand('latentLens.openDashboard', dump);
    await diagnostics(inFolder('mnist/meta.json'), withCode('aggregate-underdispersed'));
    const milliseconds = longest();
    await closeAll();
    assert.ok(milliseconds < 50, `longest turn of the event loop: ${milliseconds} ms`);
  },
});
