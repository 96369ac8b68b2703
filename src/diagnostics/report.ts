/**
 * The one result that every surface shows (SPEC section 8), of a dump of posteriors. All information quantities in nats;
 * null = not computable.
 */
export interface LatentReport {
  schemaVersion: 1;
  tool: { name: 'latent-lens'; version: string };
  source: ReportSource;
  dimensions: DimensionReport[];
  totals: TotalsReport;
  joint: JointReport | null;
  findings: Finding[];
}

export type SpreadKind = 'logvar' | 'variance' | 'std' | 'logstd';
export type DecidedBy = 'name' | 'values' | 'sidecar' | 'user';

export interface ArrayDescription {
  file: string;
  array: string | null;
  shape: number[];
  dtype: string;
}

export interface ReportSource {
  files: string[];
  /** N: examples analysed, skipped rows not counted. */
  rows: number;
  /** D: latent dimensions. */
  dimensions: number;
  skippedRows: number;
  /** First few non-finite elements as [row, column], zero-based, in file order. */
  skippedAt: [number, number][];
  /** Rows of the whole dump, where this report is an early one of a sample of them; else null. */
  preliminaryOf: number | null;
  mean: ArrayDescription;
  spread: ArrayDescription & { kind: SpreadKind; decidedBy: DecidedBy };
  /** How arrays of other shapes were taken as [N, D]; null where they stand so. */
  arrangement: ArrangementReport | null;
  /** Null where nothing has the name of labels, and in a preliminary report. */
  labels: LabelsReport | null;
  declared: Declared;
}

type OrNull<T> = { [Field in keyof T]: T[Field] | null };

/** A dimension of a dump that may have no spread, or none but samples: what takes the rest is null. */
export type PartialDimension = OrNull<DimensionReport> & Pick<DimensionReport, 'index' | 'betaHat'>;
export type PartialTotals = OrNull<TotalsReport>;

/** The source of a report of one array. */
export interface LoneSource extends Omit<ReportSource, 'mean' | 'spread'> {
  /** Null where the array holds samples. */
  mean: ArrayDescription | null;
  spread: null;
  samples: ArrayDescription | null;
  /** Why there is no spread, as a phrase: "no spread array beside mu.npy". */
  missing: string;
}

/** The report of any dump: a LatentReport, or of one array with what can be computed of that. */
export interface PartialReport extends Omit<LatentReport, 'source' | 'dimensions' | 'totals'> {
  source: ReportSource | LoneSource;
  dimensions: PartialDimension[];
  totals: PartialTotals;
}

/** Whether a report is of a dump of posteriors. */
export function isComplete(report: PartialReport): report is LatentReport {
  return report.source.spread !== null;
}

export interface ArrangementReport {
  /** What --arrangement takes: "stack", "step:-1". */
  id: string;
  why: string;
}

/** What says of each example what it is. */
export interface LabelsReport {
  /** "labels.npy", or `key "labels"`; null where none fits the examples. */
  source: string | null;
  /** The examples of each of at most 20 classes, in their order; else null. */
  classes: { name: string; count: number }[] | null;
  /** What does not fit, or is not counted: said wherever classes are null. */
  note: string | null;
}

/** What the training run says of itself, from the dump, its sidecar or the user. */
export interface Declared {
  /** BN-VAE's fixed scale of the posterior mean; one number, or one per dimension. */
  gamma: number | number[] | null;
  bnEps: number | null;
  /** Weight of the KL term in the training loss. */
  betaWeight: number | null;
  epoch: number | null;
  /** File (or "user") that declared gamma, else the file that declared the rest. */
  from: string | null;
}

/**
 * Per-dimension statistics; symbols and definitions in SPEC section 2. The fields that take the density q_j are null
 * where it is not computed yet, as in most dimensions of a preliminary report, or not computable.
 */
