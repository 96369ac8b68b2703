import * as vscode from 'vscode';
import { lensText } from './gammaStatistics';
import type { ScriptDumps } from './scriptDumps';
import { rangeOf } from './scriptProblems';
import type { Scripts } from './scripts';
import { SECTION, surfaceEnabled } from './settings';

/** Code lenses above a gamma with what its dump measured; off unless `latentLens.surfaces.codeLens` is set. */
export function registerGammaLenses(scripts: Scripts, dumps: ScriptDumps): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const refresh = (document: vscode.TextDocument) => {
    // VS Code asks all providers again.
    if (isWanted(document)) changed.fire();
  };
  const isWanted = (document: vscode.TextDocument) =>
    surfaceEnabled(scripts.stateOf(document)?.script ?? document.uri, 'codeLens');
  return vscode.Disposable.from(
    changed,
    scripts.onDidRead(refresh),
    dumps.onDidChange(refresh),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.surfaces`)) changed.fire();
    }),
    vscode.languages.registerCodeLensProvider('*', {
      onDidChangeCodeLenses: changed.event,
      async provideCodeLenses(document) {
        if (!isWanted(document)) return [];
        const state = await scripts.settled(document);
        const dump = dumps.dumpOf(document);
        if (!state || !dump?.isCurrent) return [];
        const command: vscode.Command = {
          title: `${lensText(dump.analysis.report)} · Open dashboard`,
          tooltip: `Latent Lens: ${dump.name}`,
          command: 'latentLens.openDashboard',
          arguments: [dump.session.uri],
        };
        const lines = new Map(
          state.sites.map(({ span }) => {
            const range = rangeOf(document, span);
            return [range.start.line, range];
          }),
        );
        return [...lines.values()].map((range) => new vscode.CodeLens(range, command));
      },
    }),
  );
}
