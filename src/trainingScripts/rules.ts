import type { Severity } from '../diagnostics/report';
import type { BatchNorm, GammaSite, LostContinuation, TextEdit, TextSpan } from './gammaSite';
import { epsMessage, exceedingMessage, lostMessage, unfilledMessage, zeroMessage } from './messages';

/** Codes of the findings in scripts and configs, in the order of docs/diagnostics.md. */
export const SCRIPT_CODES = [
  'gamma-zero',
  'gamma-exceeds-one',
  'bn-eps',
  'gamma-unfilled',
  'lost-continuation',
] as const;

export type ScriptCode = (typeof SCRIPT_CODES)[number];

/** Severities that the user set, in place of the rules' own. */
export type RuleSeverities = Partial<Record<ScriptCode, Severity | 'off'>>;

/** A statement about a place in a script, a config or a command line. */
export interface ScriptFinding {
  code: ScriptCode;
  severity: Severity;
  span: TextSpan;
  /** Value, threshold, what follows and what to do, in one or two sentences. */
  message: string;
  /** Null where it is not written there. */
  value: number | null;
  /** Null where none applies. */
  threshold: number | null;
  /** Section of docs/diagnostics.md. */
  help: string;
  /** Edits that together remove the cause; empty where the author has to choose a value. */
  edits: TextEdit[];
  /** Other places that have part in it. */
  related: { span: TextSpan; message: string }[];
}

/** What a script, a config or a command line says. */
export interface FileFacts {
  sites: readonly GammaSite[];
  lostContinuations?: readonly LostContinuation[];
}

/** eps of a batch norm above which the floor is easy to escape, and the eps that makes it hard. */
const LARGEST_EPS = 1e-6;
const SAFE_EPS = '1e-8';

/** abs(gamma) from which the guaranteed mismatch, 0.2195 nats per dimension, is an error. */
const ERROR_GAMMA = 1.5;

/**
 * The findings of one file in the order of its text. One cause gives one finding: a weight that is never filled is
 * gamma-unfilled, not gamma-exceeds-one too; a gamma of -1, a usual way to leave batch norm out, is gamma-zero.
 * @param severities of the user
 */
export function findingsOf(facts: FileFacts, severities: RuleSeverities = {}): ScriptFinding[] {
  const findings = [
    ...facts.sites.flatMap((site) => [...gammaRule(site), ...epsRule(site)]),
    ...(facts.lostContinuations ?? []).map(lostRule),
  ];
  const seen = new Set<string>();
  return findings
    .flatMap((finding) => {
      const severity = severities[finding.code] ?? finding.severity;
      // Two ways to set one gamma share their batch norm.
      const place = `${finding.code} ${finding.span.from}`;
      if (severity === 'off' || seen.has(place)) return [];
      seen.add(place);
      return [{ ...finding, severity }];
    })
    .sort((a, b) => a.span.from - b.span.from);
}

function gammaRule(site: GammaSite): ScriptFinding[] {
  const { gamma, batchNorm, source } = site;
  // A weight that is trained after it was filled has no floor to speak of.
  if (gamma === null || batchNorm?.frozen === false) return [];
  const related = relatedTo(batchNorm, site.span, 'The batch norm of the posterior mean.');
  const found = (
    code: ScriptCode,
    value: number,
    threshold: number,
    message: string,
    severity: Severity = 'warning',
  ) => [finding({ code, severity, span: site.span, message, value, threshold, related })];
  if (source === 'unfilled') return found('gamma-unfilled', gamma, 1, unfilledMessage(batchNorm));
  const size = Math.abs(gamma);
  // A negative number that a name carries is a switch; one that is filled in as it stands scales by its size.
  if (gamma <= 0 && (size < 1 || site.name !== null)) return found('gamma-zero', gamma, 0, zeroMessage(gamma));
  if (size < 1) return [];
  return found('gamma-exceeds-one', size, 1, exceedingMessage(site, gamma), size >= ERROR_GAMMA ? 'error' : 'warning');
}

function epsRule({ gamma, batchNorm }: GammaSite): ScriptFinding[] {
  const value = batchNorm?.eps.value ?? 0;
  if (!batchNorm?.frozen || value <= LARGEST_EPS || (gamma !== null && gamma <= 0)) return [];
  const { eps } = batchNorm;
  const span = eps.literal ?? batchNorm.span;
  const argument = `${eps.keyword}=${SAFE_EPS}`;
  const inserted = {
    span: { from: eps.insertAt, to: eps.insertAt },
    text: eps.needsComma ? `, ${argument}` : argument,
  };
  return [
    finding({
      code: 'bn-eps',
      span,
      message: epsMessage(batchNorm, value, LARGEST_EPS, argument),
      value,
      threshold: LARGEST_EPS,
      edits: [eps.literal ? { span: eps.literal, text: SAFE_EPS } : inserted],
      related: relatedTo(batchNorm, span, 'The batch norm that takes this eps.'),
    }),
  ];
}

function lostRule(lost: LostContinuation): ScriptFinding {
  const { span, value, repairs } = lost;
  return finding({
    code: 'lost-continuation',
    span,
    message: lostMessage(lost),
    value,
    threshold: null,
    edits: repairs,
  });
}

function finding(
  given: Omit<ScriptFinding, 'severity' | 'help' | 'edits' | 'related'> &
    Partial<Pick<ScriptFinding, 'severity' | 'edits' | 'related'>>,
): ScriptFinding {
  return { severity: 'warning', edits: [], related: [], ...given, help: `docs/diagnostics.md#${given.code}` };
}

function relatedTo(batchNorm: BatchNorm | null, span: TextSpan, message: string): ScriptFinding['related'] {
  return batchNorm && batchNorm.span.from !== span.from ? [{ span: batchNorm.span, message }] : [];
}
