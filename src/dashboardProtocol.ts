import type { LatentReport } from './diagnostics/report';

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
   * dimension whose density the report does not have; the histogram of its means is there.
   */
  density: Float32Array;
  /** Cells of `density` per histogram bin; bins = points / cellsPerBin. */
  cellsPerBin: number;
  /** [D * bins], dimension-major: histogram of mu_ij as a density (area 1 where all of mu lies on the grid). */
  meanHistogram: Float32Array;
}

/** How far the joint part of a report is estimated. */
export interface Draws {
  done: number;
  total: number;
}

/** The joint part of a report, and what follows from it. */
export type JointPart = Pick<LatentReport, 'joint' | 'totals' | 'findings'>;

/** Extension host to webview. */
export type HostMessage =
  | { type: 'loading'; title: string }
  /** Rows read so far of all rows; `total` 0 while unknown. */
  | { type: 'progress'; stage: string; done: number; total: number }
  /** `draws` is null, here and below, where the joint part is not being estimated. */
  | { type: 'report'; title: string; report: LatentReport; curves: AggregateCurves; draws: Draws | null }
  /** Replaces these parts of the report (null: none), and nothing else of it. */
  | { type: 'joint'; part: JointPart | null; draws: Draws | null }
  /** One sentence: file, place, found, expected. With a report on screen it stays, marked stale. */
  | { type: 'failed'; title: string; message: string };

/** Webview to extension host. */
export type DashboardMessage =
  /** The script runs and listens; the host answers with the current state. */
  | { type: 'ready' }
  /** Charts of the latest report are on screen, `milliseconds` after its message arrived. */
  | { type: 'drawn'; milliseconds: number }
  | { type: 'setGamma' }
  | { type: 'cancel' }
  | { type: 'estimateJoint' }
  | { type: 'retry' }
  /** Open docs/diagnostics.md at this section. */
  | { type: 'openHelp'; anchor: string }
  | { type: 'openFile'; file: string };
