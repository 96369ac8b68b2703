/**
 * Whether a script mentions batch norm: without it no line of it can fix the gamma of one. A few microseconds; nothing
 * else runs on a script that does not.
 */
export function mentionsBatchNorm(text: string): boolean {
  return /batch_?norm/i.test(text);
}

/** Whether a file of any kind (script, config, command line) mentions batch norm or gamma at all. */
export function mayConcernGamma(text: string): boolean {
  return /batch_?norm|gamma/i.test(text);
}
