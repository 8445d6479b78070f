import type { DomainName } from '../domains/concrete.ts';

/** Blank lines, comments, directives, and the line that begins a document. */
const PROLOGUE = /^\uFEFF?(?:(?:[^\S\n]*(?:#.*)?|%.*|---[^\S\n]*(?:#.*)?)\r?\n)*/;
/** Text in quotes, a comment, a word, or a mark. */
const TOKEN = /"(?:[^"\\]|\\.)*"|'[^']*'|#[^\n]*|[^\s"'{}[\],:][^\s{}[\],:]*|\S/gs;
const COMMENT = /^#/;
const QUOTED = /^(["'])(.*)\1$/s;

/** The domain that a scenario's text names, by the looks of it: `loadAnyScenario` says the rest. Without one it is driving. */
export function domainIn(text: string): DomainName {
  const body = text.slice(PROLOGUE.exec(text)?.[0].length ?? 0);
  return (/^\s*\{/.test(body) ? isArmInBraces(body) : isArmInLines(body)) ? 'manipulation' : 'driving';
}

/** Keys of the outermost mapping stand as far in as its first one. */
function isArmInLines(body: string): boolean {
  const margin = /^ */.exec(body)?.[0] ?? '';
  return new RegExp(`^${margin}(["']?)domain\\1\\s*:\\s+(["']?)manipulation\\2\\s*(?:$|#)`, 'm').test(body);
}

/** Without quotes, spaces and what is further in, the key and its value are plain to see. */
function isArmInBraces(body: string): boolean {
  let depth = 0;
  let outermost = '';
  for (const [token] of body.matchAll(TOKEN)) {
    if (COMMENT.test(token)) continue;
    if (token === '}' || token === ']') depth--;
    // What is in quotes holds no marks.
    if (depth === 1) outermost += QUOTED.exec(token)?.[2].replace(/[\s,:]+/g, ' ') ?? token;
    if (token === '{' || token === '[') depth++;
    if (depth === 0) break;
  }
  return /(?:^|,)domain:manipulation(?:,|$)/.test(outermost);
}
