import type { CorrelatedPair } from './diagnostics/covariance';
import type { FindingCode, PartialReport } from './diagnostics/report';

/**
 * What the dashboard draws besides the report: curves on one z grid shared by all dimensions.
 * Cell k covers [zMin + k*zStep, zMin + (k+1)*zStep).
 */
export interface AggregateCurves {
  zMin: number;
  zStep: number;
  points: number;
  /**
   * [D * points], dimension-major: aggregate posterior density q_j averaged over each cell. NaN in all cells of a
   * dimension whose density the report does not have; the histogram of its means is there. Empty for a dump of one array.
   */
  density: Float32Array;
  /** Cells of `density` per histogram bin; bins = points / cellsPerBin. */
  cellsPerBin: number;
  /** [D * bins], dimension-major: histogram of mu_ij as a density (area 1 where all of mu lies on the grid), or of samples. */
  meanHistogram: Float32Array;
}

/** How far the joint part of a report is estimated. */
export interface Draws {
  done: number;
  total: number;
}

/** The joint part of a report, and what follows from it. */
export type JointPart = Pick<PartialReport, 'joint' | 'totals' | 'findings'>;

/** What the user's settings say of the views. */
export interface ViewSettings {
  /** KL that the training aims at, nats; null where none is set. */
  targetRate: number | null;
  /** Draws behind a joint part that is complete. */
  jointSamples: number;
}

/** The training script that a dump belongs to. */
export interface ScriptLines {
  /** As it is shown beside a line: the file's name. */
  name: string;
  /** Lines, from 1, by the code of the finding that they explain. */
  lines: Partial<Record<FindingCode, number>>;
}

/** As what a whole report is saved: a page of its own, or its numbers. */
export type ExportFormat = 'html' | 'json' | 'csv';

/** The aggregate posterior of two dimensions, and some of its posterior means. */
export interface PairDensity {
  /** Dimensions on the horizontal and the vertical axis. */
  a: number;
  b: number;
  /** What density and correlation are of: all finite examples, or some of a large dump. */
  examples: number;
  /** Cells of both axes, as in AggregateCurves. */
  zMin: number;
  zStep: number;
  points: number;
  /** [points * points], row by row of z_b: q(z_a, z_b) averaged over each cell. */
  density: Float32Array;
  /** Share of the mass that lies on the grid. */
  mass: number;
  /** Of z_a and z_b. */
  correlation: number;
  /** [2 * M]: mu_a and mu_b of some examples. */
  means: Float32Array;
  labels: PairLabels;
}

/** Labels of the examples whose means are shown. */
export interface PairLabels {
  /** "labels.npy"; null where there are none. */
  source: string | null;
  /** What was found that does not fit, or cannot be shown. */
  note: string | null;
  /** Names of at most 20 classes; null for a scale of numbers. */
  classes: string[] | null;
  /** [M]: index of the class, or the number itself; NaN without one. Null without labels. */
  values: Float32Array | null;
}

/** What has become of a request for a pair: the newest one alone is answered. */
export type PairAnswer =
  | { type: 'progress'; done: number; total: number }
  | { type: 'done'; pair: PairDensity }
  /** One sentence. */
  | { type: 'failed'; message: string };

/** About the view of pairs alone, which keeps it: it comes before or after any report. */
export type PairMessage =
  | { type: 'pair'; a: number; b: number; answer: PairAnswer }
  /** The most correlated pairs, the strongest first; null where they are not known. */
  | { type: 'correlatedPairs'; pairs: CorrelatedPair[] | null };

/** Extension host to webview. */
export type HostMessage =
  | PairMessage
  | { type: 'loading'; title: string }
  /** Rows read so far of all rows; `total` 0 while unknown. */
  | { type: 'progress'; stage: string; done: number; total: number }
  /** `draws` is null, here and below, where the joint part is not being estimated. */
  | {
      type: 'report';
      title: string;
      report: PartialReport;
      curves: AggregateCurves;
      draws: Draws | null;
      settings: ViewSettings;
    }
  /** Replaces these parts of the report (null: none), and nothing else of it. */
  | { type: 'joint'; part: JointPart | null; draws: Draws | null }
  /** The script is found, read again, or gone (null), whenever that is. */
  | { type: 'script'; script: ScriptLines | null }
  /**
   * One sentence: file, place, found, expected. With a report on screen it stays, marked stale.
   * `canChoose`: whether it may help to say which arrays are the mean and the spread.
   */
  | { type: 'failed'; title: string; message: string; canChoose: boolean };

/** Webview to extension host. */
export type DashboardMessage =
  /** The script runs and listens; the host answers with the current state. */
  | { type: 'ready' }
  /** Charts of the latest report are on screen, `milliseconds` after its message arrived. */
  | { type: 'drawn'; milliseconds: number }
  | { type: 'setGamma' }
  /** Ask which arrays are the mean and the spread. */
  | { type: 'chooseArrays' }
  | { type: 'cancel' }
  | { type: 'estimateJoint' }
  | { type: 'retry' }
  /** Open docs/diagnostics.md at this section. */
  | { type: 'openHelp'; anchor: string }
  /** The density of two dimensions; answered by `pair` messages. */
  | { type: 'pair'; a: number; b: number }
  | { type: 'openFile'; file: string }
  /** Save a chart of this view as a file. */
  | { type: 'savePicture'; view: string; format: 'svg' | 'png'; bytes: Uint8Array }
  | { type: 'exportReport'; format: ExportFormat }
  /** Open the dump's script at a line, from 1. */
  | { type: 'openScript'; line: number };
