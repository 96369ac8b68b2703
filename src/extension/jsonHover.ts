import * as vscode from 'vscode';
import type { PartialAnalysis } from '../analysis/analyze';
import { loneNote } from '../diagnostics/loneNote';
import { isComplete, type PartialReport } from '../diagnostics/report';
import { type JsonPlace, jsonPlaceAt } from '../dumps/jsonColumn';
import { isJsonDump } from './jsonDumps';
import { type ArrayRole, arrayByName, arrayStatistics, dimensionStatistics } from './latentStatistics';
import type { Session } from './session';
import type { Sessions } from './sessions';
import { surfaceEnabled } from './settings';

const LANGUAGES = ['json', 'jsonc'];
const ANALYSE = 'latentLens.openDashboard';

/**
 * Hovers in JSON dumps: on the key of an array its statistics, on its numbers those of the dimension. They are the
 * numbers of the session that shows the dump; where there is none, a link starts one.
 */
export function registerJsonHover(sessions: Sessions): vscode.Disposable {
  const running = new Set<Session>();
  return vscode.Disposable.from(
    sessions.onDidChange((session) => running.add(session)),
    sessions.onDidEnd((session) => running.delete(session)),
    vscode.languages.registerHoverProvider(LANGUAGES, {
      provideHover(document, position) {
        if (!surfaceEnabled(document.uri, 'hover')) return undefined;
        const session = sessionOf(document, running);
        const analysis = session?.state.analysis;
        // Most JSON is no dump: its text is not read further than that takes.
        if (!analysis && !isJsonDump(document)) return undefined;
        const place = jsonPlaceAt(document.getText(), document.offsetAt(position));
        if (!place) return undefined;
        const contents =
          session && analysis ? analysed(document, place, session, analysis) : notAnalysed(document, place, session);
        const range = new vscode.Range(document.positionAt(place.from), document.positionAt(place.to));
        return contents && new vscode.Hover(contents, range);
      },
    }),
  );
}

/** The session whose analysis reads this document, else the one that was opened by it. */
function sessionOf({ uri }: vscode.TextDocument, running: ReadonlySet<Session>): Session | undefined {
  const document = uri.toString();
  const all = [...running];
  const reads = ({ state, toUri }: Session) =>
    state.analysis?.report.source.files.some((file) => toUri(file).toString() === document);
  return all.find(reads) ?? all.find((session) => !session.state.analysis && session.uri.toString() === document);
}

function analysed(
  document: vscode.TextDocument,
  place: JsonPlace,
  { state }: Session,
  { report, places }: PartialAnalysis,
): vscode.MarkdownString | undefined {
  const roles = (['mean', 'spread'] as const).filter((role) => {
    if (report.source[role]?.array !== place.key) return false;
    // A key inside another object may have the name too. In a text that was edited since, the name must do.
    const { line, character } = document.positionAt(place.keyStart);
    const known = places[role]?.range;
    return document.isDirty || (known?.line === line && known.column === character);
  });
  if (roles.length === 0) return undefined;
  const text = statistics(place, roles, report);
  if (text === undefined) return undefined;
  const isOld = document.isDirty || state.failure !== null || state.progress !== null;
  return new vscode.MarkdownString(isOld ? `${text}\n\n*As last analysed; the file has changed since.*` : text);
}

function statistics({ key, element }: JsonPlace, roles: ArrayRole[], report: PartialReport): string | undefined {
  if (!isComplete(report)) return `${arrayByName(key) ?? ''} ${loneNote(report)}`.trim();
  if (!element) return arrayStatistics(report, roles);
  const { slab, row, column } = element;
  // Of a stacked array [2, N, D] the first slab holds the means.
  return dimensionStatistics(report, roles[Math.min(slab, roles.length - 1)], row, column);
}

function notAnalysed(
  document: vscode.TextDocument,
  { key }: JsonPlace,
  session: Session | undefined,
): vscode.MarkdownString | undefined {
  const taken = arrayByName(key);
  if (taken === undefined) return undefined;
  const failure = session?.state.failure;
  if (failure) return new vscode.MarkdownString(taken).appendMarkdown('\n\n').appendText(failure.message);
  if (session) return new vscode.MarkdownString(`${taken} Its statistics are being computed.`);
  const uri = encodeURIComponent(JSON.stringify([document.uri]));
  const contents = new vscode.MarkdownString(`${taken} [Analyse](command:${ANALYSE}?${uri}) it for its statistics.`);
  contents.isTrusted = { enabledCommands: [ANALYSE] };
  return contents;
}
