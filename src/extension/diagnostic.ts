import * as vscode from 'vscode';
import type { Severity } from '../diagnostics/report';
import { helpUri } from './help';

const SEVERITY: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** A diagnostic of ours: its code links to its section of the documentation. */
export function createDiagnostic(
  context: vscode.ExtensionContext,
  range: vscode.Range,
  code: string,
  severity: Severity,
  message: string,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, message, SEVERITY[severity]);
  diagnostic.source = 'Latent Lens';
  diagnostic.code = { value: code, target: helpUri(context, code) };
  return diagnostic;
}
