import type { LatentReport } from '../diagnostics/report';
import { type Part, shapeSum } from './decomposition';
import { formatFull, formatNumber, formatShare, formatWithError } from './format';

/** A term of the KL, or a fact about one, as text. */
export interface Term {
  name: string;
  value: string;
  /** Of K. */
  share: string;
  /** It is part of the term above. */
  indent: boolean;
  /** All digits, and what the term is. */
  title: string;
  /** The bars that it explains. */
  parts: Part[];
}

/** Every number of the waterfall, for those who do not see it, and what is known of the joint aggregate posterior. */
export function decompositionRows(report: LatentReport): Term[] {
  const { totals, joint, source } = report;
  const term = (
    name: string,
    nats: number | null,
    error: number | null,
    definition: string,
    parts: Part[] = [],
    indent = false,
  ): Term => ({
    name,
    value: formatWithError(nats, error),
    share:
      parts.length > 0 && nats !== null && nats >= 0 && totals.kl > 0 ? formatShare(Math.min(1, nats / totals.kl)) : '',
    indent,
    title: `${definition}: ${nats === null ? 'not known' : `${formatFull(nats)} nats`}`,
    parts,
  });
  const information = joint?.mutualInformation;
  const correlation = joint?.totalCorrelation;
  const aggregate = joint?.aggregateKl;
  return [
    term('KL, K', totals.kl, totals.klStandardError, 'Mean KL of the posterior to the prior', ['kl']),
    term(
      'mutual information, I',
      information?.value ?? null,
      information?.standardError ?? null,
      'Information of z about the example',
      ['information'],
    ),
    term(
      'total correlation, TC',
      correlation?.value ?? null,
      correlation?.standardError ?? null,
      'KL of the aggregate posterior to the product of its marginals; an estimate may be slightly negative',
      ['correlation'],
    ),
    term('mismatch of dimensions, \u03a3 F_j', totals.aggregateKlSum, null, 'Sum of KL(q_j || p); no estimate', [
      'floor',
      'shape',
    ]),
    term('moment floors, \u03a3 MM_j', totals.aggregateKlFloorSum, null, 'What the moments force', ['floor'], true),
    term('shape, \u03a3 J_j', shapeSum(report), null, 'How far each q_j is from its own Gaussian', ['shape'], true),
    term(
      'information of each, \u03a3 I_j = I + TC',
      totals.mutualInformationSum,
      null,
      'Information of each dimension by itself, summed: overlap counts more than once',
      ['undivided'],
    ),
    term(
      'joint mismatch, F = TC + \u03a3 F_j',
      aggregate?.value ?? null,
      aggregate?.standardError ?? null,
      'KL of the joint aggregate posterior to the prior, K - I',
    ),
    term(
      'its moment floor, by covariance',
      totals.aggregateKlFloorFull,
      null,
      `What mean and covariance force of F; ${COVARIANCE}`,
      [],
      true,
    ),
    term(
      'total correlation of its Gaussian',
      totals.gaussianTotalCorrelation,
      null,
      `What the covariance alone makes of TC; ${COVARIANCE}`,
      [],
      true,
    ),
    {
      ...term('cap of I, ln N', Math.log(source.rows), null, 'I cannot exceed ln N'),
      value: formatNumber(Math.log(source.rows)),
    },
  ];
}

const COVARIANCE = 'computed with I, for up to 1,024 dimensions of which none is a combination of others';
