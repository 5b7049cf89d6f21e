/** The ways in which an ensemble's members can be brought together. */
export const ensembleMethods = ['mean-logit', 'mean-probability', 'weighted', 'stacked'] as const;

/** One of {@link ensembleMethods}. */
export type EnsembleMethod = (typeof ensembleMethods)[number];

/** How the logits of an ensemble's members become one. Plain JSON. */
export interface EnsembleRule {
  /**
   * `mean-logit`: the mean of the logits (the geometric mean of the odds). `mean-probability`: the logit of the mean
   * of the sigmoids. `weighted`: logits with weights that are not negative and add up to 1. `stacked`: a logistic
   * regression on the logits.
   */
  method: EnsembleMethod;
  /** One weight a member: 1 / n each for the means. */
  weights: number[];
  /** Added behind the weighted logits; 0 but for `stacked`. */
  intercept: number;
}
