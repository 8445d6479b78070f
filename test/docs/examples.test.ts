import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAnyText } from '../../scenarios/language/check.ts';
import { besideFile } from '../../scenarios/language/read-beside.ts';
import { formatProblem } from '../../scenarios/language/problem.ts';
import { SUITES } from '../../scenarios/suites/suites.ts';
import { answerOf, workplace, type Ran } from '../scenarios/cli/cli.ts';
import { anchorsOf, commandsOf, linksOf, readDocuments, ROOT, type Block, type Command } from './documents.ts';

/** Files that examples name are beside them. */
const BESIDE = besideFile(join(ROOT, 'examples', 'any.yaml'));

const documents = readDocuments();
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const first = read('examples/first.yaml');

/** Blocks of a language in all documents, with a name for the test. */
function blocks(language: string, mark = ''): [name: string, block: Block][] {
  return documents.flatMap(({ path, blocks: all }) =>
    all
      .filter((block) => block.language === language && block.mark === mark)
      .map((block): [string, Block] => [`${path}:${block.line}`, block]),
  );
}

describe('scenarios in the documents', () => {
  it.each(blocks('yaml'))('%s is valid', (name, { text }) => {
    const whole = /^version:/m.test(text);
    // A piece takes the place of the same keys of the first scenario.
    const scenario = whole ? text : stringify({ ...(parse(first) as object), ...(parse(text) as object) });
    expect(checkAnyText(scenario, name, BESIDE).map(formatProblem)).toEqual([]);
  });

  it.each(blocks('yaml').filter(([, { text }]) => existsSync(join(ROOT, 'examples', fileName(text)))))(
    '%s is the example of that name',
    (_name, { text }) => {
      const content = (of: string): string => of.replace(/^#.*\n/gm, '');
      expect(content(text)).toBe(content(read(`examples/${fileName(text)}`)));
    },
  );

  it.each(blocks('yaml', 'refused'))('%s is refused with the lines that follow it', (name, block) => {
    const [path] = name.split(':');
    const all = documents.find((document) => document.path === path)?.blocks ?? [];
    const answer = all[all.indexOf(block) + 1];
    expect(answer.mark).toBe('problems');
    const problems = checkAnyText(block.text, fileName(block.text)).map(formatProblem);
    expect(problems.map((line) => `${line}\n`).join('')).toBe(answer.text);
  });

  it('and in examples/ are valid', () => {
    const files = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.yaml'));
    expect(files).toContain('first.yaml');
    for (const name of files)
      expect(checkAnyText(read(`examples/${name}`), name, BESIDE).map(formatProblem)).toEqual([]);
  });
});

/** From the comment in the first line. */
function fileName(text: string): string {
  return /^# ([\w-]+\.ya?ml)\b/.exec(text)?.[1] ?? '(none)';
}

describe('TypeScript in the documents', () => {
  const sources = ['examples', 'test/docs'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => outdented(read(`${folder}/${name}`))),
  );

  it.each(blocks('ts'))('%s stands in a file that is compiled', (_name, { text }) => {
    expect(sources.filter((source) => source.includes(outdented(text)))).toHaveLength(1);
  });
});

/** Without the white space at the beginning of lines, which depends on what is around a piece of code. */
function outdented(code: string): string {
  return code.replace(/^ +/gm, '');
}

describe('links in the documents', () => {
  const links = documents.flatMap(({ path, text }) => linksOf(text).map((target): [string, string] => [path, target]));

  it.each(links.filter(([, target]) => !/^https?:/.test(target)))('%s: %s leads somewhere', (path, target) => {
    const [file, anchor] = target.split('#');
    const at = file === '' ? path : join(dirname(path), file);
    expect(existsSync(join(ROOT, at)), at).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(read(at))).toContain(anchor);
  });

  it('reach every guide from the README', () => {
    const targets = linksOf(read('README.md'));
    const guides = documents.map(({ path }) => path).filter((path) => path !== 'README.md');
    expect(guides.filter((path) => !targets.includes(path))).toEqual([]);
  });
});

