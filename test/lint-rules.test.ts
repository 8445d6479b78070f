import { ESLint } from 'eslint';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

// Type-aware rules need a file that the TypeScript project holds; its text is replaced by the snippet.
const inSim = 'sim/kernel/state-io.ts';
const inMath = 'sim/kernel/math.ts';
const inPolicies = 'policies/contracts.ts';
const inTest = 'test/lint-rules.test.ts';

/** The project's rules over few files: to know the types of all of them would take longer than all the rest. */
const house = realpathSync(mkdtempSync(join(tmpdir(), 'twotempo-lint-')));
const root = fileURLToPath(new URL('..', import.meta.url));
for (const file of ['eslint.config.mjs', 'tsconfig.json', 'package.json'])
  copyFileSync(join(root, file), join(house, file));
symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
for (const file of [inSim, inMath, inPolicies, inTest]) {
  mkdirSync(dirname(join(house, file)), { recursive: true });
  writeFileSync(join(house, file), 'export interface Stateful {\n  readonly x: number;\n}\n');
}
afterAll(() => rmSync(house, { recursive: true }));
const eslint = new ESLint({ cwd: house });

/** Rule, and where the rule is a list of selectors the start of its message. */
async function findings(code: string, filePath: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: join(house, filePath) });
  return result.messages.map(({ ruleId, message }) => `${ruleId ?? 'parse'}: ${message}`);
}

describe('determinism in sim/ and policies/', () => {
  const banned: [name: string, code: string, finding: RegExp][] = [
    ['chance', 'export const x = Math.random();', /named stream/],
    ['the wall clock', 'export const x = Date.now();', /no-restricted-globals.*'Date'/],
    ['a date object', 'export const x = new Date();', /no-restricted-globals.*'Date'/],
    ['a stop watch', 'export const x = performance.now();', /no-restricted-globals.*'performance'/],
    ['a timer', 'setTimeout(() => undefined, 1);', /no-restricted-globals.*'setTimeout'/],
    ['the host', 'export const x = process.pid;', /no-restricted-globals.*'process'/],
    ['globals by another name', 'export const x = globalThis.Math.sin(1);', /no-restricted-globals.*'globalThis'/],
    ['a sine', 'export const x = Math.sin(1);', /sim\/kernel\/math\.ts/],
    ['tanh', 'export const x = Math.tanh(1);', /sim\/kernel\/math\.ts/],
    ['hypot', 'export const x = Math.hypot(3, 4);', /sim\/kernel\/math\.ts/],
    ['a computed member', "export const x = Math['sin'](1);", /Name the member/],
    ['Math under another name', 'const m = Math;\nexport const x = m.sin(1);', /Name the member/],
    ['a destructured sine', 'const { sin } = Math;\nexport const x = sin(1);', /Name the member/],
    ['Math as an argument', 'export const x = Object.keys(Math);', /Name the member/],
    ['a power', 'export const f = (x: number): number => x ** 2;', /use pow/],
    ['a power assignment', 'export function f(x: number): number {\n  x **= 2;\n  return x;\n}', /use pow/],
    ['for…in', 'export function f(o: object): void {\n  for (const k in o) void k;\n}', /defined order/],
    ['a locale', "export const x = 'a'.localeCompare('b');", /host locale/],
  ];

  it.each(banned)('bans %s', async (_name, code, finding) => {
    for (const filePath of [inSim, inPolicies]) {
      expect(await findings(code, filePath)).toContainEqual(expect.stringMatching(finding));
    }
    expect(await findings(code, inTest)).toEqual([]);
  });

  it('allows every exact member of Math', async () => {
    const functions = ['abs', 'min', 'max', 'floor', 'ceil', 'round', 'sqrt', 'sign', 'trunc', 'imul', 'fround'];
    const constants = ['PI', 'E', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'SQRT2', 'SQRT1_2'];
    const members = [...functions.map((name) => `Math.${name}(2, 3)`), ...constants.map((name) => `Math.${name}`)];
    expect(await findings(`export const all: unknown[] = [${members.join(', ')}];`, inSim)).toEqual([]);
  });

  it('lets the kernel replace Math for the physics engine, but not draw the time', async () => {
    const replace = 'Object.assign(Math, { sin: (x: number): number => x });';
    expect(await findings(replace, inMath)).toEqual([]);
    expect(await findings(replace, inSim)).not.toEqual([]);
    expect(await findings('export const x = Date.now();', inMath)).not.toEqual([]);
  });
});

describe('everywhere', () => {
  const banned: [name: string, code: string, rule: string][] = [
    ['a default export', 'export default 1;', 'no-restricted-syntax'],
    ['a default export by specifier', 'const x = 1;\nexport { x as default };', 'no-restricted-syntax'],
    ['an import without its extension', "export * from './contracts';", 'no-restricted-syntax'],
    ['any', 'export const x: any = 1;', '@typescript-eslint/no-explicit-any'],
    ['a floating promise', 'Promise.resolve(1);', '@typescript-eslint/no-floating-promises'],
    [
      'a switch that misses a case',
      "export function f(x: 'a' | 'b'): number {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}",
      '@typescript-eslint/switch-exhaustiveness-check',
    ],
    [
      'a type imported as a value',
      "import { Stateful } from '../sim/kernel/state-io.ts';\nexport type S = Stateful;",
      '@typescript-eslint/consistent-type-imports',
    ],
  ];

  it.each(banned)('bans %s', async (_name, code, rule) => {
    for (const filePath of [inPolicies, inTest]) {
      expect(await findings(code, filePath)).toContainEqual(expect.stringMatching(new RegExp(`^${rule}:`)));
    }
  });

  it('bans the runtime of networks where it may not be set up yet', async () => {
    const code = "import * as ort from 'onnxruntime-web/wasm';\nexport const x = ort.env;";
    expect(await findings(code, inPolicies)).toEqual([
      expect.stringMatching(/^@typescript-eslint\/no-restricted-imports: .*wasm-runtime\.ts/),
    ]);
    const asType = "import type { Tensor } from 'onnxruntime-web/wasm';\nexport type T = Tensor;";
    expect(await findings(asType, inPolicies)).toEqual([]);
  });
});
