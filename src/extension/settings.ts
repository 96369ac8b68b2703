import * as vscode from 'vscode';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../diagnostics/thresholds';

export const SECTION = 'latentLens';

/** The thresholds of the settings; what is missing or no number keeps its default. */
export function readThresholds(resource: vscode.Uri): Thresholds {
  const set = vscode.workspace.getConfiguration(SECTION, resource).get<Record<string, unknown>>('thresholds', {});
  const thresholds = { ...DEFAULT_THRESHOLDS };
  for (const key of Object.keys(thresholds) as (keyof Thresholds)[]) {
    const value = set[key];
    if (typeof value === 'number' && Number.isFinite(value)) thresholds[key] = value;
  }
  return thresholds;
}

/** Codes of findings that the user does not want to see. */
export function readSilenced(resource: vscode.Uri): Set<string> {
  return new Set(vscode.workspace.getConfiguration(SECTION, resource).get<string[]>('silencedFindings', []));
}

/** Whether a surface is wanted (`latentLens.surfaces.NAME`): where nothing is set, by its default, else yes. */
export function surfaceEnabled(resource: vscode.Uri, surface: string): boolean {
  return vscode.workspace.getConfiguration(SECTION, resource).get(`surfaces.${surface}`, true);
}
