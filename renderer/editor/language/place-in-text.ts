import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument, visit } from 'yaml';
import type { Document, Node, Pair, Scalar, YAMLMap } from 'yaml';
import { MAX_TEXT_LENGTH } from '../../../scenarios/language/yaml.ts';

/** A mapping or list on the way to a place: the step that leads on, and what a mapping already has. */
export interface Step {
  readonly step: string | number;
  /** Keys of the mapping, with the values of those that are plain; empty in a list. */
  readonly given: ReadonlyMap<string, unknown>;
}

/** Where in the data a cursor is. */
export interface TextPlace {
  readonly path: readonly Step[];
  /**
   * `key`: a key of the mapping at `path`. `value`: the value at `path`. `either`: nothing but the cursor is there, so that
   * a mapping may begin as well as a plain value.
   */
  readonly role: 'key' | 'value' | 'either';
  /** Of the mapping whose key is written, without that key. */
  readonly given: ReadonlyMap<string, unknown>;
  /** The word at the cursor: offsets, `to` not included. */
  readonly from: number;
  readonly to: number;
  /** A colon stands behind it. */
  readonly hasColon: boolean;
  /** In brackets, on whose lines indentation has no meaning. */
  readonly isFlow: boolean;
  /** Within a longer expression or text. */
  readonly isPart: boolean;
}

/** Stands for the word at the cursor while the text is read; no key or value of a scenario. */
const MARK = 'Zq0cursor0qZ';

/** Bracket or block nesting beyond any scenario, at which the parser's recursion ends. */
const MAX_BRACKETS = 60;

