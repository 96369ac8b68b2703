/** KL_ij below which an example counts as collapsed (SPEC section 2); part of the statistics, not a setting. */
export const COLLAPSED_KL = 0.01;
/** Var(mu), with N - 1, from which a unit is active (Burda et al. 2016). */
export const ACTIVE_VARIANCE = 0.01;
/** Share of collapsed examples from which a dimension is collapsed (Lucas et al. 2019). */
export const COLLAPSED_SHARE = 0.99;

/** Limits of the findings that users may move; defaults of SPEC section 4. */
export interface Thresholds {
  /** Share of collapsed dimensions above which pruning becomes a warning. */
  collapsedShare: number;
  /** Mutual information, nats, below which a dimension carries none. */
  mutualInformation: number;
  /** KL, nats, from which an uninformative dimension is a waste. */
  uninformativeKl: number;
  /** Moment floor MM_j, nats: aggregate-overdispersed, -underdispersed, -shifted. */
  momentFloor: number;
  /** Moment floor from which these are errors. */
  momentFloorError: number;
  /** Negentropy J_j, nats: aggregate-nongaussian. */
  negentropy: number;
  /** Negentropy from which it is a warning. */
  negentropyWarning: number;
  /** Prior mass H_j of holes: posterior-hole. */
  holeMass: number;
  /** G_j = gammaHat_j/|gamma| below which a dimension counts as low. */
  lowGammaRatio: number;
  /** |G_j - 1| from which running statistics differ from the data's. */
  gammaMismatch: number;
  /** Share of K above the realised floor below which the KL is bought by the floor. */
  klAboveFloor: number;
  /** Relative difference to the sidecar's kl_nats. */
  klNatsDifference: number;
  /** Share of left-out rows from which it is an error. */
  nonfiniteShare: number;
}

export const DEFAULT_THRESHOLDS: Thresholds = {
  collapsedShare: 0.75,
  mutualInformation: 0.01,
  uninformativeKl: 0.03,
  momentFloor: 0.03,
  momentFloorError: 0.1,
  negentropy: 0.03,
  negentropyWarning: 0.1,
  holeMass: 0.05,
  lowGammaRatio: 0.8,
  gammaMismatch: 0.15,
  klAboveFloor: 0.1,
  klNatsDifference: 0.02,
  nonfiniteShare: 0.01,
};
