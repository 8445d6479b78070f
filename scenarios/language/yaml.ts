import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import { fieldName } from './problem.ts';
import type { FieldPath, Problem } from './problem.ts';
import type { Scenario } from './schema.ts';
import type { Fault, Validated } from './validate.ts';
import { validateScenario } from './validate.ts';

/** Longest scenario file, characters; checking for duplicate keys takes time in proportion to the square of their number. */
export const MAX_TEXT_LENGTH = 64 * 1024;

/** Deepest nesting of lists and mappings; a scenario needs 6. */
const MAX_DEPTH = 30;

/** Most uses of anchors; each may stand for a whole subtree. */
const MAX_ALIASES = 50;

export type Loaded<Kind> =
  | { readonly scenario: Kind; readonly problems: null; place(fault: Fault): Problem }
  | { readonly scenario: null; readonly problems: readonly Problem[] };

export type LoadedScenario = Loaded<Scenario>;

/**
 * Reads a scenario from YAML 1.2 or JSON text.
 * @param file name for messages
 */
export function loadScenario(text: string, file: string): LoadedScenario {
  return loadWith(text, file, validateScenario);
}

/** As `loadScenario`, for whatever `validate` takes the data to be. */
export function loadWith<Kind>(text: string, file: string, validate: (data: unknown) => Validated<Kind>): Loaded<Kind> {
  const lines = new LineCounter();
  const refuse = (offset: number, expected: string, found: string, tip = ''): Loaded<Kind> => {
    const { line, col } = lines.linePos(offset);
    return {
      scenario: null,
      problems: [{ file, line: Math.max(1, line), column: Math.max(1, col), field: '', expected, found, tip }],
    };
  };
  if (text.length > MAX_TEXT_LENGTH) {
    return refuse(0, `at most ${MAX_TEXT_LENGTH} characters`, `${text.length}`);
  }
  const tooDeep = tooDeepAt(text);
  if (tooDeep >= 0) return refuse(tooDeep, `at most ${MAX_DEPTH} levels of nesting`, 'more');

  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    version: '1.2',
    schema: 'core',
  });
  const complaints = [...document.errors, ...document.warnings];
  if (complaints.length > 0) {
    const problems = complaints.slice(0, 20).map((complaint): Problem => {
      const { line, col } = lines.linePos(complaint.pos[0]);
      const found = `${firstLine(complaint.message)} (${complaint.code})`;
      return {
        file,
        line,
        column: col,
        field: '',
        expected: 'valid YAML or JSON',
        found,
        tip: syntaxTip(complaint.code),
      };
    });
    return { scenario: null, problems };
  }
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    // The package throws this for too many aliases and for aliases within their own anchor.
    if (!(error instanceof ReferenceError || error instanceof TypeError || error instanceof RangeError)) throw error;
    return refuse(0, `at most ${MAX_ALIASES} uses of anchors, none within itself`, firstLine(error.message));
  }
  const place = (fault: Fault): Problem => {
    const { line, col } = lines.linePos(offsetOf(document, fault.path));
    const { path, expected, found, tip } = fault;
    return { file, line: Math.max(1, line), column: Math.max(1, col), field: fieldName(path), expected, found, tip };
  };
  const { scenario, faults } = validate(data);
  if (faults !== null) return { scenario: null, problems: faults.map(place) };
  return { scenario, problems: null, place };
}

/** Offset of the key or list entry at `path`, or of the nearest one around it that exists. */
function offsetOf(document: Document, path: FieldPath): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === step);
      if (pair === undefined || !isScalar(pair.key)) return offset;
      offset = pair.key.range?.[0] ?? offset;
      node = isNode(pair.value) ? pair.value : null;
    } else if (isSeq(node)) {
      const item: unknown = typeof step === 'number' ? node.items[step] : undefined;
      if (!isNode(item)) return offset;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else {
      return offset;
    }
  }
  return offset;
}

/**
 * Where the nesting becomes too deep, or -1: brackets or block indentation. The parser is recursive, so that this must
 * be known before. Brackets within quoted text count as well, which no sensible scenario has in such numbers.
 */
function tooDeepAt(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '[' || character === '{') {
      if (++depth > MAX_DEPTH) return i;
    } else if ((character === ']' || character === '}') && depth > 0) {
      depth--;
    }
  }
  // Block nesting costs at least one column a level, or one indicator (`- - -`, `? ? ?`) on a line.
  const block = /^[ ]*(?:[-?:][ \t]+){30}|^[ ]{300}/m.exec(text);
  return block === null ? -1 : block.index;
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0].slice(0, 200);
}

function syntaxTip(code: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'Indent with spaces.';
    case 'DUPLICATE_KEY':
      return 'Remove one of the two.';
    case 'TAG_RESOLVE_FAILED':
      return 'Remove the tag (!name): only plain data is read.';
    case 'MULTIPLE_DOCS':
      return 'Put each scenario into a file of its own.';
    case 'BAD_INDENT':
      return 'Indent entries of one list or mapping by the same number of spaces.';
    default:
      return '';
  }
}
