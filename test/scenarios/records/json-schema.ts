type Schema = Readonly<Record<string, unknown>>;

/** First place where a value does not fit a JSON Schema, or null; knows the keywords that our records' schemas use. */
export function misfit(schema: Schema, value: unknown, path = '$'): string | null {
  const options = (schema['anyOf'] ?? schema['oneOf']) as readonly Schema[] | undefined;
  if (options !== undefined && options.every((option) => misfit(option, value, path) !== null)) return path;
  if (options !== undefined && !('properties' in schema)) return null;
  if ('const' in schema && schema['const'] !== value) return path;
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value)) return path;
  if (typeof schema['type'] === 'string' && !isOfType(schema['type'], value)) return `${path} is no ${schema['type']}`;
  if (typeof value === 'number' && value < ((schema['minimum'] as number | undefined) ?? -Infinity)) return path;
  if (Array.isArray(value)) return misfitInList(schema['items'] as Schema | undefined, value, path);
  if (typeof value === 'object' && value !== null) return misfitInObject(schema, value as Schema, path);
  return null;
}

function misfitInList(items: Schema | undefined, list: readonly unknown[], path: string): string | null {
  if (items === undefined) return null;
  for (const [i, item] of list.entries()) {
    const found = misfit(items, item, `${path}[${i}]`);
    if (found !== null) return found;
  }
  return null;
}

function misfitInObject(schema: Schema, value: Schema, path: string): string | null {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
  for (const name of (schema['required'] ?? []) as readonly string[]) if (!(name in value)) return `${path}.${name}`;
  for (const [name, field] of Object.entries(value)) {
    if (!(name in properties)) return `${path}.${name} is unknown`;
    const found = misfit(properties[name], field, `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'null') return value === null;
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
