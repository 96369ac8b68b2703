import * as vscode from 'vscode';
import type { SpreadKind } from '../diagnostics/report';
import { baseName, formatOf } from '../dumps/fileNames';
import type { ArrayReference } from '../dumps/findDump';
import type { DumpRequest } from '../dumps/openDump';
import { SECTION } from './settings';

/** An array as it is remembered: of the dump's own file, or of another one beside it. */
interface RememberedArray {
  /** Null for the file that is opened. */
  beside: string | null;
  array: string | null;
}

/** What the user chose for the dumps of one format in one folder. */
export interface ChosenArrays {
  mean: RememberedArray;
  /** Null where the mean's array holds both, or samples. */
  spread: RememberedArray | null;
  /** Whether the mean's array holds samples and is all there is. */
  areSamples?: true;
  spreadKind?: SpreadKind;
  /** Id of an arrangement. */
  arrangement?: string;
}

/** The choice for this dump's folder; undefined where none was made. */
export function readChosen(context: vscode.ExtensionContext, uri: vscode.Uri): ChosenArrays | undefined {
  return context.workspaceState.get<ChosenArrays>(keyOf(uri));
}

/** Remembers a choice; undefined forgets it. */
export function rememberChosen(
  context: vscode.ExtensionContext,
  uri: vscode.Uri,
  chosen: ChosenArrays | undefined,
): Thenable<void> {
  return context.workspaceState.update(keyOf(uri), chosen);
}

const keyOf = (uri: vscode.Uri) =>
  `${SECTION}.arrays:${vscode.Uri.joinPath(uri, '..').toString()}:${formatOf(baseName(uri.path)) ?? ''}`;

/** Path of a file as the worker opens it. */
export const pathOf = (uri: vscode.Uri): string => (uri.scheme === 'file' ? uri.fsPath : uri.path);

/** What the worker is to open for a dump, with what the user chose. */
export function dumpRequest(uri: vscode.Uri, chosen: ChosenArrays | undefined): DumpRequest {
  if (!chosen) return { paths: [pathOf(uri)] };
  const { mean, spread, areSamples, spreadKind, arrangement } = chosen;
  const reference = ({ beside, array }: RememberedArray): ArrayReference => ({
    file: beside === null ? pathOf(uri) : pathOf(vscode.Uri.joinPath(uri, '..', beside)),
    array,
  });
  if (areSamples) return { paths: [pathOf(uri)], samples: reference(mean), arrangement };
  return {
    paths: [pathOf(uri)],
    mean: reference(mean),
    spread: spread === null ? undefined : reference(spread),
    spreadKind,
    arrangement,
  };
}
