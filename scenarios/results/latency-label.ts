/** Expected latency of a latency source by its name, ms; null when the name does not say it. */
export function latencyMsOf(latency: string): number | null {
  if (latency === 'zero') return 0;
  const match = /^(?:fixed|lognormal):(\d+(?:\.\d+)?)(?:,|$)/.exec(latency);
  return match === null ? null : Number(match[1]);
}

/** Ascending by expected latency, those without one last; then by name. */
export function compareLatencies(a: string, b: string): number {
  const difference = (latencyMsOf(a) ?? Infinity) - (latencyMsOf(b) ?? Infinity);
  if (difference !== 0 && !Number.isNaN(difference)) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}
