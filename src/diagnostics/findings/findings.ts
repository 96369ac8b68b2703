import type { Finding, FindingCode } from '../report';
import { aggregateMoments, aggregateNongaussian, posteriorHole } from './aggregate';
import { collapsedDimension, klVanishing, uninformativeDimension, varianceCoded } from './collapse';
import { mutualInformationCapped, nonfiniteValues, smallSample, spreadGuessed, spreadSuspect, suVariant } from './data';
import { type AnyEvidence, gammaEvidence, type LoneEvidence } from './evidence';
import {
  activeUnitsForced,
  belowDeclaredFloor,
  bnEscaped,
  gammaExceedsOne,
  gammaInferred,
  gammaMismatch,
  gammaZero,
  klAtFloor,
} from './gamma';
import { worstFirst } from './severity';

/** What kl-vanishing already says. */
const SILENCED_BY_VANISHING: FindingCode[] = [
  'collapsed-dimension',
  'below-declared-floor',
  'posterior-hole',
  'kl-at-floor',
];

/** All findings of SPEC section 4 that need no script, worst first, else in the order of the specification but for
 * bn-escaped, the cause of most that it comes with. */
export function findFindings(evidence: AnyEvidence, skippedAt: [number, number][]): Finding[] {
  if (!('spread' in evidence)) return loneFindings(evidence, skippedAt);
  const gamma = gammaEvidence(evidence);
  const vanishing = klVanishing(evidence, gamma);
  const aggregate = [...aggregateMoments(evidence), ...aggregateNongaussian(evidence)];
  const found: Finding[] = [
    ...vanishing,
    // Before what follows from it: the verdict names the first.
    ...(gamma ? bnEscaped(evidence, gamma) : []),
    ...collapsedDimension(evidence, gamma),
    ...uninformativeDimension(evidence),
    ...varianceCoded(evidence),
    ...(gamma ? [...gammaZero(evidence, gamma, vanishing.length > 0), ...gammaExceedsOne(evidence, gamma)] : []),
    ...aggregate,
    ...posteriorHole(evidence, aggregate),
    ...(gamma
      ? [
          ...gammaMismatch(evidence, gamma),
          ...belowDeclaredFloor(evidence, gamma),
          ...klAtFloor(evidence, gamma),
          ...activeUnitsForced(evidence, gamma),
        ]
      : []),
    ...gammaInferred(evidence),
    ...suVariant(evidence),
    ...spreadSuspect(evidence),
    ...spreadGuessed(evidence),
    ...mutualInformationCapped(evidence),
    ...nonfiniteValues(evidence, skippedAt),
    ...smallSample(evidence),
  ];
  const silenced = vanishing.length > 0 ? SILENCED_BY_VANISHING : [];
  return worstFirst(found.filter((f) => !silenced.includes(f.code)));
}

/** The findings that one array suffices for; the rules leave out what they lack the numbers for. */
function loneFindings(evidence: LoneEvidence, skippedAt: [number, number][]): Finding[] {
  const gamma = gammaEvidence(evidence);
  return worstFirst([
    ...(gamma
      ? [...bnEscaped(evidence, gamma), ...gammaZero(evidence, gamma, false), ...gammaExceedsOne(evidence, gamma)]
      : []),
    ...aggregateMoments(evidence),
    ...(gamma ? [...gammaMismatch(evidence, gamma), ...activeUnitsForced(evidence, gamma)] : []),
    ...gammaInferred(evidence),
    ...nonfiniteValues(evidence, skippedAt),
    ...smallSample(evidence),
  ]);
}
