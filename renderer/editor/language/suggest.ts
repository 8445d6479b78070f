import { domainIn } from '../../../scenarios/language/domain-in-text.ts';
import { fieldName } from '../../../scenarios/language/problem.ts';
import { actorIdsIn, parametersIn, placeAt, wordAt, type Step, type TextPlace } from './place-in-text.ts';
import {
  alternatives,
  below,
  discriminatorOf,
  fitting,
  isValue,
  scenarioNode,
  type SchemaNode,
} from './schema-node.ts';
import { blockTemplate, drawnTemplates, entryTemplate, inlineTemplate, plainText } from './snippet-text.ts';

/** Something that may be written at the cursor. */
export interface Suggestion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'parameter';
  /** Its form in a few words. */
  readonly detail: string;
  /** What it means, in sentences; empty: nothing to add. */
  readonly info: string;
  /** What is written instead of the word at the cursor, with fields as `${1:text}`. */
  readonly template: string;
  /** Only a few words may follow: they are offered at once. */
  readonly goesOn: boolean;
  /** Required ones stand first. */
  readonly isRequired: boolean;
}

export interface Suggestions {
  /** The word that they replace: offsets, `to` not included. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly Suggestion[];
}

/** What the language takes at the cursor; null: nothing that it could name. Never throws for bad text. */
export function suggest(text: string, cursor: number): Suggestions | null {
  const place = placeAt(text, cursor);
  if (place === null) return null;
  const items = itemsAt(text, place, nodesAt(place.path, text));
  return items.length === 0 ? null : { from: place.from, to: place.to, items };
}

/** What the field at an offset means, with its range; null: no field is there. */
export function describeAt(
  text: string,
  offset: number,
): { readonly from: number; readonly to: number; readonly field: string; readonly text: string } | null {
  const word = wordAt(text, offset);
  if (word === null || word.path.length === 0) return null;
  for (let length = word.path.length; length > 0; length--) {
    const path = word.path.slice(0, length);
    const node = nodesAt(path, text).at(0);
    const info = node === undefined ? '' : infoOf(node);
    // Inside of a distribution, the number is what has a meaning.
    if (info !== '')
      return { from: word.from, to: word.to, field: fieldName(path.map(({ step }) => step)), text: info };
  }
  return null;
}

function nodesAt(path: readonly Step[], text: string): readonly SchemaNode[] {
  let nodes: readonly SchemaNode[] = [scenarioNode(domainIn(text))];
  for (const { step, given } of path) nodes = nodes.flatMap((node) => below(node, step, given));
  return nodes;
}

function itemsAt(text: string, place: TextPlace, nodes: readonly SchemaNode[]): Suggestion[] {
  const { role, isFlow, isPart } = place;
  if (isPart) return nodes.some(isValue) ? parameterItems(text) : [];
  const items: Suggestion[] = [];
  if (role !== 'value') items.push(...keyItems(text, place, nodes));
  if (role !== 'key') items.push(...valueItems(text, place, nodes, role === 'value' || isFlow));
  return items.filter(({ label }, i) => items.findIndex((other) => other.label === label) === i);
}

function keyItems(text: string, place: TextPlace, nodes: readonly SchemaNode[]): Suggestion[] {
  // In a list in brackets, a mapping needs braces of its own.
  if (place.role === 'either' && place.isFlow) return [];
  const items: Suggestion[] = [];
  for (const node of nodes) {
    const key = discriminatorOf(node);
    const branches = fitting(node, place.given);
    const onlyKey = key !== null && !place.given.has(key) ? key : null;
    const isDrawn = isValue(node);
    if (isDrawn && place.given.size > 0) continue;
    for (const { properties = {}, required = [] } of branches) {
      for (const [name, child] of Object.entries(properties)) {
        if (place.given.has(name) || (onlyKey !== null && name !== onlyKey)) continue;
        items.push(keyItem(text, place, name, name === onlyKey ? choiceNode(node, name) : child, required));
      }
    }
  }
  return items;
}

/** Column of a place without the indentation of its line, which the pane itself repeats on the lines that follow. */
function columnsAfterMargin(text: string, offset: number): number {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const margin = /^ */.exec(text.slice(lineStart, offset))?.[0].length ?? 0;
  return offset - lineStart - margin;
}

/** The kinds of a union as one node. */
function choiceNode(node: SchemaNode, key: string): SchemaNode {
  const kinds = alternatives(node).flatMap(({ properties }) => {
    const constant = properties?.[key]?.const;
    return constant === undefined ? [] : [constant];
  });
  return { type: 'string', enum: kinds };
}

function keyItem(
  text: string,
  { from, hasColon, isFlow }: TextPlace,
  name: string,
  node: SchemaNode,
  required: readonly string[],
): Suggestion {
  const goesOn = isFew(node);
  const indent = columnsAfterMargin(text, from) + 2;
  const value = goesOn ? ' ' : isFlow ? ` ${inlineTemplate(node)}` : blockTemplate(node, indent);
  return {
    ...{ label: name, kind: 'key', detail: formOf(node), info: infoOf(node) },
    template: hasColon ? name : `${name}:${value}`,
    goesOn: goesOn && !hasColon,
    isRequired: required.includes(name),
  };
}

/** Whether words may stand there that can be listed. */
function isFew(node: SchemaNode): boolean {
  return alternatives(node).some(
    ({ const: constant, enum: words, type }) => constant !== undefined || words !== undefined || type === 'boolean',
  );
}

function valueItems(
  text: string,
  { path, from }: TextPlace,
  nodes: readonly SchemaNode[],
  isInline: boolean,
): Suggestion[] {
  const indent = columnsAfterMargin(text, from);
  const value = (label: string, template: string, node: SchemaNode, detail = ''): Suggestion => ({
    ...{ label, kind: 'value', detail, info: infoOf(node), template },
    ...{ goesOn: false, isRequired: false },
  });
  const plain = (content: unknown, node: SchemaNode, detail = ''): Suggestion =>
    value(plainText(content), plainText(content), node, detail);
  const items: Suggestion[] = [];
  if (path.at(-1)?.step === 'of') items.push(...actorIdsIn(text).map((id) => plain(id, nodes[0], 'actor')));
  for (const node of nodes) {
    if (isScalar(node.default)) items.push(plain(node.default, node, 'default'));
    const [example] = node.examples ?? [];
    if (isScalar(example)) items.push(plain(example, node, 'example'));
    if (isValue(node)) {
      if (isInline) {
        items.push(...drawnTemplates(node).map(({ label, template }) => value(label, template, node, 'drawn')));
      }
      items.push(...parameterItems(text));
      continue;
    }
    for (const branch of alternatives(node)) {
      const { const: constant, enum: words, type, properties } = branch;
      if (constant !== undefined) items.push(plain(constant, branch));
      else if (words !== undefined) items.push(...words.map((word) => plain(word, node)));
      else if (type === 'boolean') items.push(plain(true, node), plain(false, node));
      else if (type === 'null') items.push(plain(null, node));
      else if (!isInline && type === 'array' && typeof branch.items === 'object') {
        const template = entryTemplate(branch.items, indent);
        items.push(value(labelOf(template), template, node));
      } else if (isInline && (properties !== undefined || type === 'array' || type === 'object')) {
        const template = inlineTemplate(alternatives(node).length > 1 ? branch : node);
        items.push(value(labelOf(template), template, node));
      }
    }
  }
  return items;
}

const isScalar = (value: unknown): boolean => value !== undefined && (typeof value !== 'object' || value === null);

/** A template as its text, cut short. */
function labelOf(template: string): string {
  const text = template.replaceAll(/\$\{\d+:([^}]*)\}/g, '$1');
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}

