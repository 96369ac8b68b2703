import * as vscode from 'vscode';
import type { PartialAnalysis } from '../analysis/analyze';
import type { DashboardMessage, ExportFormat } from '../dashboardProtocol';
import { reproducingCommand, settingsNotes } from '../report/command';
import { dumpName, dumpTitle } from '../report/dumpName';
import { numbersCsv, numbersJson } from '../report/numbers';
import type { Session } from './session';
import { readSilenced } from './settings';

/** What the dashboard saves: its charts as they are on screen, and the report as a page or as numbers. */

const FORMATS: Record<ExportFormat, string> = { html: 'HTML report', json: 'JSON numbers', csv: 'CSV numbers' };
const PICTURES = { svg: 'SVG picture', png: 'PNG picture' };

/** Saves a chart that the dashboard has drawn, where the user says. */
export async function savePicture(
  session: Session,
  { view, format, bytes }: Extract<DashboardMessage, { type: 'savePicture' }>,
): Promise<void> {
  const target = await askForFile(session, `-${view}`, { [format]: PICTURES[format] });
  // A webview's bytes arrive with the prototype of another realm.
  if (target) await save(target, async () => Uint8Array.from(bytes));
}

/**
 * Saves the report of the whole dump, its joint part included, in the format that the name asks for: what is still
 * computed is waited for.
 * @param format that is offered
 */
export async function exportReport(session: Session, format: ExportFormat): Promise<void> {
  const { [format]: first, ...others } = FORMATS;
  const target = await askForFile(session, '', { [format]: first, ...others });
  if (!target) return;
  const chosen = (Object.keys(FORMATS) as ExportFormat[]).find((each) => target.path.endsWith(`.${each}`)) ?? format;
  await save(target, (progress, token) =>
    finished(session, progress, token).then(async (analysis) =>
      analysis === null ? null : new TextEncoder().encode(await CONTENTS[chosen](session, analysis)),
    ),
  );
}

const CONTENTS: Record<ExportFormat, (session: Session, analysis: PartialAnalysis) => Promise<string> | string> = {
  html: pageOf,
  json: (_, { report }) => numbersJson(report),
  csv: (_, { report }) => numbersCsv(report),
};

async function pageOf({ uri }: Session, { report, curves, pairs, evidence }: PartialAnalysis): Promise<string> {
  // Vega, which the extension does without until now.
  const { reportPage } = await import('../report/reportPage');
  const { gamma, from } = report.source.declared;
  const dump = {
    paths: [vscode.workspace.asRelativePath(uri, false)],
    gamma: from === 'user' && typeof gamma === 'number' ? gamma : undefined,
  };
  return reportPage({
    title: dumpTitle(report.source.files[0]),
    report,
    curves,
    pairs,
    command: reproducingCommand(dump, report.joint?.mutualInformation.samples ?? 0),
    date: new Date(),
    notes: settingsNotes(evidence.thresholds, readSilenced(uri)),
  });
}

/** Asks where to save; the folder is that of the workspace, as a dump's own holds nothing but the dump. */
function askForFile(
  session: Session,
  suffix: string,
  formats: Record<string, string>,
): Thenable<vscode.Uri | undefined> {
  const { uri, state } = session;
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri ?? vscode.Uri.joinPath(uri, '..');
  const name = dumpName(state.analysis?.report.source.files[0] ?? uri.path);
  const [extension] = Object.keys(formats);
  return vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, `${name}${suffix}.${extension}`),
    filters: Object.fromEntries(Object.entries(formats).map(([each, text]) => [text, [each]])),
    title: 'Latent Lens: Save',
  });
}

type Progress = vscode.Progress<{ message?: string }>;

/** Writes a file, with progress and, at its end, a way to it. @param make null where the user cancelled */
async function save(
  target: vscode.Uri,
  make: (progress: Progress, token: vscode.CancellationToken) => Promise<Uint8Array | null>,
): Promise<void> {
  const name = target.path.slice(target.path.lastIndexOf('/') + 1);
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Latent Lens: saving ${name}`,
    cancellable: true,
  };
  try {
    const written = await vscode.window.withProgress(options, async (progress, token) => {
      const bytes = await make(progress, token);
      if (bytes !== null) await vscode.workspace.fs.writeFile(target, bytes);
      return bytes !== null;
    });
    if (!written) return;
  } catch (error) {
    void vscode.window.showErrorMessage(`Latent Lens: ${name} was not saved: ${(error as Error).message}`);
    return;
  }
  const answer = await vscode.window.showInformationMessage(`Latent Lens: saved ${name}`, 'Open');
  if (answer) await open(target);
}

/** A page in the browser, where that can reach it; everything else in the editor. */
async function open(file: vscode.Uri): Promise<void> {
  const reachable = file.scheme === 'file' && vscode.env.remoteName === undefined;
  if (file.path.endsWith('.html') && reachable) await vscode.env.openExternal(file);
  else await vscode.commands.executeCommand('vscode.open', file);
}

/** The analysis of the whole dump once nothing of it is computed any more; null where the user cancels. @throws Error */
function finished(
  session: Session,
  progress: Progress,
  token: vscode.CancellationToken,
): Promise<PartialAnalysis | null> {
  const subscriptions: vscode.Disposable[] = [session.viewJoint()];
  return new Promise<PartialAnalysis | null>((resolve, reject) => {
    const look = () => {
      const { analysis, failure, progress: running, draws } = session.state;
      if (running) progress.report({ message: percent(running.stage, running.done, running.total) });
      else if (draws) progress.report({ message: percent('Joint part', draws.done, draws.total) });
      else if (failure) reject(new Error(failure.message));
      else if (analysis) resolve(analysis);
    };
    subscriptions.push(session.onDidChange(look), session.onDidDraw(look));
    subscriptions.push(token.onCancellationRequested(() => resolve(null)));
    look();
  }).finally(() => {
    for (const subscription of subscriptions) subscription.dispose();
  });
}

const percent = (stage: string, done: number, total: number): string =>
  total > 0 ? `${stage}, ${Math.floor((100 * done) / total)} %` : stage;
