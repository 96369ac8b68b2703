import type { LatentReport } from '../../diagnostics/report';
import { h } from '../dom';
import { formatCount, formatFull, formatNumber, formatWithError } from '../format';
import { verdictOf } from '../verdict';
import { severityIcon, severityWord } from './icons';
import type { View } from './view';

/** The sentence, and the numbers behind it. */
export function createVerdict(): View {
  const sentence = h('p', { class: 'verdict' });
  const numbers = h('dl', { class: 'numbers' });
  return {
    element: h('section', { 'data-view': 'verdict', 'aria-label': 'Verdict' }, sentence, numbers),
    show({ report }) {
      const { severity, headline, sentence: text } = verdictOf(report);
      sentence.replaceChildren(
        severityIcon(severity),
        h('span', { class: 'visually-hidden' }, `${severityWord(severity)}: `),
        h('span', {}, h('strong', {}, `${headline}. `), text),
      );
      numbers.replaceChildren(...keyNumbers(report));
    },
  };
}

function keyNumbers({ totals, source }: LatentReport): HTMLElement[] {
  const D = formatCount(source.dimensions);
  const declared = totals.declaredKlFloor === null ? '' : `, declared ${formatNumber(totals.declaredKlFloor)}`;
  const { mean, priorMean } = totals.squaredNorm;
  return [
    number(
      'KL',
      formatWithError(totals.kl, totals.klStandardError),
      'nats',
      `floor ${formatNumber(totals.klFloor)}${declared}`,
      `K = ${formatFull(totals.kl)}, standard error ${formatFull(totals.klStandardError)}; floor B = ${formatFull(totals.klFloor)}`,
    ),
    number(
      'Active units',
      `${formatCount(totals.activeUnits)} of ${D}`,
      '',
      `${formatCount(totals.collapsedUnits)} collapsed`,
      'Active: the variance of the posterior mean is at least 0.01. Collapsed: the KL is below 0.01 nats.',
    ),
    number(
      'Aggregate KL',
      formatNumber(totals.aggregateKlSum),
      'nats',
      `sum; moment floor ${formatNumber(totals.aggregateKlFloorSum)}`,
      `Sum over dimensions of KL(q_j || p) = ${formatFull(totals.aggregateKlSum)} nats; from the moments alone at least ${formatFull(totals.aggregateKlFloorSum)}`,
    ),
    number(
      'Mutual information',
      formatNumber(totals.mutualInformationSum),
      'nats',
      `sum; each ≤ ln N = ${formatNumber(Math.log(source.rows))}`,
      `Sum over dimensions of K - F = ${formatFull(totals.mutualInformationSum)} nats`,
    ),
    number(
      'E|z|\u00b2',
      formatNumber(mean),
      '',
      `prior ${formatCount(priorMean)}`,
      `Mean squared norm of draws from the aggregate posterior ${formatFull(mean)}, of draws from the prior D = ${D}`,
    ),
  ];
}

function number(name: string, value: string, unit: string, context: string, title: string): HTMLElement {
  const measured = h('dd', {}, value, unit ? h('span', { class: 'unit' }, ` ${unit}`) : null);
  return h('div', { title }, h('dt', {}, name), measured, h('dd', { class: 'context' }, context));
}
