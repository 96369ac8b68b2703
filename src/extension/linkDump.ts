import * as vscode from 'vscode';
import { pickDump } from './pickDump';
import type { ScriptDumps } from './scriptDumps';
import type { Scripts } from './scripts';
import { SKIPPED } from './sidecars';

/** Tables and JSON may be anything: those are found by Browse. */
const DUMPS = '**/{*.npy,*.npz,*.safetensors,*.h5,*.hdf5,*.h5ad,meta.json,*.meta.json}';
const MOST_DUMPS = 1000;

/** "Latent Lens: Link Dump to This Script...": says which dump the active script wrote. */
export function registerLinkDump(scripts: Scripts, dumps: ScriptDumps): vscode.Disposable {
  return vscode.commands.registerCommand('latentLens.linkDump', async () => {
    const document = vscode.window.activeTextEditor?.document;
    const state = document && (await scripts.settled(document));
    if (!state?.sites.length || state.script.scheme === 'untitled') {
      await vscode.window.showInformationMessage(
        'Latent Lens: found no gamma of a batch norm on a posterior mean in the active editor, expected a saved training script or config that fixes one.',
      );
      return;
    }
    const { script } = state;
    const title = `Which dump did ${vscode.workspace.asRelativePath(script)} write?`;
    const picked = await vscode.window.showQuickPick(dumpItems(), {
      title,
      placeHolder: 'A folder with a dump',
      matchOnDescription: true,
    });
    if (!picked) return;
    const dump = picked === BROWSE ? await pickDump(title) : picked.dump;
    if (dump || picked === AUTOMATIC) await dumps.link(script, dump);
  });
}

interface DumpItem extends vscode.QuickPickItem {
  dump?: vscode.Uri;
}

const AUTOMATIC: DumpItem = {
  label: 'The dump whose sidecar names this script',
  description: 'or declares the same gamma below its folder',
};
const BROWSE: DumpItem = { label: 'Browse...', description: 'for a dump anywhere' };

/** One item for each folder with arrays or a sidecar: a sidecar stands for the dump beside it. */
async function dumpItems(): Promise<DumpItem[]> {
  const found = await vscode.workspace.findFiles(DUMPS, SKIPPED, MOST_DUMPS);
  const folders = new Map<string, vscode.Uri>();
  for (const uri of found) {
    const folder = vscode.Uri.joinPath(uri, '..').toString();
    const known = folders.get(folder);
    if (!known || /meta\.json$/i.test(uri.path)) folders.set(folder, uri);
  }
  const items = [...folders.values()].map((dump) => ({
    label: vscode.workspace.asRelativePath(vscode.Uri.joinPath(dump, '..')),
    description: dump.path.split('/').at(-1),
    dump,
  }));
  return [AUTOMATIC, ...items.sort((a, b) => a.label.localeCompare(b.label)), BROWSE];
}
