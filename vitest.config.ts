import { defineConfig } from 'vitest/config';

/** What is about real time: the live simulation shares two cores with its browser and nobody else. */
const ALONE = ['journey', 'live-worker', 'survival'].map((name) => `test/e2e/desktop/${name}.test.ts`);

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // A built program runs as it is.
    server: { deps: { external: [/\/dist\/[\w-]+\.mjs$/] } },
    // What a page or a program does next is waited for; that it comes late on a busy machine is no fault.
    expect: { poll: { timeout: 15_000, interval: 50 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          // The files of a worker share what they import: to load it anew for each took longer than most of them run.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ALONE,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e-alone',
          include: ALONE,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
