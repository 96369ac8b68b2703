import { type Finding, hasDensity } from '../report';
import { COLLAPSED_KL, COLLAPSED_SHARE } from '../thresholds';
import { dimensionsWhere, type Evidence, finding, type GammaEvidence } from './evidence';
import { num, percent, sampleSize, shareFirst } from './wording';

/** Every dimension collapsed, or next to no KL at all (Bowman et al. 2016's KL vanishing). */
export function klVanishing({ dimensions, totals, rows }: Evidence, gamma: GammaEvidence | null): Finding[] {
  const count = dimensions.length;
  const largest = Math.max(...dimensions.map((d) => d.kl));
  const limit = COLLAPSED_KL * count;
  const allCollapsed = dimensions.every((d) => d.collapsed);
  if (!allCollapsed && !(totals.kl < limit && largest < 0.1)) return [];
  // Outliers may hold a KL above the limit in dimensions that all other examples leave unused.
  const outliers = totals.kl >= limit;
  const measured = outliers
    ? `${count} of ${count} dimensions are collapsed (limit ${count}); of K = ${num(totals.kl)} nats, what exceeds ` +
      `${COLLAPSED_KL} each comes from at most ${percent(1 - COLLAPSED_SHARE)} of the examples`
    : `K = ${num(totals.kl)} nats over ${count} dimensions (limit ${num(limit)}), largest K_j = ${num(largest)}`;
  const cure = gamma?.escaped.length
    ? "batch norm's eps let the floor be escaped (see bn-escaped): set eps=1e-8"
    : 'anneal or lower the KL weight, use free bits, or batch-normalise the mean with a fixed gamma > 0 and eps=1e-8';
  return [
    finding(
      'kl-vanishing',
      'error',
      dimensionsWhere(dimensions, (d) => d.collapsed),
      outliers ? count : totals.kl,
      outliers ? count : limit,
      `KL has vanished: ${measured} (${sampleSize(rows)}); the posterior ignores the input. To change it: ${cure}.`,
    ),
  ];
}

export function collapsedDimension(evidence: Evidence, gamma: GammaEvidence | null): Finding[] {
  const { dimensions, rows, thresholds } = evidence;
  const collapsed = dimensionsWhere(dimensions, (d) => d.collapsed);
  if (collapsed.length === 0) return [];
  const most = collapsed.length > thresholds.collapsedShare * dimensions.length;
  const despite = gamma ? collapsed.filter((j) => gamma.gamma[j] > 0 && !gamma.low.includes(j)) : [];
  const smallest = Math.min(...collapsed.map((j) => dimensions[j].kl));
  const reading = despite.length
    ? 'although gamma floors the KL: check that batch norm acts on this mean'
    : most
      ? 'lower the KL weight or warm it up, or reduce D'
      : 'pruning a few is normal; lower the KL weight or D if they should be used';
  return [
    finding(
      'collapsed-dimension',
      most || despite.length ? 'warning' : 'info',
      collapsed,
      smallest,
      COLLAPSED_KL,
      `${shareFirst(collapsed, dimensions.length)} collapsed to the prior: smallest K_j = ${num(smallest)} nats (limit ${COLLAPSED_KL}, ` +
        `or ${percent(COLLAPSED_SHARE)} of the examples below it; ${sampleSize(rows)}); ${reading}.`,
    ),
  ];
}

/** KL spent on an offset or on a spread that is the same for every example. */
export function uninformativeDimension({ dimensions, rows, thresholds }: Evidence): Finding[] {
  const examined = dimensions.filter(hasDensity);
  const wasted = examined.filter(
    (d) => d.mutualInformation < thresholds.mutualInformation && d.kl >= thresholds.uninformativeKl,
  );
  if (wasted.length === 0) return [];
  const indices = wasted.map((d) => d.index);
  const least = Math.min(...wasted.map((d) => d.mutualInformation));
  const spent = wasted.reduce((sum, d) => sum + d.kl, 0);
  return [
    finding(
      'uninformative-dimension',
      'warning',
      indices,
      least,
      thresholds.mutualInformation,
      `${shareFirst(indices, dimensions.length, examined.length)} spend ${num(spent)} nats of KL on an offset that tells examples apart by no more than ` +
        `I_j = ${num(least)} nats (limit ${num(thresholds.mutualInformation)}, ${sampleSize(rows)}); regularise or remove the bias of the mean.`,
    ),
  ];
}

export function varianceCoded({ dimensions, rows, thresholds }: Evidence): Finding[] {
  const examined = dimensions.filter(hasDensity);
  const coded = examined.filter((d) => !d.active && d.mutualInformation >= thresholds.mutualInformation);
  if (coded.length === 0) return [];
  const indices = coded.map((d) => d.index);
  const most = Math.max(...coded.map((d) => d.mutualInformation));
  return [
    finding(
      'variance-coded',
      'info',
      indices,
      most,
      thresholds.mutualInformation,
      `${shareFirst(indices, dimensions.length, examined.length)} count as inactive, Var(mu_j) < 0.01, yet carry up to I_j = ${num(most)} nats ` +
        `(limit ${num(thresholds.mutualInformation)}, ${sampleSize(rows)}): the information travels in the variance; judge them by I_j, not by active units.`,
    ),
  ];
}
