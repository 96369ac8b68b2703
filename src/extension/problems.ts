import * as vscode from 'vscode';
import { type DumpPlaces, type Place, placeOf } from '../analysis/places';
import type { Severity } from '../diagnostics/report';
import type { TextRange } from '../dumps/dumpError';
import { createDiagnostic } from './diagnostic';
import type { Session } from './session';
import type { Sessions } from './sessions';

/** VS Code draws no squiggle past this column; json.dump writes one long line. */
const LAST_DRAWN_COLUMN = 10_000;

/** A diagnostic and the file it stands in. */
type Entry = [vscode.Uri, vscode.Diagnostic];

/** Keeps the findings of all sessions in the Problems panel; a session's go with it. */
export function showProblems(context: vscode.ExtensionContext, sessions: Sessions): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('latentLens');
  const entries = new Map<Session, Entry[]>();
  const update = () => {
    // Two sessions may show the same dump by its two files: each finding once.
    const byFile = new Map<string, Map<string, vscode.Diagnostic>>();
    for (const [uri, diagnostic] of [...entries.values()].flat()) {
      const key = uri.toString();
      const known = byFile.get(key) ?? new Map<string, vscode.Diagnostic>();
      byFile.set(key, known.set(`${JSON.stringify(diagnostic.range)} ${diagnostic.message}`, diagnostic));
    }
    collection.clear();
    for (const [key, diagnostics] of byFile) collection.set(vscode.Uri.parse(key), [...diagnostics.values()]);
  };
  return vscode.Disposable.from(
    collection,
    sessions.onDidChange((session) => {
      const isShown = sessions.isShown(session);
      if (isShown ? session.state.progress : !entries.has(session)) return;
      // What runs for a script alone has its findings there.
      if (isShown) entries.set(session, sessionEntries(context, session));
      else entries.delete(session);
      update();
    }),
    sessions.onDidEnd((session) => {
      entries.delete(session);
      update();
    }),
  );
}

function sessionEntries(context: vscode.ExtensionContext, { state, toUri, uri }: Session): Entry[] {
  const { analysis, failure } = state;
  const diagnose = ({ place, far }: Drawable, code: string, severity: Severity, message: string): Entry => {
    const diagnostic = createDiagnostic(context, toRange(place.range), code, severity, message);
    if (far) {
      const location = new vscode.Location(toUri(far.file), toRange(far.range));
      diagnostic.relatedInformation = [new vscode.DiagnosticRelatedInformation(location, 'the place itself')];
    }
    return [toUri(place.file), diagnostic];
  };
  // A cancelled run says nothing new of the dump: the findings of before stand.
  if (failure?.problem) {
    const { file, range = null } = failure.problem;
    // A file that is gone has no problems any more.
    if (/no such file/i.test(failure.message)) return [];
    const drawn = drawable({ file: file || uri.fsPath, range }, analysis?.places ?? null);
    return [diagnose(drawn, 'unreadable-dump', 'error', failure.message)];
  }
  if (!analysis) return [];
  return analysis.report.findings.map((finding) => {
    const drawn = drawable(placeOf(finding, analysis.places), analysis.places);
    return diagnose(drawn, finding.code, finding.severity, finding.message + drawn.note);
  });
}

interface Drawable {
  place: Place;
  /** Where the place only stands for one that is not drawn: that one, and where it is in words. */
  far: Place | null;
  note: string;
}

/** The place itself, or, past the last drawn column, the gamma or first key in its stead. */
function drawable(place: Place, places: DumpPlaces | null): Drawable {
  if (!place.range || place.range.column < LAST_DRAWN_COLUMN) return { place, far: null, note: '' };
  const drawn = (candidate: Place | null | undefined) =>
    candidate?.range && candidate.file === place.file && candidate.range.column < LAST_DRAWN_COLUMN ? candidate : null;
  const stand = drawn(places?.gamma) ?? drawn(places?.firstKey) ?? { file: place.file, range: null };
  return { place: stand, far: place, note: ` (at row ${place.range.line + 1}, column ${place.range.column + 1})` };
}

function toRange(range: TextRange | null): vscode.Range {
  return range
    ? new vscode.Range(
        range.line,
        range.column,
        range.endLine,
        Math.min(range.endColumn, range.column + LAST_DRAWN_COLUMN),
      )
    : new vscode.Range(0, 0, 0, 0);
}
