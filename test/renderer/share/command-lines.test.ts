import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordFacts } from '../../../renderer/records/opened-record.ts';
import {
  commentLine,
  latencyOption,
  liveCommand,
  pairCommand,
  recordCommand,
  shellFile,
  shellWord,
  suiteCommand,
  type LiveMoment,
} from '../../../renderer/share/command-lines.ts';
import { momentLink } from '../../../renderer/share/moment-link.ts';
import { startingComponents } from '../../../renderer/state/arm-presets.ts';
import { parseDeepLink } from '../../../renderer/state/deep-link.ts';
import { parseLatencies } from '../../../scenarios/cli/parse-options.ts';
import { latencyName } from '../../../scenarios/runner/job.ts';

const facts: RecordFacts = {
  suite: 'longtail',
  scenario: 'cut-in/tail',
  seed: 3,
  split: 'test',
  arm: 'dual',
  latency: { kind: 'fixed', ms: 200 },
  latencyName: 'fixed:200',
  planner: null,
  engineVersion: '0.1.0',
  clock: 'virtual',
  digest: 'd1',
  ticks: 600,
  outcome: 'goal',
  fork: null,
};
const live: LiveMoment = {
  choice: { scenario: { kind: 'library', id: 'cut-in/tail' }, seed: 3 },
  components: startingComponents('dual', 200),
  interventions: 0,
  recordings: 'runs/live',
};

