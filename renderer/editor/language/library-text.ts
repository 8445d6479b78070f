import { Document, isCollection, isMap, isScalar, isSeq, stringify } from 'yaml';
import type { Node } from 'yaml';
import { libraryScenario } from '../../../scenarios/library/registry.ts';
import { alternatives, fitting, scenarioNode, type SchemaNode } from './schema-node.ts';

/** Longest collection that stays on one line, characters. */
const LONGEST_LINE = 90;

/**
 * A scenario of the library as a text to edit, without what the language fills in by itself.
 * @throws RangeError for an unknown id
 */
export function libraryText(id: string): string {
  const scenario = withoutDefaults(libraryScenario(id), scenarioNode('driving'));
  const document = new Document(scenario, { version: '1.2', schema: 'core', aliasDuplicateObjects: false });
  if (isMap(document.contents)) {
    for (const { key, value } of document.contents.items) {
      flatten(value as Node);
      // A blank line before the longer parts.
      if (isScalar(key) && isCollection(value) && value.flow !== true) key.spaceBefore = true;
    }
  }
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  // The package pads brackets as it pads braces.
  const tight = text.replaceAll(/\[ /g, '[').replaceAll(/ \]/g, ']');
  return `# A copy of ${id}, a scenario of the library.\n${tight}`;
}

/** Puts what is short on one line. */
function flatten(node: Node): void {
  if (!isCollection(node)) return;
  if (stringify(node, { collectionStyle: 'flow', lineWidth: 0 }).length <= LONGEST_LINE && !isListOfMaps(node)) {
    node.flow = true;
    return;
  }
  for (const item of node.items) {
    const child = isMap(node) ? (item as { readonly value: Node }).value : (item as Node);
    flatten(child);
  }
}

const isListOfMaps = (node: Node): boolean => isSeq(node) && node.items.length > 1 && node.items.every(isMap);

/** A value without the fields that have their defaults. */
function withoutDefaults(value: unknown, node: SchemaNode): unknown {
  if (Array.isArray(value)) {
    const [list] = alternatives(node).filter(({ type }) => type === 'array');
    const items = typeof list?.items === 'object' ? list.items : {};
    return value.map((item) => withoutDefaults(item, items));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const branches = fitting(node, new Map(entries)).filter(({ properties }) => properties !== undefined);
  if (branches.length !== 1) return value;
  const [{ properties = {}, required = [] }] = branches;
  return Object.fromEntries(
    entries.flatMap(([key, inner]) => {
      const child = properties[key] ?? {};
      const kept = withoutDefaults(inner, child);
      const isDefault = child.default !== undefined && sameValue(kept, child.default) && !required.includes(key);
      return isDefault || inner === undefined ? [] : [[key, kept]];
    }),
  );
}

function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
