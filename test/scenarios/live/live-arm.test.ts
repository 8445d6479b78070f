import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { ValuePlanner } from '../../../policies/driving/value-planner.ts';
import { drivingDomain } from '../../../policies/driving/driving-domain.ts';
import { fixedLatency } from '../../../policies/runtime/latency.ts';
import { VirtualLink } from '../../../policies/runtime/planner-call.ts';
import { PLANNER_EVALUATIONS } from '../../../policies/driving/settings.ts';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import { libraryScenario } from '../../../scenarios/library/registry.ts';
import { ARM_COMPONENTS, componentsOf, type LiveArmName } from '../../../scenarios/live/live-arm.ts';
import { LiveEpisode, type DrivingLink } from '../../../scenarios/live/live-episode.ts';
import type { LiveComponents } from '../../../scenarios/live/intervention.ts';
import { Episode, type LoadedModel } from '../../../scenarios/runner/episode.ts';
import { loadModel } from '../../../scenarios/runner/model-files.ts';
import { buildMap } from '../../../sim/driving/map/build-map.ts';
import { FIXED_200, jobOf } from '../runner/setups.ts';

const SCENARIO = 'cut-in/tail';
const SEED = 'live-arm-3';
const TICKS = 360;
const spec = resolveScenario(libraryScenario(SCENARIO), SEED);

let model: LoadedModel;
beforeAll(async () => {
  model = await loadModel(fileURLToPath(new URL('../../../policies/models', import.meta.url)));
});

function virtualLink(latencyMs: number): DrivingLink {
  return new VirtualLink({
    planner: new ValuePlanner(buildMap(spec.map)),
    latency: fixedLatency(latencyMs),
    budget: { evaluations: PLANNER_EVALUATIONS },
    plans: drivingDomain,
  });
}

function liveEpisode(components: LiveComponents): LiveEpisode {
  const setup = { scenario: SCENARIO, scenarioValue: null, seed: 0, split: 'test', episodeSeed: SEED, spec };
  const rest = { model: model.facts, inference: model.inference, backend: 'wasm', engineVersion: '1' } as const;
  return new LiveEpisode({ ...setup, ...rest, components }, virtualLink(components.latencyMs));
}

async function run(live: LiveEpisode, ticks: number): Promise<void> {
  for (let i = 0; i < ticks && !live.system.ended; i++) {
    await live.system.runTick();
    live.afterTick();
  }
}

async function standard(arm: LiveArmName): Promise<Episode> {
  const job = jobOf(arm, { latency: FIXED_200, scenario: SCENARIO });
  const episode = new Episode({ job, spec, episodeSeed: SEED, model, engineVersion: '1' });
  for (let i = 0; i < TICKS && (await episode.tick()); i++);
  return episode;
}

describe('a live arm in virtual time', () => {
  const digests = new Map<string, string>();

  it.each(Object.keys(ARM_COMPONENTS) as LiveArmName[])('is to the bit the standard arm %s', async (arm) => {
    const live = liveEpisode(componentsOf(arm, 200));
    await run(live, TICKS);
    const episode = await standard(arm);
    expect(live.worldDigest).toBe(episode.worldDigest);
    expect(live.world.tick).toBe(episode.world.tick);
    const ours = live.finish(1);
    const theirs = episode.finish(1);
    const same = { suite: '', arm: '', digest: '', timing: null };
    expect({ ...ours, ...same }).toEqual({ ...theirs, ...same });
    expect([ours.suite, ours.arm, ours.digest]).toEqual(['live', 'live', live.digest]);
    digests.set(arm, live.worldDigest);
  });

  it('tells the arms apart', () => {
    // `random` and `periodic` may come to the same actions; what thinks, brakes or arbitrates must not.
    const of = (arm: LiveArmName): string | undefined => digests.get(arm);
    expect(new Set([of('fast'), of('aeb'), of('reflex')]).size).toBe(3);
    expect(of('dual')).not.toBe(of('reflex'));
    expect(of('dual-follow')).not.toBe(of('dual'));
  });

  it('goes over from one arm to another: from then on it gates, merges and brakes like that', async () => {
    const live = liveEpisode(componentsOf('fast', 200));
    await run(live, 60);
    expect(live.system.ledger.counts.calls).toBe(0);
    live.intervene({ kind: 'gate', gate: 'always', level: 0.7 });
    live.intervene({ kind: 'merge', merge: 'arbitrate' });
    live.intervene({ kind: 'brake', on: true });
    expect(live.components).toEqual({
      gate: 'always',
      level: 0.7,
      merge: 'arbitrate',
      brake: true,
      planner: 'value',
      latencyMs: 200,
      driving: false,
    });
    await run(live, 60);
    expect(live.system.ledger.counts.calls).toBeGreaterThan(3);
    live.intervene({ kind: 'gate', gate: 'none', level: 0.7 });
    const { calls } = live.system.ledger.counts;
    await run(live, 60);
    expect(live.system.ledger.counts.calls).toBe(calls);
  });
});