describe('words for a shell', () => {
  it('come through as they are, whatever is in them', () => {
    const words = fc.array(
      fc.string({
        unit: fc.constantFrom(...'abz09 \'"$`\\*?;&|<>()[]{}!#~=%é\u{1f697}\n\t-'),
        maxLength: 12,
      }),
      { minLength: 1, maxLength: 200 },
    );
    fc.assert(
      fc.property(words, (texts) => {
        const out = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${texts.map(shellWord).join(' ')}`]).toString();
        expect(out.split('\0').slice(0, -1)).toEqual(texts);
      }),
      { numRuns: 10 },
    );
  });

  it('are plain where they can be, and files are no options', () => {
    expect(shellWord('runs/a-1/dual@200.mcap')).toBe('runs/a-1/dual@200.mcap');
    expect(shellFile('--help')).toBe('./--help');
    expect(shellFile("Anna's run.mcap")).toBe(`'Anna'\\''s run.mcap'`);
    expect(commentLine('one\n rm -rf /')).toBe('# one rm -rf /');
  });

  it('tell a latency as the command line takes it', () => {
    for (const latency of [
      { kind: 'zero' },
      { kind: 'fixed', ms: 12.5 },
      { kind: 'lognormal', meanMs: 300, sdMs: 100 },
    ] as const) {
      expect(parseLatencies(latencyOption(latency)).map(latencyName)).toEqual([latencyName(latency)]);
    }
  });
});

describe('the command of', () => {
  it('a suite is all of its plan', () => {
    const plan = {
      ...{ what: ['longtail'], documents: ['h1'], arms: ['fast', 'dual'], seeds: [0, 19] as [number, number] },
      ...{ split: 'test' as const, latenciesMs: [100, 200], record: 'failures' as const, workers: 2 },
    };
    expect(suiteCommand(plan, ['my road.yaml'])).toBe(
      "npx twotempo run longtail 'my road.yaml' --arms fast,dual --seeds 0..19 --split test --latency 100,200 --record failures --workers 2",
    );
  });

  it('a live episode is a run of the same arm, and says what it is not', () => {
    const [first, run, last] = liveCommand(live).split('\n');
    expect(first).toContain('the planner has the chosen latency, not the measured one');
    expect(run).toBe('npx twotempo run cut-in/tail --arms dual --seeds 3..3 --split test --latency 200 --record all');
    expect(last).toMatch(/^# .*npx twotempo replay runs\/live\/NAME\.mcap --verify$/);
  });

  it('a live episode that a person changed is its record', () => {
    const told = (changed: Partial<LiveMoment>): string => liveCommand({ ...live, ...changed });
    const driven = { ...live.components, driving: true };
    const odd = { ...live.components, gate: 'always', merge: 'follow', brake: true } as const;
    for (const text of [
      told({ interventions: 2 }),
      told({ components: driven }),
      told({ components: odd }),
      told({ components: { ...live.components, planner: 'drill:slow' } }),
      told({ choice: { ...live.choice, seed: 10_000_000_000 } }),
    ]) {
      expect(text).not.toContain('twotempo run');
      expect(text.split('\n').at(-1)).toBe('npx twotempo replay runs/live/NAME.mcap --verify');
    }
    expect(told({ interventions: 2 })).toContain('(2 interventions)');
    const scenario = { kind: 'text', name: 'own road.yaml', text: '' } as const;
    const unsaved = told({ choice: { scenario, seed: 3 } });
    expect(unsaved).toContain("npx twotempo run 'own road.yaml' --arms dual");
    expect(unsaved).toContain('save it there first');
  });

  it('a record verifies it and makes it again; a live one cannot be', () => {
    const record = { name: 'a b.mcap', facts };
    expect(recordCommand(record).split('\n')).toEqual([
      "npx twotempo replay 'a b.mcap' --verify",
      '# Made again, with the digest d1:',
      'npx twotempo run cut-in/tail --arms dual --seeds 3..3 --split test --latency 200 --record all',
    ]);
    const ofLive = { ...record, facts: { ...facts, clock: 'live' as const } };
    expect(recordCommand(ofLive)).toBe("npx twotempo replay 'a b.mcap' --verify");
    const ofFile = { ...record, facts: { ...facts, scenario: 'my road' } };
    expect(recordCommand(ofFile)).toContain('# Give the file of the scenario my road with its folder.');
    const ofTheArm = { ...ofFile, facts: { ...ofFile.facts, scenario: 'reach/tail' } };
    expect(recordCommand(ofTheArm)).toContain('npx twotempo run reach/tail --arms');
  });

  it('two records of one situation is one run, of two situations two', () => {
    const a = { name: 'a.mcap', facts };
    const b = { name: 'b.mcap', facts: { ...facts, arm: 'fast', digest: 'd2' } };
    expect(pairCommand(a, b)).toContain('--arms dual,fast --seeds 3..3');
    const late = { ...b, facts: { ...b.facts, latency: { kind: 'fixed', ms: 800 } as const } };
    expect(pairCommand(a, late).match(/twotempo run/g)).toHaveLength(2);
  });

  it('a fork names the record that it left, where that is open', () => {
    const fork = { tick: 180, arm: 'fast', digest: 'd0' };
    const record = { name: 'dual from 3 s', facts: { ...facts, fork } };
    const origin = { name: 'fast.mcap', facts: { ...facts, arm: 'fast', digest: 'd0' } };
    expect(recordCommand(record, [origin])).toBe('npx twotempo replay fast.mcap --fork 180 --arm dual --latency 200');
    expect(recordCommand(record).split('\n')[0]).toContain('which is not open');
  });
});

describe('a link to an episode', () => {
  it('opens it, and carries nothing else of the address', () => {
    const { link } = momentLink('http://127.0.0.1:7313/?test=1&token=abc#x', live.choice, live.components);
    expect(link).toBe('http://127.0.0.1:7313/?scenario=cut-in/tail&seed=3&arm=dual&latency=200');
    expect(parseDeepLink(new URL(link!).search)).toMatchObject({
      ...{ scenario: 'cut-in/tail', seed: 3, arm: 'dual', latencyMs: 200, faults: [] },
    });
  });

  it('cannot hold a text, and says so', () => {
    const scenario = { kind: 'text', name: 'own.yaml', text: '' } as const;
    const { link, problem } = momentLink('http://localhost/', { scenario, seed: 1 }, live.components);
    expect(link).toBeNull();
    expect(problem).toContain('own.yaml');
  });
});
