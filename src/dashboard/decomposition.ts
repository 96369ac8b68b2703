import type { LatentReport } from '../diagnostics/report';
import { formatCount, formatNumber, formatShare } from './format';

/** Where the KL goes: K = I + TC + sum_j F_j, and sum_j F_j = sum_j MM_j + sum_j J_j; nats. */

/** What a bar of the waterfall stands for; `undivided` is I + TC = sum_j I_j, before I is estimated. */
export type Part = 'kl' | 'undivided' | 'information' | 'correlation' | 'floor' | 'shape';

/** The bars' places, from the left. */
export const COLUMNS = { kl: 0, information: 1, correlation: 2, mismatch: 3 } as const;

/** Half a bar's width, where columns are 1 apart. */
const HALF = 0.36;

export interface Bar {
  part: Part;
  left: number;
  right: number;
  from: number;
  to: number;
}

/** sum_j J_j, null where a dimension's density is not known. */
export function shapeSum({ totals }: LatentReport): number | null {
  return totals.aggregateKlSum === null ? null : totals.aggregateKlSum - totals.aggregateKlFloorSum;
}

/** The waterfall's bars: K from the axis, and its parts on top of each other, downwards where one is negative. */
export function waterfallBars(report: LatentReport): Bar[] {
  const { totals, joint } = report;
  const { kl, mutualInformationSum, aggregateKlFloorSum } = totals;
  const bars = [bar('kl', COLUMNS.kl, COLUMNS.kl, 0, kl)];
  const shape = shapeSum(report);
  if (shape === null || mutualInformationSum === null) return bars;
  let top = 0;
  const add = (part: Part, first: number, last: number, nats: number) => {
    bars.push(bar(part, first, last, top, top + nats));
    top += nats;
  };
  if (joint) {
    add('information', COLUMNS.information, COLUMNS.information, joint.mutualInformation.value);
    add('correlation', COLUMNS.correlation, COLUMNS.correlation, joint.totalCorrelation.value);
  } else add('undivided', COLUMNS.information, COLUMNS.correlation, mutualInformationSum);
  add('floor', COLUMNS.mismatch, COLUMNS.mismatch, aggregateKlFloorSum);
  add('shape', COLUMNS.mismatch, COLUMNS.mismatch, shape);
  return bars;
}

const bar = (part: Part, first: number, last: number, from: number, to: number): Bar => ({
  part,
  left: first - HALF,
  right: last + HALF,
  from,
  to,
});

/** One standard error to either side of where a bar ends; none where there is none, as for what is no estimate. */
function whiskers({ totals, joint }: LatentReport, bars: Bar[]): { column: number; from: number; to: number }[] {
  const errors: Partial<Record<Part, number | null>> = {
    kl: totals.klStandardError,
    information: joint?.mutualInformation.standardError,
    correlation: joint?.totalCorrelation.standardError,
  };
  return bars.flatMap(({ part, left, right, to }) => {
    const error = errors[part];
    return error ? [{ column: (left + right) / 2, from: to - error, to: to + error }] : [];
  });
}

/** Lines from where a bar ends to where the next begins, and from the last back to K: the parts make the whole. */
function links(bars: Bar[]): { left: number; right: number; nats: number }[] {
  const parts = bars.slice(1).filter(({ part }) => part !== 'shape');
  const steps = parts.slice(1).map(({ left, from }, k) => ({ left: parts[k].right, right: left, nats: from }));
  return parts.length > 0
    ? [...steps, { left: bars[0].right, right: COLUMNS.mismatch - HALF, nats: bars[0].to }]
    : steps;
}

/** Share of the plot's height that the label of the cap takes. */
const LABEL_SHARE = 0.16;
/** The cap is drawn where it makes the axis no more than this much longer; else only said, at the upper edge. */
const LONGEST = 1.6;
/** The least full height of the axis, in nats, so that a vanished KL looks vanished. */
const LEAST_AXIS = 0.1;

