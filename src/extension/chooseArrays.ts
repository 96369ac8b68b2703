import * as vscode from 'vscode';
import { listInWorker } from '../analysis/listJob';
import type { SpreadKind } from '../diagnostics/report';
import { arrangementsOf } from '../dumps/arrangementChoice';
import { baseName, stemOf } from '../dumps/fileNames';
import type { ListedArray } from '../dumps/listArrays';
import { type ChosenArrays, pathOf } from './chosenArrays';
import type { Session } from './session';
import { readVirtualFiles } from './virtualFiles';

const TITLE = 'Latent Lens: Choose Arrays';

const KINDS: Record<SpreadKind, string> = {
  logvar: 'ln of the variance',
  variance: 'the variance itself',
  std: 'standard deviation, its square the variance',
  logstd: 'ln of the standard deviation',
};

/**
 * Asks which array is the mean, which the spread and of what kind, or which holds samples, and how other shapes than
 * [N, D] are meant; remembered for the dumps of this format in this folder.
 */
export async function chooseArrays(context: vscode.ExtensionContext, session: Session): Promise<void> {
  const { uri } = session;
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.js').fsPath;
  try {
    const arrays = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'Latent Lens: listing arrays' },
      async () => listInWorker(script, pathOf(uri), await readVirtualFiles(uri)),
    );
    const choice = await ask(arrays, pathOf(uri), session.isChosen());
    if (choice === 'forget') await session.setArrays(undefined);
    else if (choice) await session.setArrays(choice);
  } catch (error) {
    void vscode.window.showErrorMessage(`Latent Lens: ${(error as Error).message}`);
  }
}

/** @returns undefined where the user thinks better of it */
async function ask(
  arrays: ListedArray[],
  path: string,
  isChosen: boolean,
): Promise<ChosenArrays | 'forget' | undefined> {
  const remembered = ({ file, array }: ListedArray) => ({ beside: file === path ? null : baseName(file), array });
  const means = sorted(arrays, (guess) => guess === 'mean').map((array) => itemOf(array, path));
  const forget = { label: 'As names and shapes say', detail: 'Forgets what was chosen for this folder', listed: null };
  const mean = await pick(
    [...means, ...(isChosen ? [forget] : [])],
    'Which array holds the posterior means, or samples?',
  );
  if (!mean) return undefined;
  if (mean.listed === null) return 'forget';
  const others = sorted(arrays, (guess) => guess !== null && guess !== 'mean').filter((array) => array !== mean.listed);
  const same = { label: 'The same array holds both', detail: shapeOf(mean.listed), listed: null };
  const samples = { label: 'None: they are samples', detail: 'Draws z ~ q(z|x), without their mean', listed: null };
  const spreads = others.map((array) => itemOf(array, path));
  const spread = await pick([...spreads, same, samples], 'Which array holds the posterior spread?');
  if (!spread) return undefined;
  if (spread === samples) {
    // As the analysis has it: in the arrangements of a mean with a spread of its shape.
    const arrangement = await pickArrangement(mean.listed, mean.listed);
    if (arrangement === undefined) return undefined;
    return { mean: remembered(mean.listed), spread: null, areSamples: true, ...unlessRows(arrangement) };
  }

  const guess = spread.listed?.guess ?? null;
  const spreadKind = await pickKind(guess === 'mean' ? null : guess);
  if (!spreadKind) return undefined;
  const arrangement = await pickArrangement(mean.listed, spread.listed);
  if (arrangement === undefined) return undefined;
  return {
    mean: remembered(mean.listed),
    spread: spread.listed && remembered(spread.listed),
    spreadKind,
    ...unlessRows(arrangement),
  };
}

const unlessRows = (arrangement: string) => (arrangement === 'rows' ? {} : { arrangement });

interface ArrayItem extends vscode.QuickPickItem {
  listed: ListedArray | null;
}

/** The likely ones first. */
function sorted(arrays: readonly ListedArray[], likely: (guess: ListedArray['guess']) => boolean): ListedArray[] {
  return arrays.toSorted((a, b) => Number(likely(b.guess)) - Number(likely(a.guess)));
}

function itemOf(listed: ListedArray, path: string): ArrayItem {
  const { file, range, guess } = listed;
  const numbers = range === null ? [] : [`${range[0].toPrecision(3)} to ${range[1].toPrecision(3)}`];
  const says = guess === null ? [] : [`by its name: ${guess}`];
  return {
    label: nameOfListed(listed, path),
    description: shapeOf(listed),
    detail: [...numbers, ...says, ...(file === path ? [] : ['beside the dump'])].join(' · '),
    listed,
  };
}

/** "mu" of the file itself, "logvar.npy" of another. */
function nameOfListed({ file, array }: ListedArray, path: string): string {
  if (array === null) return baseName(file);
  return file === path ? array : `${baseName(file)}:${array}`;
}

const shapeOf = ({ dtype, shape }: ListedArray) => `${dtype} [${shape.join(', ')}]`;

// What was chosen must not go with a dashboard that redraws and takes the focus.
const pick = (items: ArrayItem[], placeHolder: string) =>
  vscode.window.showQuickPick(items, { title: TITLE, placeHolder, matchOnDescription: true, ignoreFocusOut: true });

async function pickKind(guess: SpreadKind | null): Promise<SpreadKind | undefined> {
  const kinds = (Object.keys(KINDS) as SpreadKind[]).sort((a, b) => Number(b === guess) - Number(a === guess));
  const items = kinds.map((kind) => ({ label: kind, description: KINDS[kind], spreadKind: kind }));
  const options = { title: TITLE, placeHolder: 'What is the spread?', ignoreFocusOut: true };
  return (await vscode.window.showQuickPick(items, options))?.spreadKind;
}

/** @returns the id of an arrangement; undefined where the user thinks better of it */
async function pickArrangement(mean: ListedArray, spread: ListedArray | null): Promise<string | undefined> {
  const names = [mean, ...(spread ? [spread] : [])].map(({ array, file }) => array ?? stemOf(baseName(file)));
  const { offered, chosen, why } = arrangementsOf(mean.shape, spread?.shape ?? null, names);
  // What does not fit at all is said by the analysis.
  if (offered.length < 2 && !offered.some(({ steps }) => steps)) return chosen ?? offered[0]?.id ?? 'rows';
  const items = offered
    .toSorted((a, b) => Number(b.id === chosen) - Number(a.id === chosen))
    .map(({ id, label, shape, reason }) => ({ label, description: `[${shape.join(', ')}]`, detail: reason, id }));
  const last = offered.find((each) => each.steps);
  if (last) items.push({ label: 'Another step...', description: `of ${last.steps}`, detail: '', id: 'step' });
  const options = { title: TITLE, placeHolder: why, ignoreFocusOut: true };
  const id = (await vscode.window.showQuickPick(items, options))?.id;
  return id === 'step' ? askForStep(last!.id, last!.steps!) : id;
}

/** @param last id of the arrangement that takes the last of the steps */
async function askForStep(last: string, steps: number): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: TITLE,
    prompt: `A step from 0 to ${steps - 1}`,
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^\d+$/.test(value.trim()) && Number(value) < steps ? undefined : `A whole number from 0 to ${steps - 1}`,
  });
  return text === undefined ? undefined : last.replace(/-1$/, String(Number(text)));
}
