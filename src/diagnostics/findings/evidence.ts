import type {
  DecidedBy,
  Declared,
  DimensionReport,
  Finding,
  FindingCode,
  JointReport,
  PartialDimension,
  PartialTotals,
  Severity,
  SpreadKind,
  TotalsReport,
} from '../report';
import { declaredGamma } from '../statistics';
import type { Thresholds } from '../thresholds';

/** What the dump's own training run recorded of itself, as far as rules use it. */
export interface TrainingRecord {
  /** Batch norm's running variance and bias, [D]. */
  runningVariance: number[] | null;
  bias: number[] | null;
  /** Mean KL the script printed, nats. */
  klNats: number | null;
  /** Declares Su Jianlin's variant (tau or gamma_sigma). */
  suVariant: boolean;
}

/** What a rule sees: the report without its findings, and how the arrays looked before conversion. */
export interface Evidence {
  rows: number;
  skippedRows: number;
  dimensions: DimensionReport[];
  totals: TotalsReport;
  joint: JointReport | null;
  declared: Declared;
  record: TrainingRecord;
  spread: { kind: SpreadKind; decidedBy: DecidedBy; negative: boolean; allZero: boolean };
  /** Share of elements with s < 1e-4. */
  tinyVarianceShare: number;
  thresholds: Thresholds;
}

/** What a rule sees of a dump of one array. */
export interface LoneEvidence extends Omit<Evidence, 'dimensions' | 'totals' | 'spread' | 'tinyVarianceShare'> {
  dimensions: PartialDimension[];
  totals: PartialTotals;
}

export type AnyEvidence = Evidence | LoneEvidence;

/** A finding about a gamma per dimension, with what the rules on gamma share. */
export interface GammaEvidence {
  gamma: number[];
  /** G_j = gammaHat_j / |gamma_j|; null where gamma_j = 0, and without means. */
  ratio: (number | null)[];
  low: number[];
  escaped: number[];
}

/** PyTorch's default, where the dump does not say. */
export const DEFAULT_BN_EPS = 1e-5;

/** Which dimensions fall short of the declared gamma, and where batch norm's eps is the cause; null without a gamma. */
export function gammaEvidence({ dimensions, declared, record, thresholds }: LoneEvidence): GammaEvidence | null {
  const gamma = declaredGamma(declared, dimensions.length);
  if (!gamma) return null;
  const ratio = dimensions.map((d, j) =>
    gamma[j] === 0 || d.gammaHat === null ? null : d.gammaHat / Math.abs(gamma[j]),
  );
  const low = dimensionsWhere(dimensions, (_, j) => ratio[j] !== null && ratio[j] < thresholds.lowGammaRatio);
  const eps = declared.bnEps ?? DEFAULT_BN_EPS;
  const escaped = low.filter((j) => {
    const running = record.runningVariance?.[j];
    return running === undefined || Math.sqrt(running / (running + eps)) < 0.9;
  });
  return { gamma, ratio, low, escaped };
}

export function dimensionsWhere<D extends PartialDimension>(
  dimensions: D[],
  test: (d: D, j: number) => boolean,
): number[] {
  return dimensions.filter((d, j) => test(d, j)).map((d) => d.index);
}

export function finding(
  code: FindingCode,
  severity: Severity,
  dimensions: number[],
  value: number,
  threshold: number,
  message: string,
): Finding {
  return { code, severity, dimensions, value, threshold, message, help: `docs/diagnostics.md#${code}` };
}