describe('what documents name', () => {
  it('exists: files of the rooms', () => {
    const named = documents.flatMap(({ text }) => [
      ...text.matchAll(/`((?:sim|policies|scenarios|test|examples|docs)\/[\w./-]*\w\.(?:ts|mjs|py|md|yaml))`/g),
    ]);
    expect(named.length).toBeGreaterThan(10);
    const paths = named.map(([, path]) => path);
    expect([...new Set(paths)].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('npm scripts in the documents', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  /** Where the arguments after `--` are understood. */
  const sources: Readonly<Record<string, string>> = {
    train: 'scenarios/collect/train-main.ts',
    tune: 'scenarios/tune/variants.ts',
    bench: 'test/bench/main.ts',
    soak: 'test/bench/soak.ts',
    evidence: 'scenarios/suites/evidence.mjs',
  };
  const used = documents.flatMap(({ path, blocks: all }) =>
    all
      .filter(({ language }) => language === 'sh')
      .flatMap(commandsOf)
      .filter(({ words }) => words[0] === 'npm')
      .map(({ words }): [string, readonly string[]] => [`${path}: ${words.join(' ')}`, words]),
  );

  it.each(used)('%s', (_name, [, verb, ...rest]) => {
    if (verb === 'ci') return expect(existsSync(join(ROOT, 'package-lock.json'))).toBe(true);
    const [name, ...more] = verb === 'run' ? rest : [verb, ...rest];
    expect(Object.keys(scripts)).toContain(name);
    const args = more.slice(more.indexOf('--') + 1);
    const source = args.length > 0 ? read(sources[name]) : '';
    const words = args.filter((word, i) => word.startsWith('--') || !(args[i - 1] ?? '').startsWith('--'));
    for (const word of words) expect(source).toMatch(new RegExp(`\\b${word.replace(/^--/, '')}\\b`));
  });
});

describe('commands in the documents', () => {
  let folder: string;
  beforeAll(() => {
    folder = workplace();
    symlinkSync(join(ROOT, 'policies'), join(folder, 'package/policies'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    symlinkSync(join(ROOT, 'examples'), join(folder, 'examples'));
    for (const [, { text }] of [...blocks('yaml'), ...blocks('yaml', 'refused')])
      if (fileName(text) !== '(none)') writeFileSync(join(folder, fileName(text)), text);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const shells = documents.map(({ path, blocks: all }): [string, readonly Command[]] => [
    path,
    all
      .filter(({ language }) => language === 'sh')
      .flatMap(commandsOf)
      .filter(({ words }) => isRunHere(words)),
  ]);

  it.each(shells.filter(([, commands]) => commands.length > 0))(
    '%s: all of them do what they say',
    { timeout: 120_000 },
    async (_path, commands) => {
      for (const command of commands) {
        const { code, stdout, stderr } = await run(folder, command);
        expect(code, `${command.words.join(' ')}\n${stderr}`).toBe(command.exitCode);
        if (command.into !== null) writeFileSync(join(folder, command.into), stdout);
      }
    },
  );

  it('results.md explains every field of the JSON, and of a line', async () => {
    const words = 'npx twotempo run first.yaml --arms fast,dual --latency 0,100 --out runs/fields'.split(' ');
    expect((await run(folder, { words, into: null, exitCode: 0 })).code).toBe(0);
    const summary: unknown = JSON.parse(readFileSync(join(folder, 'runs/fields/summary.json'), 'utf8'));
    const [line] = readFileSync(join(folder, 'runs/fields/results.jsonl'), 'utf8').split('\n');
    // Scores by their ids stand in the reference of metrics.
    const guide = read('docs/results.md') + read('docs/metrics.md');
    const fields = [...fieldsOf(summary), ...fieldsOf(JSON.parse(line))];
    expect(fields.filter((field) => !new RegExp(`[\`.]${field}\``).test(guide))).toEqual([]);
  });
});

/** Objects whose keys are data: names of arms, families and models. */
const TABLES = ['arms', 'families', 'models', 'crossovers'];

/** Names of all fields below a value, each once. */
function fieldsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (typeof value !== 'object' || value === null) return [];
  const names = Object.entries(value).flatMap(([name, inner]) => [
    name,
    ...(TABLES.includes(name) ? fieldsOf(Object.values(inner as object)) : fieldsOf(inner)),
  ]);
  return [...new Set(names)];
}

function isRunHere([program, ...words]: readonly string[]): boolean {
  return (
    (program === 'npx' && ['twotempo', 'esbuild'].includes(words[0])) || (program === 'node' && words.includes('-e'))
  );
}

/** A command as a reader would type it, cut down to one seed, one process and, for a suite, to one scenario of it. */
async function run(cwd: string, { words }: Command): Promise<Ran> {
  const [program, ...args] = words;
  if (program === 'node') return start(cwd, process.execPath, args);
  const [name, ...rest] = args;
  if (name === 'esbuild') return start(cwd, join(ROOT, 'node_modules/.bin/esbuild'), rest);
  // It needs the page, which the copy for these tests lacks.
  if (rest[0] === 'serve') return serve(cwd, [join(ROOT, 'scenarios/cli/twotempo.mjs'), ...rest, '--port', '0']);
  return answerOf(cwd, small(rest));
}

function small(args: readonly string[]): string[] {
  if (!['run', 'collect'].includes(args[0])) return [...args];
  const suite = (word: string): string => SUITES.find(({ id }) => id === word)?.scenarios[0] ?? word;
  const [verb, what, ...options] = args;
  const isSuite = suite(what) !== what;
  const values = options.map((word, i) => (options[i - 1] === '--seeds' ? '0..0' : word));
  if (!values.includes('--seeds')) values.push('--seeds', '0..0');
  if (!values.includes('--workers')) values.push('--workers', '1');
  if (isSuite && !values.includes('--arms') && !values.includes('--check')) values.push('--arms', 'fast,dual');
  return [verb, suite(what), ...values];
}

/** A server that is interrupted as soon as it has said where it is. */
function serve(cwd: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
    child.stdout?.once('data', () => child.kill('SIGINT'));
  });
}

function start(cwd: string, program: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
