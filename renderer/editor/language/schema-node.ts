import { DOMAIN_NAMES, type DomainName } from '../../../scenarios/domains/concrete.ts';
import { manipulationJsonSchema } from '../../../scenarios/language/manipulation/schema.ts';
import { scenarioJsonSchema } from '../../../scenarios/language/schema.ts';

/** A node of the JSON Schema of scenarios, of which the editor reads this much. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  /** A number in words, with unit and range. */
  readonly quantity?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode | boolean;
  readonly prefixItems?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly minimum?: number;
  readonly maximum?: number;
}

const SCHEMAS: Readonly<Record<DomainName, () => unknown>> = {
  driving: scenarioJsonSchema,
  manipulation: manipulationJsonSchema,
};
const roots = new Map<DomainName, SchemaNode>();

/** That of a whole scenario. */
export function scenarioNode(domain: DomainName): SchemaNode {
  const known = roots.get(domain);
  if (known !== undefined) return known;
  const root = SCHEMAS[domain]() as SchemaNode;
  // Another word there chooses another schema.
  const domainField = { ...root.properties?.['domain'], const: undefined, enum: DOMAIN_NAMES };
  const node = { ...root, properties: { ...root.properties, domain: domainField } };
  roots.set(domain, node);
  return node;
}

/** What a node may be: itself, or the members of its unions. */
export function alternatives(node: SchemaNode): readonly SchemaNode[] {
  const union = node.anyOf ?? node.oneOf;
  return union === undefined ? [node] : union.flatMap(alternatives);
}

/** The key by whose value a union of mappings is told apart (`kind`, `model`), or null. */
export function discriminatorOf(node: SchemaNode): string | null {
  const [first, ...others] = node.oneOf ?? [];
  if (first === undefined || others.length === 0) return null;
  const isConstant = (branch: SchemaNode, key: string): boolean => branch.properties?.[key]?.const !== undefined;
  const keys = Object.keys(first.properties ?? {});
  return keys.find((key) => [first, ...others].every((branch) => isConstant(branch, key))) ?? null;
}

/** The alternatives that agree with the constants which a mapping already has. */
export function fitting(node: SchemaNode, given: ReadonlyMap<string, unknown>): readonly SchemaNode[] {
  return alternatives(node).filter((branch) =>
    Object.entries(branch.properties ?? {}).every(
      ([key, { const: constant }]) => constant === undefined || !given.has(key) || given.get(key) === constant,
    ),
  );
}

/** What stands below a node at a key or a place of a list; empty: nothing may. */
export function below(
  node: SchemaNode,
  step: string | number,
  given: ReadonlyMap<string, unknown>,
): readonly SchemaNode[] {
  return fitting(node, given).flatMap((branch) => {
    const child = typeof step === 'string' ? childAt(branch, step) : itemAt(branch, step);
    return child === null ? [] : [child];
  });
}

function childAt({ properties, additionalProperties }: SchemaNode, key: string): SchemaNode | null {
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key];
  return typeof additionalProperties === 'object' ? additionalProperties : null;
}

function itemAt({ items, prefixItems }: SchemaNode, index: number): SchemaNode | null {
  return prefixItems?.[index] ?? (typeof items === 'object' ? items : null);
}

/** Whether a node is one of the numbers that may be drawn or computed. */
export function isValue(node: SchemaNode): boolean {
  return node.quantity !== undefined && node.anyOf !== undefined;
}
