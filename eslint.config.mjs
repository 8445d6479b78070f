import tseslint from 'typescript-eslint';

/** Members of `Math` that ECMAScript specifies exactly; the others differ between engines (Node 20 and Chromium do). */
const exactMath =
  '^(abs|min|max|floor|ceil|round|sqrt|sign|trunc|imul|fround|PI|E|LN2|LN10|LOG2E|LOG10E|SQRT2|SQRT1_2)$';
const useKernelMath = 'It differs between engines: take it from sim/kernel/math.ts.';

const inexactMath = [
  {
    selector: `MemberExpression[object.name="Math"][computed=false][property.name!=/${exactMath}/][property.name!="random"]`,
    message: useKernelMath,
  },
  {
    selector: 'MemberExpression[object.name="Math"][computed=false][property.name="random"]',
    message: 'Draw from a named stream of the episode seed (sim/kernel/random.ts).',
  },
  {
    selector: 'MemberExpression[object.name="Math"][computed=true], :not(MemberExpression) > Identifier[name="Math"]',
    message: 'Name the member, as in Math.abs(x), so that lint can tell the exact ones from the others.',
  },
];

const inexactOrUnordered = [
  {
    selector: 'BinaryExpression[operator="**"], AssignmentExpression[operator="**="]',
    message: `Multiply, or use pow. ${useKernelMath}`,
  },
  { selector: 'ForInStatement', message: 'Iterate over an array in a defined order.' },
  {
    selector: 'CallExpression > MemberExpression[property.name=/^(localeCompare|toLocale.*)$/]',
    message: 'The result depends on the host locale; compare with < or format explicitly.',
  },
];

const moduleShape = [
  {
    selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
    message: 'Export by name.',
  },
  {
    selector:
      ':matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration, ImportExpression) > Literal.source[value=/^\\.{1,2}\\u002F/][value!=/\\.(tsx?|mjs|json|css)$/]',
    message: 'Write the extension of a relative import, as in ./clock.ts.',
  },
];

/** Wall-clock time, chance and host objects: `sim/` and `policies/` run the same in a Node and in a browser worker. */
const hostGlobals = [
  ...['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'],
  ...['crypto', 'Intl', 'globalThis', 'global', 'self', 'window', 'document', 'navigator'],
  ...['process', 'Buffer', 'require', 'fetch'],
].map((name) => ({
  name,
  message: 'The simulation knows neither the host nor wall-clock time; take what it needs as an argument.',
}));

export default tseslint.config(
  { ignores: ['dist/', 'runs/', '.cache/', 'policies/training/data/', 'policies/training/work/'] },
  {
    files: ['**/*.{ts,tsx,mjs,cjs}'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-unreachable': 'error',
      'no-fallthrough': 'error',
      'no-sparse-arrays': 'error',
      'no-unsafe-finally': 'error',
      'no-loss-of-precision': 'error',
      'no-constant-binary-expression': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-syntax': ['error', ...moduleShape],
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    ignores: ['test/**', 'policies/runtime/wasm-runtime.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          name: 'onnxruntime-web/wasm',
          allowTypeImports: true,
          message: 'Take it from policies/runtime/wasm-runtime.ts, which sets it up before the first session.',
        },
      ],
    },
  },
  {
    files: ['sim/**/*.ts', 'policies/**/*.ts'],
    ignores: ['policies/training/**'],
    rules: {
      'no-restricted-globals': ['error', ...hostGlobals],
      'no-restricted-syntax': ['error', ...moduleShape, ...inexactOrUnordered, ...inexactMath],
    },
  },
  {
    // cannon-es calls Math.sin and its kin itself, so this file replaces them on the global object.
    files: ['sim/kernel/math.ts'],
    rules: { 'no-restricted-syntax': ['error', ...moduleShape, ...inexactOrUnordered] },
  },
  {
    // Vitest reads its configuration from the default export.
    files: ['vitest.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
