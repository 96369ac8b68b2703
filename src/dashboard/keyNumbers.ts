import type { LatentReport } from '../diagnostics/report';
import { formatCount, formatFull, formatNumber, formatWithError } from './format';
import { absentNumber } from './readings';

/** One of the numbers behind the verdict, as text. */
export interface KeyNumber {
  name: string;
  value: string;
  unit: 'nats' | '';
  context: string;
  /** Definition and all digits. */
  title: string;
  /** Where the value is a mere dash, why; else null. */
  absent: string | null;
}

export function keyNumbers(report: LatentReport): KeyNumber[] {
  const { totals, source } = report;
  const D = formatCount(source.dimensions);
  const declared = totals.declaredKlFloor === null ? '' : `, declared ${formatNumber(totals.declaredKlFloor)}`;
  const { mean, priorMean } = totals.squaredNorm;
  const { aggregateKlSum, mutualInformationSum } = totals;
  const absent = (value: number | null) => (value === null ? absentNumber(report) : null);
  const full = (value: number | null) => absent(value) ?? `${formatFull(value)} nats`;
  return [
    {
      name: 'KL',
      value: formatWithError(totals.kl, totals.klStandardError),
      unit: 'nats',
      context: `floor ${formatNumber(totals.klFloor)}${declared}`,
      title: `K = ${formatFull(totals.kl)}, standard error ${formatFull(totals.klStandardError)}; floor B = ${formatFull(totals.klFloor)}`,
      absent: null,
    },
    {
      name: 'Active units',
      value: `${formatCount(totals.activeUnits)} of ${D}`,
      unit: '',
      context: `${formatCount(totals.collapsedUnits)} collapsed`,
      title: 'Active: the variance of the posterior mean is at least 0.01. Collapsed: the KL is below 0.01 nats.',
      absent: null,
    },
    {
      name: 'Aggregate KL',
      value: formatNumber(aggregateKlSum),
      unit: 'nats',
      context: `sum; moment floor ${formatNumber(totals.aggregateKlFloorSum)}`,
      title: `Sum over dimensions of KL(q_j || p): ${full(aggregateKlSum)}; from the moments alone at least ${formatFull(totals.aggregateKlFloorSum)}`,
      absent: absent(aggregateKlSum),
    },
    {
      name: 'Mutual information',
      value: formatNumber(mutualInformationSum),
      unit: 'nats',
      context: `sum; each ≤ ln N = ${formatNumber(Math.log(source.rows))}`,
      title: `Sum over dimensions of K - F: ${full(mutualInformationSum)}`,
      absent: absent(mutualInformationSum),
    },
    {
      name: 'E|z|\u00b2',
      value: formatNumber(mean),
      unit: '',
      context: `prior ${formatCount(priorMean)}`,
      title: `Mean squared norm of draws from the aggregate posterior ${formatFull(mean)}, of draws from the prior D = ${D}`,
      absent: null,
    },
  ];
}
