import { alternatives, isValue, type SchemaNode } from './schema-node.ts';

/**
 * A template in the notation of the text pane: `${1:text}` is a field that Tab leads to.
 * @param indent spaces before the lines after the first
 */
export function blockTemplate(node: SchemaNode, indent: number): string {
  const fields = new Fields();
  const value = filled(node);
  const margin = `\n${' '.repeat(indent)}`;
  if (isList(value) && value.length > 0 && value.every(isMapping)) {
    const entries = value.map((entry) => `- ${lines(entry, fields).join(`${margin}  `)}`);
    return margin + entries.join(margin);
  }
  if (isMapping(value) && Object.keys(value).length > 0) return margin + lines(value, fields).join(margin);
  return ` ${inline(value, fields)}`;
}

/** The first entry of a list as lines of their own. @param indent as above */
export function entryTemplate(node: SchemaNode, indent: number): string {
  const value = filled(node);
  const fields = new Fields();
  const text = isMapping(value) ? lines(value, fields).join(`\n${' '.repeat(indent + 2)}`) : inline(value, fields);
  return `- ${text}`;
}

/** The same as `blockTemplate` on one line. */
export function inlineTemplate(node: SchemaNode): string {
  return inline(filled(node), new Fields());
}

/** A value as YAML on one line; no field of a template. */
export function plainText(value: unknown): string {
  return inline(value, null);
}

class Fields {
  private count = 0;

  next(text: string): string {
    return `\${${++this.count}:${text}}`;
  }
}

type Mapping = Readonly<Record<string, unknown>>;

/** The least that a node takes: its example, or what it requires. */
function filled(node: SchemaNode): unknown {
  if (node.examples !== undefined) return node.examples[0];
  if (node.const !== undefined) return node.const;
  const [first] = alternatives(node);
  if (first.properties !== undefined) {
    const entries = leastKeys(first).flatMap((key) => {
      const child = first.properties?.[key];
      return child === undefined ? [] : [[key, filled(child)] as const];
    });
    return Object.fromEntries(entries);
  }
  if (node.default !== undefined) return withItem(node);
  if (first.const !== undefined) return first.const;
  if (first.enum !== undefined) return first.enum[0];
  if (first.type === 'array') return withItem(first);
  if (first.type === 'boolean') return false;
  if (first.type === 'number') return Math.min(first.maximum ?? 0, Math.max(first.minimum ?? 0, 0));
  return first.type === 'object' ? {} : '';
}

/** What a mapping requires, or the first key of one that requires nothing. */
function leastKeys({ required = [], properties = {} }: SchemaNode): readonly string[] {
  return required.length > 0 ? required : Object.keys(properties).slice(0, 1);
}

/** A list is begun with one entry, though it may be empty. */
function withItem({ default: initial, items, prefixItems }: SchemaNode): unknown {
  if (initial !== undefined && !Array.isArray(initial)) return initial;
  if (prefixItems !== undefined) return prefixItems.map(filled);
  return typeof items === 'object' ? [filled(items)] : [];
}

function lines(mapping: Mapping, fields: Fields): string[] {
  return Object.entries(mapping).map(([key, value]) => `${key}: ${inline(value, fields)}`);
}

function inline(value: unknown, fields: Fields | null): string {
  if (isList(value)) return value.length === 0 ? '[]' : `[${value.map((item) => inline(item, fields)).join(', ')}]`;
  if (isMapping(value)) {
    const entries = Object.entries(value).map(([key, inner]) => `${key}: ${inline(inner, fields)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  const text = scalarText(value);
  return fields === null ? text : fields.next(text);
}

function scalarText(value: unknown): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Math.round(value * 1e4) / 1e4);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'null';
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Ways to draw a number, as templates. */
export function drawnTemplates(node: SchemaNode): readonly { readonly label: string; readonly template: string }[] {
  if (!isValue(node)) return [];
  const [number] = alternatives(node);
  const middle = Number(node.examples?.[0] ?? node.default ?? 0);
  const clamp = (value: number): number =>
    Math.min(number.maximum ?? Infinity, Math.max(number.minimum ?? -Infinity, value));
  const [mid, low, high] = [middle, middle * 0.8, middle * 1.2].map((value) => scalarText(clamp(round(value, node))));
  return [
    { label: '{ uniform: [low, high] }', template: `{ uniform: [\${1:${low}}, \${2:${high}}] }` },
    {
      label: '{ normal: [mean, sd, low, high] }',
      template: `{ normal: [\${1:${mid}}, \${2:1}, \${3:${low}}, \${4:${high}}] }`,
    },
    { label: '{ choice: [..] }', template: `{ choice: [\${1:${low}}, \${2:${high}}] }` },
  ];
}

function round(value: number, { quantity }: SchemaNode): number {
  return quantity?.startsWith('a whole') === true ? Math.round(value) : Math.round(value * 1000) / 1000;
}