export interface DimensionReport {
  index: number;
  /** m = mean of mu. */
  betaHat: number;
  /** sqrt v, v the biased variance of mu. */
  gammaHat: number;
  /** S = mean of sigma^2. */
  meanVariance: number;
  /** L = mean of ln sigma^2. */
  meanLogVariance: number;
  /** t = v + S: variance of the aggregate posterior. */
  aggregateVariance: number;
  /** K: mean KL(q(z_j|x) || p). */
  kl: number;
  klStandardError: number | null;
  /** B = (m^2 + v)/2 <= K. */
  klFloor: number;
  /** BJ = (m^2 + v + S - 1 - ln S)/2, B <= BJ <= K. */
  klJensenFloor: number;
  /** MM = (m^2 + t - 1 - ln t)/2 <= F. */
  aggregateKlFloor: number;
  /** F = KL(q_j || p). */
  aggregateKl: number | null;
  /** Upper bound of the numerical error of F. */
  aggregateKlErrorBound: number | null;
  /** J = F - MM. */
  negentropy: number | null;
  /** R = KL(p || q_j). */
  reverseKl: number | null;
  /** H: prior probability of { q_j < p/2 }. */
  holeMass: number | null;
  /** I = K - F. */
  mutualInformation: number | null;
  /** Share of examples with KL_ij < 0.01. */
  collapsedFraction: number;
  /** Var(mu), with N - 1, at least 0.01 (Burda et al. 2016). */
  active: boolean;
  /** K_j < 0.01 or collapsedFraction >= 0.99. */
  collapsed: boolean;
}

const DENSITY_FIELDS = [
  'aggregateKl',
  'aggregateKlErrorBound',
  'negentropy',
  'reverseKl',
  'holeMass',
  'mutualInformation',
] as const satisfies (keyof DimensionReport)[];

/** A dimension whose density is known, with all that takes it. */
export type DimensionWithDensity = DimensionReport & Record<(typeof DENSITY_FIELDS)[number], number>;

export function hasDensity(dimension: PartialDimension): dimension is DimensionWithDensity {
  return DENSITY_FIELDS.every((field) => dimension[field] !== null);
}

export interface TotalsReport {
  kl: number;
  klStandardError: number | null;
  klFloor: number;
  klJensenFloor: number;
  /** Null, as mutualInformationSum, where a dimension's is. */
  aggregateKlSum: number | null;
  aggregateKlFloorSum: number;
  /** Moment floor of the joint aggregate posterior, from the full covariance. */
  aggregateKlFloorFull: number | null;
  gaussianTotalCorrelation: number | null;
  mutualInformationSum: number | null;
  activeUnits: number;
  collapsedUnits: number;
  /** sum_j (gamma_j^2 + betaHat_j^2)/2 for a declared gamma. */
  declaredKlFloor: number | null;
  squaredNorm: { mean: number; variance: number; priorMean: number; priorVariance: number };
}

/** Monte Carlo estimates; the standard error of a single draw is null. */
export interface JointReport {
  mutualInformation: { value: number; standardError: number | null; samples: number; capped: boolean };
  aggregateKl: { value: number; standardError: number | null };
  totalCorrelation: { value: number; standardError: number | null };
}

export type Severity = 'error' | 'warning' | 'info';

export type FindingCode =
  | 'kl-vanishing'
  | 'collapsed-dimension'
  | 'uninformative-dimension'
  | 'variance-coded'
  | 'gamma-zero'
  | 'gamma-exceeds-one'
  | 'aggregate-overdispersed'
  | 'aggregate-underdispersed'
  | 'aggregate-shifted'
  | 'aggregate-nongaussian'
  | 'posterior-hole'
  | 'bn-escaped'
  | 'gamma-mismatch'
  | 'below-declared-floor'
  | 'kl-at-floor'
  | 'active-units-forced'
  | 'gamma-inferred'
  | 'su-variant'
  | 'spread-suspect'
  | 'spread-guessed'
  | 'mutual-information-capped'
  | 'nonfinite-values'
  | 'small-sample';

export interface Finding {
  code: FindingCode;
  severity: Severity;
  /** Dimensions concerned, ascending; empty for findings about the dump as a whole. */
  dimensions: number[];
  /** The worst dimension's value. */
  value: number;
  threshold: number;
  /** One or two sentences: value, threshold, sample size and what to do. */
  message: string;
  /** Section of docs/diagnostics.md. */
  help: string;
}
