import { isComplete, type LatentReport, type PartialReport } from '../diagnostics/report';
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

/** The numbers of the report; of one array those that there are. */
export function keyNumbers(report: PartialReport): KeyNumber[] {
  return isComplete(report) ? allNumbers(report) : loneNumbers(report);
}

function allNumbers(report: LatentReport): KeyNumber[] {
  const { totals, source } = report;
  const D = formatCount(source.dimensions);
  const declared = totals.declaredKlFloor === null ? '' : `, declared ${formatNumber(totals.declaredKlFloor)}`;
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
    normNumber(totals.squaredNorm),
  ];
}

function normNumber({ mean, priorMean }: LatentReport['totals']['squaredNorm']): KeyNumber {
  return {
    name: 'E|z|\u00b2',
    value: formatNumber(mean),
    unit: '',
    context: `prior ${formatCount(priorMean)}`,
    title: `Mean squared norm of draws from the aggregate posterior ${formatFull(mean)}, of draws from the prior D = ${formatCount(priorMean)}`,
    absent: null,
  };
}

function loneNumbers({ totals, source }: PartialReport): KeyNumber[] {
  const { klFloor, declaredKlFloor, activeUnits, aggregateKlFloorSum, squaredNorm } = totals;
  const numbers: KeyNumber[] = [];
  if (klFloor !== null) {
    const declared = declaredKlFloor === null ? '' : `; declared ${formatNumber(declaredKlFloor)}`;
    numbers.push({
      name: 'KL at least',
      value: formatNumber(klFloor),
      unit: 'nats',
      context: `floor of the means${declared}`,
      title: `Floor of the KL that the means alone set, B = ${formatFull(klFloor)}; the KL itself takes the spread`,
      absent: null,
    });
  }
  if (activeUnits !== null) {
    numbers.push({
      name: 'Active units',
      value: `${formatCount(activeUnits)} of ${formatCount(source.dimensions)}`,
      unit: '',
      context: 'Var(\u03bc) \u2265 0.01',
      title: 'Active: the variance of the posterior mean is at least 0.01. Which are collapsed takes the spread.',
      absent: null,
    });
  }
  if (aggregateKlFloorSum !== null) {
    numbers.push({
      name: 'Aggregate KL at least',
      value: formatNumber(aggregateKlFloorSum),
      unit: 'nats',
      context: 'sum of moment floors',
      title: `Sum over dimensions of what mean and variance of the samples force KL(q_j || p) to be at least: ${formatFull(aggregateKlFloorSum)}`,
      absent: null,
    });
  }
  if (squaredNorm !== null) numbers.push(normNumber(squaredNorm));
  return numbers;
}
