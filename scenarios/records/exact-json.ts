/**
 * JSON that `JSON.parse` turns back into the same bits: `JSON.stringify` writes -0 as 0, and a number that is not finite
 * as null.
 * @throws RangeError at a number that JSON cannot hold
 */
export function exactJson(value: unknown): string {
  if (typeof value === 'number') return exactNumber(value);
  if (Array.isArray(value)) return `[${value.map((item) => exactJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${exactJson(field)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

function exactNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`JSON: expected a finite number, found ${value}.`);
  return Object.is(value, -0) ? '-0' : String(value);
}
