/** Of every value, for its place in its parent. */
const VALUE_BYTES = 8;
/** Deeper than any settings; a schema that walks it by recursion must not run out of stack. */
const MAX_DEPTH = 64;

/**
 * Rough size of what came over a bridge: raw bytes apart from the rest. Stops counting the rest beyond `limit`, which also
 * ends circular values; one that is nested too deeply counts as infinitely large.
 */
export function weigh(value: unknown, limit: number): { plainBytes: number; rawBytes: number } {
  let plainBytes = 0;
  let rawBytes = 0;
  const left: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  for (let next = left.pop(); next !== undefined && plainBytes <= limit; next = left.pop()) {
    plainBytes += VALUE_BYTES;
    if (typeof next.value === 'string') plainBytes += next.value.length;
    if (typeof next.value !== 'object' || next.value === null) continue;
    if (ArrayBuffer.isView(next.value) || next.value instanceof ArrayBuffer) {
      rawBytes += next.value.byteLength;
      continue;
    }
    if (next.depth >= MAX_DEPTH) return { plainBytes: Infinity, rawBytes };
    for (const [key, child] of Object.entries(next.value)) {
      plainBytes += key.length;
      left.push({ value: child, depth: next.depth + 1 });
    }
  }
  return { plainBytes, rawBytes };
}
