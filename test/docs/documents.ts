import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Block {
  /** First word of the fence, for example `sh`. */
  readonly language: string;
  /** What else stands on the fence. */
  readonly mark: string;
  readonly text: string;
  /** Line of the fence, from 1. */
  readonly line: number;
}

export interface Document {
  /** Relative to the root. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** What people read: the README and the guides. */
export function readDocuments(): Document[] {
  const guides = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...guides.sort().map((name) => `docs/${name}`)].map((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    return { path, text, blocks: blocksOf(text) };
  });
}

/** Fenced code blocks. @throws Error for a fence that does not end */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: { language: string; mark: string; line: number; lines: string[] } | null = null;
  text.split('\n').forEach((content, i) => {
    if (!content.startsWith('```')) {
      open?.lines.push(content);
    } else if (open === null) {
      const [language, ...mark] = content.slice(3).trim().split(/\s+/);
      open = { language, mark: mark.join(' '), line: i + 1, lines: [] };
    } else {
      const { language, mark, line, lines } = open;
      blocks.push({ language, mark, line, text: lines.map((one) => `${one}\n`).join('') });
      open = null;
    }
  });
  if (open !== null) throw new Error('a code block does not end');
  return blocks;
}

export interface Command {
  /** Program and arguments; quotes are resolved. */
  readonly words: readonly string[];
  /** File that standard output goes to, or null. */
  readonly into: string | null;
  /** From a comment `# exit code N`. */
  readonly exitCode: number;
}

/** The commands of a shell block: a line each, or several joined by `&&`; comments and continued lines are understood. */
export function commandsOf(block: Block): Command[] {
  const lines = block.text.replace(/\\\n\s*/g, ' ').split('\n');
  return lines.flatMap((line) => {
    const [code, comment] = splitComment(line);
    const exitCode = Number(/exit code (\d)/.exec(comment)?.[1] ?? 0);
    return code.split(' && ').flatMap((part): Command[] => {
      const words = wordsOf(part);
      if (words.length === 0) return [];
      const arrow = words.indexOf('>');
      if (arrow < 0) return [{ words, into: null, exitCode }];
      return [{ words: words.slice(0, arrow), into: words[arrow + 1], exitCode }];
    });
  });
}

function splitComment(line: string): [code: string, comment: string] {
  const at = /(?:^|\s)#/.exec(line.replace(/"[^"]*"|'[^']*'/g, (quoted) => '.'.repeat(quoted.length)))?.index;
  return at === undefined ? [line, ''] : [line.slice(0, at), line.slice(at)];
}

function wordsOf(code: string): string[] {
  return [...code.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare);
}

/** Targets of links and images outside code, as written. */
export function linksOf(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
}

/** Anchors of a document's headings, as GitHub makes them. */
export function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .replace(/\s/g, '-'),
  );
}
