import * as vscode from 'vscode';
import type { PartialAnalysis } from '../analysis/analyze';
import type { DashboardMessage, Draws, HostMessage, JointPart, ViewSettings } from '../dashboardProtocol';
import { chooseArrays } from './chooseArrays';
import { type DumpScripts, openScript, type ScriptPlace, scriptLines } from './dumpScripts';
import { exportReport, savePicture } from './exports';
import { openHelp } from './help';
import { createPairs } from './pairs';
import type { Session } from './session';
import { askForGamma } from './setGamma';
import { DEFAULT_JOINT_SAMPLES, readJointSamples, readTargetRate } from './settings';

/** Fills a webview with the dashboard of a session and keeps it up to date until disposed. */
export function showDashboard(
  context: vscode.ExtensionContext,
  session: Session,
  scripts: DumpScripts,
  webview: vscode.Webview,
): vscode.Disposable {
  webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(context.extensionUri, 'dist')] };
  const title = vscode.workspace.asRelativePath(session.uri);
  let shown: PartialAnalysis | null = null;
  let shownRevision = 0;
  let shownDraws: Draws | null = null;
  let listening = false;
  /** Whether the user was asked for the arrays, which once is enough. */
  let asked = false;
  let script: ScriptPlace | null = null;
  let scriptSearch = 0;

  const post = (message: HostMessage) => void webview.postMessage(message);
  const pairs = createPairs(context, session, post);
  const update = () => {
    if (!listening) return;
    const { analysis, failure, progress, draws, revision } = session.state;
    // A webview that was hidden starts anew: it gets the last report even while a newer one is computed.
    if (analysis && (shown === null || revision !== shownRevision)) {
      const { report, curves } = analysis;
      post({ type: 'report', title, report, curves, draws, settings: viewSettings(session.uri) });
      void updateScript();
    } else if (analysis && (analysis !== shown || draws !== shownDraws)) {
      post({ type: 'joint', part: analysis === shown ? null : jointPart(analysis), draws });
    }
    pairs.update(shown === null);
    shown = analysis;
    shownRevision = revision;
    shownDraws = draws;
    if (progress) post({ type: 'progress', ...progress });
    else if (failure) {
      const isUnclear = failure.problem?.canChoose === true;
      post({ type: 'failed', title, message: failure.message, canChoose: isUnclear || session.isChosen() });
      if (isUnclear && !asked && !analysis && !session.isChosen()) {
        asked = true;
        void chooseArrays(context, session);
      }
    }
  };

  /** The script is looked for after the report, and again when scripts change. */
  const updateScript = async () => {
    if (!listening) return;
    const search = ++scriptSearch;
    const found = await scripts.scriptOf(session);
    const report = session.state.analysis?.report;
    if (search !== scriptSearch || !report) return;
    script = found;
    post({ type: 'script', script: found && scriptLines(found, report) });
  };

  const receive = async (message: DashboardMessage) => {
    switch (message.type) {
      case 'ready':
        listening = true;
        shown = null;
        post({ type: 'loading', title });
        return update();
      case 'drawn':
        return;
      case 'setGamma':
        return askForGamma(session);
      case 'chooseArrays':
        return chooseArrays(context, session);
      case 'cancel':
        return session.cancel();
      case 'retry':
        return session.refresh();
      case 'estimateJoint':
        return session.estimateJoint();
      case 'pair':
        return pairs.ask(message.a, message.b);
      case 'openHelp':
        return openHelp(context, message.anchor);
      case 'openFile':
        return void vscode.commands.executeCommand('vscode.open', session.toUri(message.file));
      case 'savePicture':
        return savePicture(session, message);
      case 'exportReport':
        return exportReport(session, message.format);
      case 'openScript':
        return script ? openScript(script, message.line) : undefined;
    }
  };

  const subscriptions = vscode.Disposable.from(
    webview.onDidReceiveMessage(receive),
    session.onDidChange(update),
    session.onDidDraw(update),
    scripts.onDidChange(() => void updateScript()),
    session.viewJoint(),
    pairs,
  );
  webview.html = html(context, session, webview);
  return subscriptions;
}

const viewSettings = (uri: vscode.Uri): ViewSettings => ({
  targetRate: readTargetRate(uri),
  jointSamples: readJointSamples(uri) || DEFAULT_JOINT_SAMPLES,
});

const jointPart = ({ report: { joint, totals, findings } }: PartialAnalysis): JointPart => ({
  joint,
  totals,
  findings,
});

function html(context: vscode.ExtensionContext, session: Session, webview: vscode.Webview): string {
  const asset = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(context.extensionUri, 'dist', name));
  const nonce = crypto.randomUUID();
  const policy = [
    "default-src 'none'",
    // The one script of ours, by nonce; nothing is evaluated.
    `script-src 'nonce-${nonce}'`,
    // The one style sheet of ours; charts set styles through the CSSOM, which CSP does not restrict.
    `style-src ${webview.cspSource}`,
    // VS Code's fonts, if a theme brings one.
    `font-src ${webview.cspSource}`,
    // Charts on their way from SVG to PNG: what the script itself has made, nothing from elsewhere.
    'img-src blob:',
    "connect-src 'none'",
  ].join('; ');
  const dump = escapeAttribute(session.uri.toString());
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${asset('dashboard.css')}">
<title>Latent Lens</title>
</head>
<body>
<main id="latent-lens" data-state="loading" data-dump="${dump}"></main>
<script nonce="${nonce}" src="${asset('dashboard.js')}"></script>
</body>
</html>`;
}

const escapeAttribute = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
