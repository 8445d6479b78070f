/** JSON Schema, as far as ours use it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly required?: readonly string[];
}

/**
 * A schema that Foxglove and Lichtblick decode, which know no unions: what may be null may be missing instead, and a union
 * of objects is one object that may have the fields of all.
 * @throws Error where that cannot be said
 */
export function plainSchema(schema: JsonSchema): JsonSchema {
  const { anyOf, oneOf, ...given } = schema;
  const options = (anyOf ?? oneOf)?.filter(({ type }) => type !== 'null');
  if (options !== undefined) return options.length === 1 ? plainSchema(options[0]) : union(options.map(plainSchema));
  const rest = withoutNullType(given);
  if (rest.items !== undefined) return { ...rest, items: plainSchema(rest.items) };
  if (rest.properties === undefined) return rest;
  const { properties, required = [], ...others } = rest;
  const plain = Object.entries(properties).map(([name, field]) => [name, plainSchema(field)] as const);
  const present = required.filter((name) => !mayBeNull(properties[name]));
  return { ...others, properties: Object.fromEntries(plain), ...(present.length > 0 ? { required: present } : {}) };
}

function mayBeNull({ type, anyOf, oneOf }: JsonSchema): boolean {
  return (anyOf ?? oneOf ?? typesOf(type).map((one) => ({ type: one }))).some((option) => option['type'] === 'null');
}

function withoutNullType(schema: JsonSchema): JsonSchema {
  const { default: value, ...rest } = schema;
  const types = typesOf(rest['type']).filter((type) => type !== 'null');
  const kept = value === null || value === undefined ? rest : schema;
  return types.length === 1 ? { ...kept, type: types[0] } : kept;
}

function typesOf(type: unknown): readonly unknown[] {
  return Array.isArray(type) ? type : [type];
}

function union(options: readonly JsonSchema[]): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  for (const { type, properties: own = {} } of options) {
    if (type !== 'object') throw new Error(`schema: expected a union of objects, found one with ${String(type)}.`);
    for (const [name, field] of Object.entries(own)) properties[name] = common(name, properties[name] ?? field, field);
  }
  const required = Object.keys(properties).filter((name) => options.every((option) => option.required?.includes(name)));
  return { type: 'object', properties, required };
}

/** What both allow, or more. */
function common(name: string, a: JsonSchema, b: JsonSchema): JsonSchema {
  if (JSON.stringify(a) === JSON.stringify(b)) return a;
  if (a['type'] !== b['type']) throw new Error(`schema: ${name} has several types in one union.`);
  return { type: a['type'] };
}
