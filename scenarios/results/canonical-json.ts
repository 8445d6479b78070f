/**
 * JSON with sorted keys, no white space and only ASCII characters: the same value gives the same bytes, and a file cut
 * anywhere can be repaired by counting characters.
 *
 * @throws TypeError naming the place of a value that JSON cannot hold (NaN, an infinity, undefined, a function)
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item, i) => write(item, `${path}[${i}]`)).join(',')}]`;
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${quote(key)}:${write(member, `${path}.${key}`)}`).join(',')}}`;
  }
  throw new TypeError(`${path} cannot be written as JSON: it is ${describe(value)}.`);
}

function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function describe(value: unknown): string {
  if (typeof value === 'object') return `an object of class ${value?.constructor.name ?? 'null'}`;
  return typeof value === 'number' ? String(value) : `of type ${typeof value}`;
}
