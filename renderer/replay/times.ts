/** Times that differ by less are the same, s: they come as sums, products and roundings of ticks. */
export const NUMERIC_SLACK_S = 1e-6;