function parameterItems(text: string): Suggestion[] {
  return [...parametersIn(text)].map(([name, written]) => ({
    ...{ label: `$${name}`, kind: 'parameter', detail: written.slice(0, 60), info: '' },
    template: `$${name}`,
    ...{ goesOn: false, isRequired: false },
  }));
}

/** What may be written there, in a few words. */
function formOf(node: SchemaNode): string {
  if (node.quantity !== undefined) return node.quantity.replace(/^an? /, '');
  const [first] = alternatives(node);
  if (isFew(node)) {
    const words = alternatives(node).flatMap(({ const: constant, enum: several = [], type }) =>
      type === 'boolean' ? ['true', 'false'] : constant === undefined ? several : [constant],
    );
    const text = words.map(String).join(', ');
    return text.length > 40 ? `${text.slice(0, 37)}...` : text;
  }
  if (first.type === 'array') return 'list';
  if (first.type === 'object') return 'mapping';
  return first.type === 'string' ? 'text' : (first.type ?? '');
}

/** Meaning, range and default. */
function infoOf(node: SchemaNode): string {
  const sentences: string[] = [];
  if (node.description !== undefined) sentences.push(`${node.description}.`);
  if (node.quantity !== undefined) {
    const range = `${node.quantity[0].toUpperCase()}${node.quantity.slice(1)}`;
    sentences.push(isValue(node) ? `${range}, an expression, or drawn.` : `${range}.`);
  }
  if (isScalar(node.default)) sentences.push(`Default: ${plainText(node.default)}.`);
  return sentences.join(' ');
}
