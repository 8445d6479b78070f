/**
 * The rooms and what each may import: a room sees only the rooms above it. `test/` sees all and is seen by none.
 * A file outside every list below, another room's or a test's, is forbidden.
 */
const rooms = ['sim', 'policies', 'scenarios', 'renderer'];

/** Packages that tie code to a host or to a way of drawing or inferring; `sim/` and `policies/` run in any worker. */
const beyondSim = ['three', 'onnxruntime-[^/]+', 'electron', 'commander', 'playwright-core', '@mcap/[^/]+'];
const beyondPolicies = ['three', 'electron', 'commander', 'playwright-core', '@mcap/[^/]+'];

const packages = (names) => `(^|/)node_modules/(@types/)?(${names.join('|')})/`;

const onlyRoomsAbove = rooms.map((room, index) => ({
  name: `${room}-imports-only-rooms-above`,
  severity: 'error',
  comment: `${room}/ may import from ${rooms.slice(0, index + 1).join('/, ')}/ and from packages.`,
  // scenarios/serve/ has a rule of its own.
  from: { path: `^${room}/`, pathNot: '^scenarios/serve/' },
  to: {
    pathNot: [`^(${rooms.slice(0, index + 1).join('|')})/`, '(^|/)node_modules/'],
    dependencyTypesNot: ['core'],
    couldNotResolve: false,
  },
}));

module.exports = {
  forbidden: [
    ...onlyRoomsAbove,
    {
      name: 'serve-imports-rooms-above-and-contract',
      severity: 'error',
      comment:
        'What serves the page answers its calls: it knows the contract of the bridge and nothing else of the page.',
      from: { path: '^scenarios/serve/' },
      to: {
        pathNot: ['^(sim|policies|scenarios)/', '^renderer/host/(file-|suite-)?contract\\.ts$', '(^|/)node_modules/'],
        dependencyTypesNot: ['core'],
        couldNotResolve: false,
      },
    },
    {
      name: 'electron-imports-contract-and-run-host',
      severity: 'error',
      comment:
        'The shell is thin: the bridge contract, what scenarios/ serves and runs, and the build before the start.',
      from: { path: '^electron/' },
      to: {
        pathNot: [
          '^electron/',
          '^renderer/host/(file-|suite-)?contract\\.ts$',
          '^scenarios/',
          '^build\\.mjs$',
          '(^|/)node_modules/',
        ],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'electron-only-in-its-entry',
      severity: 'error',
      comment:
        "Importing Electron's package from Node starts a download; everything but the entries takes it as an argument.",
      from: { pathNot: '^electron/(main/index|preload/index|run-host/index)\\.ts$' },
      to: { path: packages(['electron']), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'page-without-simulation-loop',
      severity: 'error',
      comment:
        "The page's main thread only draws: what steps the world lives in the workers' folders and in scenarios/live/.",
      from: { path: '^renderer/', pathNot: '^renderer/(live|records)/worker/' },
      to: {
        path: '^(sim/driving/driving-world|scenarios/live/live-episode|policies/runtime/dual-system)\\.ts$',
        reachable: true,
      },
    },
    {
      name: 'no-node-builtins-below-scenarios',
      severity: 'error',
      comment: 'sim/, policies/ and renderer/ run in browsers too. Training runs in Node only.',
      from: { path: '^(sim|policies|renderer)/', pathNot: '^policies/training/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'sim-without-host-packages',
      severity: 'error',
      comment: 'The world neither draws nor infers.',
      from: { path: '^sim/' },
      to: { path: packages(beyondSim) },
    },
    {
      name: 'policies-without-host-packages',
      severity: 'error',
      comment: 'The two systems neither draw nor know a host.',
      from: { path: '^policies/', pathNot: '^policies/training/' },
      to: { path: packages(beyondPolicies) },
    },
    {
      name: 'value-planner-without-traffic-models',
      severity: 'error',
      comment:
        'The value-guided planner predicts the others by a model of its own; with theirs it would know what no sensor tells.',
      from: { path: '^policies/driving/(value/|value-planner\\.ts$)' },
      to: { path: '^sim/driving/traffic/', reachable: true },
    },
    {
      name: 'driving-without-arm',
      severity: 'error',
      comment: 'The two domains share the kernel, the contracts and the runtime, and know nothing of each other.',
      from: { path: '^(sim|policies)/driving/' },
      to: { path: '^(sim/robotics|policies/manipulation)/' },
    },
    {
      name: 'arm-without-driving',
      severity: 'error',
      comment: 'The two domains share the kernel, the contracts and the runtime, and know nothing of each other.',
      from: { path: '^(sim/robotics|policies/manipulation)/' },
      to: { path: '^(sim|policies)/driving/' },
    },
    {
      name: 'kernel-and-runtime-without-domains',
      severity: 'error',
      comment: 'What all domains share knows none of them.',
      from: { path: '^(sim/kernel/|policies/(runtime|gates)/|policies/(contracts|conformance)\\.ts$)' },
      to: { path: '^(sim/(driving|robotics)|policies/(driving|manipulation))/' },
    },
    {
      name: 'no-development-packages',
      severity: 'error',
      comment: 'What ships must run where development packages are not installed.',
      from: { path: `^(${rooms.join('|')})/`, pathNot: '^policies/training/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '(^|/)node_modules/@types/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle, of types too, means that two files are one idea or that a third is missing.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      comment: 'An import that resolves to nothing fails at run time.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
