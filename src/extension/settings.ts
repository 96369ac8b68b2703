import * as vscode from 'vscode';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../diagnostics/thresholds';
import { type RuleSeverities, SCRIPT_CODES } from '../trainingScripts/rules';

export const SECTION = 'latentLens';

/** The thresholds of the settings; what is missing or no number keeps its default. */
export function readThresholds(resource: vscode.Uri): Thresholds {
  const set = readObject(resource, 'thresholds');
  const thresholds = { ...DEFAULT_THRESHOLDS };
  for (const key of Object.keys(thresholds) as (keyof Thresholds)[]) {
    const value = set[key];
    if (typeof value === 'number' && Number.isFinite(value)) thresholds[key] = value;
  }
  return thresholds;
}

/** Codes of findings that the user does not want to see. */
export function readSilenced(resource: vscode.Uri): Set<string> {
  const codes = vscode.workspace.getConfiguration(SECTION, resource).get<unknown>('silencedFindings');
  return new Set(Array.isArray(codes) ? codes : []);
}

/** Severities of the rules for scripts and configs; silenced codes are off. */
export function readRuleSeverities(resource: vscode.Uri): RuleSeverities {
  const set = readObject(resource, 'scriptRules');
  const silenced = readSilenced(resource);
  const severities: RuleSeverities = {};
  for (const code of SCRIPT_CODES) {
    const found = RULE_SEVERITIES.find((severity) => severity === set[code]);
    if (silenced.has(code)) severities[code] = 'off';
    else if (found) severities[code] = found;
  }
  return severities;
}

const RULE_SEVERITIES = ['off', 'info', 'warning', 'error'] as const;

/** KL that the training aims at, nats; null where none is set. */
export function readTargetRate(resource: vscode.Uri): number | null {
  const rate = vscode.workspace.getConfiguration(SECTION, resource).get<unknown>('targetRate');
  return typeof rate === 'number' && rate > 0 ? rate : null;
}

export const DEFAULT_JOINT_SAMPLES = 2000;

/** Draws for the joint part of an analysis; 0 leaves it out. */
export function readJointSamples(resource: vscode.Uri): number {
  const samples = vscode.workspace.getConfiguration(SECTION, resource).get<unknown>('jointSamples');
  return typeof samples === 'number' && samples >= 0 ? Math.floor(samples) : DEFAULT_JOINT_SAMPLES;
}

/** Whether a surface is wanted (`latentLens.surfaces.NAME`): where nothing is set, by its default, else yes. */
export function surfaceEnabled(resource: vscode.Uri, surface: string): boolean {
  return vscode.workspace.getConfiguration(SECTION, resource).get(`surfaces.${surface}`, true);
}

/** A setting that the user may have half typed. */
function readObject(resource: vscode.Uri, name: string): Record<string, unknown> {
  const set = vscode.workspace.getConfiguration(SECTION, resource).get<unknown>(name);
  return typeof set === 'object' && set !== null ? (set as Record<string, unknown>) : {};
}