/** Where the cursor is, in text that may be broken; null: nowhere that one could complete. */
export function placeAt(text: string, cursor: number): TextPlace | null {
  if (text.length > MAX_TEXT_LENGTH || (text.match(/[[{]/g)?.length ?? 0) > MAX_BRACKETS * 20) return null;
  const before = text.slice(text.lastIndexOf('\n', cursor - 1) + 1, cursor);
  if (isDeep(text)) return null;
  const from = cursor - (/\$?[\w-]*$/.exec(before)?.[0].length ?? 0);
  const to = cursor + (/^[\w-]*/.exec(text.slice(cursor, cursor + 200))?.[0].length ?? 0);
  const lead = before.slice(0, from - cursor + before.length).trimEnd();
  const hasColon = /^[ \t]*:(?=\s|$)/.test(text.slice(to, to + 200));
  const mayBeKey = /(^|[-{,[?])$/.test(lead) && text[from] !== '$';
  const mark = mayBeKey && !hasColon ? `${MARK}: ` : MARK;
  const behind = text.slice(to);
  // What comes after may be so broken that it swallows the cursor's place.
  for (const rest of [behind, behind.slice(0, lineEnd(behind)), '']) {
    const document = parse(text.slice(0, from) + mark + rest);
    const found = document === null ? null : findMark(document);
    if (found === null) continue;
    const role = found.role === 'either' && lead.endsWith('{') ? 'key' : found.role;
    return { ...found, role, from, to, hasColon };
  }
  return null;
}

/** Names of the parameters that a text declares, each with what it is, as it is written. */
export function parametersIn(text: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  const node = rootEntry(text, 'parameters');
  if (!isMap(node)) return parameters;
  for (const { key, value } of node.items) {
    if (!isScalar(key) || typeof key.value !== 'string') continue;
    const range = (value as Node | null)?.range;
    parameters.set(key.value, range === null || range === undefined ? '' : text.slice(range[0], range[1]).trim());
  }
  return parameters;
}

/** Ids of the actors that a text declares. */
export function actorIdsIn(text: string): readonly string[] {
  const node = rootEntry(text, 'actors');
  if (!isSeq(node)) return [];
  return node.items.flatMap((actor) => {
    const id = isMap(actor) ? actor.get('id') : null;
    return typeof id === 'string' ? [id] : [];
  });
}

/** The key or value that stands at an offset, for what it means; null: none does. */
export function wordAt(
  text: string,
  offset: number,
): { readonly path: readonly Step[]; readonly from: number; readonly to: number } | null {
  if (isDeep(text)) return null;
  const document = parse(text);
  if (document === null) return null;
  let found: ReturnType<typeof wordAt> = null;
  visit(document, {
    Scalar(_role, node, ancestors) {
      const range = node.range;
      if (range === null || range === undefined || offset < range[0] || offset > range[1]) return undefined;
      if (range[0] === range[1]) return undefined;
      found = { path: pathOf([...ancestors, node] as readonly Ancestor[]), from: range[0], to: range[1] };
      return visit.BREAK;
    },
  });
  return found;
}

function rootEntry(text: string, key: string): unknown {
  const document = isDeep(text) ? null : parse(text);
  const root = document?.contents;
  return isMap(root) ? root.get(key, true) : null;
}

function lineEnd(text: string): number {
  const end = text.indexOf('\n');
  return end < 0 ? text.length : end;
}

/** The parser is recursive. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') {
      if (++depth > MAX_BRACKETS) return true;
    } else if ((character === ']' || character === '}') && depth > 0) {
      depth--;
    }
  }
  return /^[ ]*(?:[-?:][ \t]+){30}|^[ ]{300}/m.test(text);
}

function parse(text: string): Document | null {
  try {
    return parseDocument(text, { prettyErrors: false, logLevel: 'silent', schema: 'core', uniqueKeys: false });
  } catch {
    // The package promises to collect errors; text in the middle of typing is no place to find out otherwise.
    return null;
  }
}

type Ancestor = Document | Node | Pair;
type Found = Pick<TextPlace, 'path' | 'role' | 'given' | 'isFlow' | 'isPart'>;

function findMark(document: Document): Found | null {
  let found: Found | null = null;
  visit(document, {
    Scalar(role, node, ancestors) {
      if (typeof node.value !== 'string' || !node.value.includes(MARK)) return undefined;
      found = foundAt(role, node, ancestors);
      return visit.BREAK;
    },
  });
  return found;
}

function foundAt(role: string | number | null, node: Scalar, ancestors: readonly Ancestor[]): Found | null {
  const isPart = node.value !== MARK;
  const isFlow = ancestors.some((ancestor) => (isMap(ancestor) || isSeq(ancestor)) && ancestor.flow === true);
  if (role !== 'key') {
    return { path: pathOf([...ancestors, node]), role: 'value', given: NONE, isFlow, isPart };
  }
  const map = ancestors.at(-2);
  if (isPart || !isMap(map)) return null;
  const given = entriesOf(map);
  const isAlone = map.items.length === 1 && isEmpty(map.items[0].value);
  return { path: pathOf(ancestors.slice(0, -1)), role: isAlone ? 'either' : 'key', given, isFlow, isPart };
}

const NONE: ReadonlyMap<string, unknown> = new Map();

/** The path to the last of `ancestors`, which are as `visit` gives them. */
function pathOf(ancestors: readonly Ancestor[]): readonly Step[] {
  const path: Step[] = [];
  ancestors.forEach((ancestor, i) => {
    if (isPair(ancestor)) {
      const map = ancestors[i - 1];
      const { key } = ancestor;
      // In a sequence, a pair stands for a mapping of its own.
      const given = isMap(map) ? entriesOf(map) : NONE;
      // Nothing of a scenario stands within a key.
      const isWithinKey = !isScalar(key) || (ancestors[i + 1] === key && i + 2 < ancestors.length);
      path.push(isWithinKey ? { step: '', given: NONE } : { step: String(key.value), given });
    } else if (isSeq(ancestor) && i + 1 < ancestors.length) {
      path.push({ step: ancestor.items.indexOf(ancestors[i + 1]), given: NONE });
    }
  });
  return path;
}

function entriesOf(map: YAMLMap): ReadonlyMap<string, unknown> {
  const entries = new Map<string, unknown>();
  for (const { key, value } of map.items) {
    if (!isScalar(key) || typeof key.value !== 'string' || key.value.includes(MARK)) continue;
    const isMarked = isScalar(value) && typeof value.value === 'string' && value.value.includes(MARK);
    // Undefined agrees with no constant and null is a value of its own: what is being written counts as absent.
    if (!isMarked) entries.set(key.value, isScalar(value) ? value.value : isAlias(value) ? null : value);
  }
  return entries;
}

const isEmpty = (value: unknown): boolean => value === null || (isScalar(value) && value.value === null);