/** Data and signals of charts/decomposition.ts. */
export function decompositionPlot(report: LatentReport) {
  const bars = waterfallBars(report);
  const errors = whiskers(report, bars);
  const ends = [...bars, ...errors].flatMap(({ from, to }) => [from, to]);
  const low = Math.min(0, ...ends);
  const high = Math.max(LEAST_AXIS, ...ends);
  const cap = Math.log(report.source.rows);
  const drawn = cap <= LONGEST * high;
  // Whether I is known or not, so that the axis stays as it is.
  const yMax = drawn ? Math.max(1.06 * high, cap / (1 - LABEL_SHARE)) : high / (1 - LABEL_SHARE);
  const span = { left: COLUMNS.information - HALF - 0.06, right: COLUMNS.information + HALF + 0.06 };
  const inside = report.joint && drawn ? [{ ...span, cap, cappedFrom: cappedFrom(report) }] : [];
  const text = drawn
    ? [`cap ln N = ${formatNumber(cap)}`, `capped from ${formatNumber(cappedFrom(report))}`]
    : ['cap above the axis:', `ln N = ${formatNumber(cap)}`];
  const label = report.joint ? [{ ...span, nats: drawn ? cap : yMax, text, inside: drawn }] : [];
  return {
    rows: { bars, whiskers: errors, links: links(bars), cap: inside, capLabel: label, columns: columnLabels(report) },
    signals: { yMin: low < 0 ? 1.06 * low : 0, yMax },
  };
}

/** ln N - ln 2: where I lies above, fewer than two examples explain a draw, and N limits it. */
const cappedFrom = ({ source }: LatentReport) => Math.log(source.rows) - Math.LN2;

function columnLabels(report: LatentReport): { column: number; name: string[]; value: string }[] {
  const { totals, joint } = report;
  const value = (symbol: string, nats: number | null | undefined) => `${symbol} = ${formatNumber(nats ?? null)}`;
  return [
    { column: COLUMNS.kl, name: ['KL', ''], value: value('K', totals.kl) },
    {
      column: COLUMNS.information,
      name: ['mutual', 'information'],
      value: value('I', joint?.mutualInformation.value),
    },
    {
      column: COLUMNS.correlation,
      name: ['total', 'correlation'],
      value: value('TC', joint?.totalCorrelation.value),
    },
    { column: COLUMNS.mismatch, name: ['mismatch of', 'dimensions'], value: value('\u03a3 F', totals.aggregateKlSum) },
  ];
}

/** What to see in the waterfall. */
export function decompositionReading(report: LatentReport): string {
  const { totals, joint, source } = report;
  const { kl, aggregateKlSum, mutualInformationSum } = totals;
  const part = (nats: number) =>
    kl > 0 && nats >= 0 ? `${formatNumber(nats)} (${formatShare(Math.min(1, nats / kl))})` : formatNumber(nats);
  const whole = `Of the KL, ${formatNumber(kl)} nats,`;
  if (aggregateKlSum === null || mutualInformationSum === null) {
    const why =
      source.preliminaryOf === null ? 'takes densities that could not be computed' : 'follows with the whole dump';
    return `The KL is ${formatNumber(kl)} nats; how it divides ${why}.`;
  }
  const sum = formatNumber(mutualInformationSum);
  if (!joint) {
    return `${whole} ${part(aggregateKlSum)} are the mismatch of single dimensions with the prior. The other ${sum} are the information of all dimensions, each by itself (\u03a3 I_j): mutual information I, and as total correlation TC what dimensions tell more than once.`;
  }
  const { value: information, capped } = joint.mutualInformation;
  const { value: correlation, standardError } = joint.totalCorrelation;
  const parts = `${whole} ${part(information)} are mutual information, ${part(correlation)} total correlation and ${part(aggregateKlSum)} the mismatch of single dimensions with the prior.`;
  if (capped) {
    return `${parts} I is within ln 2 of its cap ln N = ${formatNumber(Math.log(source.rows))}: total correlation and the joint F are then artefacts of the sample size, N = ${formatCount(source.rows)}.`;
  }
  const each = `Each by itself, dimensions have \u03a3 I_j = ${sum} nats of information`;
  const overlaps = standardError !== null && correlation > 2 * standardError;
  return overlaps
    ? `${parts} ${each}: \u03a3 I_j \u2212 I = TC is what they tell more than once.`
    : `${parts} ${each}, as much as together, to within two standard errors: none is told twice.`;
}
