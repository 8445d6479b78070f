import { describe, expect, it } from 'vitest';
import type { ArmName } from '../../../policies/driving/arms.ts';
import type { Clip } from '../../../scenarios/clips/clip.ts';
import { divergenceOf, type ClipWithHashes } from '../../../scenarios/clips/clip-builder.ts';
import { clipOfRecord } from '../../../scenarios/clips/clip-of-record.ts';
import { clipOfRun } from '../../../scenarios/clips/clip-recorder.ts';
import { encodeClip } from '../../../scenarios/clips/encode-clip.ts';
import { readRecord } from '../../../scenarios/records/record-reader.ts';
import { Episode, runEpisode, type EpisodeSetup } from '../../../scenarios/runner/episode.ts';
import { recordBytes } from '../../../scenarios/runner/record-episode.ts';
import { setupOf } from '../runner/setups.ts';

/** A short episode of the rule policy. */
function setupFor(arm: ArmName, timeLimitS: number): EpisodeSetup {
  const setup = setupOf(arm, { scenario: 'closing-in', seed: 3 });
  return { ...setup, spec: { ...setup.spec, timeLimitS } };
}

const made = new Map<string, Promise<ClipWithHashes>>();

function clipOf(arm: ArmName, timeLimitS: number): Promise<ClipWithHashes> {
  const key = `${arm} ${timeLimitS}`;
  let clip = made.get(key);
  if (clip === undefined) made.set(key, (clip = clipOfRun(setupFor(arm, timeLimitS))));
  return clip;
}

describe('the clip of an episode', () => {
  it('is the same from the run and from its record', async () => {
    for (const arm of ['slow', 'aeb'] as const) {
      const setup = setupFor(arm, 2.35);
      const result = await runEpisode(setup);
      const record = readRecord(await recordBytes(setup, result), 'record.mcap');
      expect(clipOfRecord(record)).toEqual(await clipOf(arm, 2.35));
      expect((await clipOf(arm, 2.35)).clip.digest).toBe(result.digest);
    }
  });

  it('shows every actor that came near where it was, ten times a second and at the end', async () => {
    const { clip, hashes } = await clipOf('slow', 2.35);
    const episode = new Episode(setupFor('slow', 2.35));
    const { world } = episode;
    const rows = clip.actors.map(({ id }) => world.actors.ids.indexOf(id));
    const isNear = rows.map(() => false);
    expect(rows[0]).toBe(0);
    let k = 0;
    for (let running = true; ; running = await episode.tick()) {
      if (world.tick % 6 === 0 || !running) {
        for (const [i, row] of rows.entries()) {
          const at = k * rows.length + i;
          expect([clip.x[at], clip.y[at], clip.heading[at]]).toEqual(
            [world.actors.x[row], world.actors.y[row], world.actors.heading[row]].map(Math.fround),
          );
          isNear[i] ||= Math.hypot(clip.x[at] - world.actors.x[0], clip.y[at] - world.actors.y[0]) <= 150;
        }
        expect(clip.speed[k]).toBe(Math.fround(world.actors.speed[0]));
        k++;
      }
      if (!running) break;
    }
    expect(isNear).not.toContain(false);
    expect(clip).toMatchObject({ count: k, durationS: world.tick * world.controlDt, periodS: 6 * world.controlDt });
    expect(clip.durationS % clip.periodS).toBeGreaterThan(0.01);
    expect(hashes.length).toBe(world.tick + 1);
  });

  it('leaves out who never comes near', async () => {
    const setup = setupFor('fast', 0.5);
    const [first, ...others] = setup.spec.actors;
    const far = {
      ...setup,
      spec: { ...setup.spec, actors: [{ ...first, start: { ...first.start, s: first.start.s + 400 } }, ...others] },
    };
    const near = await clipOfRun(setup);
    const rest = await clipOfRun(far);
    expect(near.clip.actors.map(({ id }) => id)).toContain(first.id);
    expect(rest.clip.actors.map(({ id }) => id)).toEqual(
      near.clip.actors.map(({ id }) => id).filter((id) => id !== first.id),
    );
    expect(rest.clip.x.length).toBe(rest.clip.count * rest.clip.actors.length);
  });

  it('tells of requests, plans, the gate and who commanded what the runtime counted', async () => {
    for (const arm of ['slow', 'aeb'] as const) {
      const { clip } = await clipOf(arm, 2.35);
      const result = await runEpisode(setupFor(arm, 2.35));
      const { planner, ticks } = result;
      expect(clip.requests.length).toBe(planner.calls);
      const ended = (state: string): number => clip.requests.filter((request) => request.state === state).length;
      expect([ended('accepted'), ended('cancelled'), ended('superseded')]).toEqual([
        planner.accepted,
        planner.cancelled,
        planner.superseded,
      ]);
      for (const { state, path, explanation, fromS, toS, used } of clip.requests) {
        expect(toS).toBeGreaterThanOrEqual(fromS);
        expect(path.length).toBe(state === 'accepted' ? 40 : 0);
        expect(explanation === '').toBe(state !== 'accepted');
        if (used !== null) expect(used.fromS).toBeGreaterThanOrEqual(toS);
        if (used !== null) expect(used.toS).toBeLessThanOrEqual(clip.durationS + 1e-9);
      }
      expect(secondsOf(clip, 'plan')).toBeCloseTo((result.runtime?.sourceTicks.plan ?? 0) / 60, 9);
      expect(clip.sources[0].fromS).toBe(0);
      expect(clip.durationS).toBeCloseTo(ticks / 60, 9);
      expect(clip.events[0]).toEqual({ timeS: 0, kind: 'start', text: 'test starts' });
      expect(clip.events.at(-1)).toMatchObject({ kind: clip.outcome.end, timeS: clip.durationS });
    }
    const { clip } = await clipOf('slow', 2.35);
    expect(clip.gate.length).toBeGreaterThan(0);
    expect(clip.requests.some(({ used }) => used !== null)).toBe(true);
    expect(clip.level.every((level) => level >= 0 && level <= 1)).toBe(true);
  });

  it('calls it braking when a reflex overwrites the action', async () => {
    const { clip } = await clipOf('aeb', 6);
    const { reflexInterventions } = await runEpisode(setupFor('aeb', 6));
    expect(reflexInterventions).toBeGreaterThan(0);
    expect(secondsOf(clip, 'brake')).toBeCloseTo(reflexInterventions / 60, 9);
    expect(clip.events.some(({ kind }) => kind === 'reflex')).toBe(true);
  });

  it('draws the road beside the ego', async () => {
    const { clip } = await clipOf('aeb', 2.35);
    expect(new Set(clip.lines.map(({ kind }) => kind))).toEqual(new Set(['border', 'lane', 'shoulder']));
    for (const { points } of clip.lines) {
      for (let i = 2; i < points.length; i += 2) {
        const step = Math.hypot(points[i] - points[i - 2], points[i + 1] - points[i - 1]);
        expect(step).toBeGreaterThan(0);
        expect(step).toBeLessThan(21);
      }
    }
    const left = clip.lines.some(({ points }) => nearest(points, clip.x[0], clip.y[0]) < 6);
    expect(left).toBe(true);
  });

  it('encodes to a few kilobytes', async () => {
    const { clip } = await clipOf('slow', 2.35);
    expect(encodeClip(clip).length).toBeLessThan(6000);
  });
});

describe('divergence', () => {
  it('is the first tick at which any actor is elsewhere by a bit', async () => {
    const { hashes: a, clip } = await clipOf('slow', 4);
    const { hashes: b } = await clipOf('fast', 4);
    const expected = await firstDifference(setupFor('slow', 4), setupFor('fast', 4));
    expect(expected).toBeGreaterThan(0);
    expect(divergenceOf(a, b, clip.controlDt)).toEqual({ tick: expected, timeS: expected * clip.controlDt });
    expect(divergenceOf(b, a, clip.controlDt)?.tick).toBe(expected);
    expect(divergenceOf(a, a, clip.controlDt)).toBeNull();
  });

  it('is where one goes on when the other has ended', async () => {
    const short = await clipOf('fast', 2);
    const long = await clipOf('fast', 4);
    expect(divergenceOf(short.hashes, long.hashes, 1 / 60)?.tick).toBe(short.hashes.length);
  });
});

/** Seconds between the start of each run of `source` and the next run. */
function secondsOf(clip: Clip, source: string): number {
  return clip.sources.reduce((sum, run, i) => {
    const toS = clip.sources[i + 1]?.fromS ?? clip.durationS;
    return run.source === source ? sum + toS - run.fromS : sum;
  }, 0);
}

function nearest(points: Float32Array, x: number, y: number): number {
  let least = Infinity;
  for (let i = 2; i < points.length; i += 2) {
    const [ax, ay, bx, by] = points.subarray(i - 2, i + 2);
    const length = Math.hypot(bx - ax, by - ay);
    const along = Math.min(length, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
    const px = ax + (along * (bx - ax)) / length;
    const py = ay + (along * (by - ay)) / length;
    least = Math.min(least, Math.hypot(x - px, y - py));
  }
  return least;
}

async function firstDifference(setupA: EpisodeSetup, setupB: EpisodeSetup): Promise<number> {
  const [a, b] = [new Episode(setupA), new Episode(setupB)];
  const bits = ({ world: { actors } }: Episode): BigUint64Array =>
    new BigUint64Array(
      Float64Array.from([...actors.x, ...actors.y, ...actors.heading, ...actors.vx, ...actors.vy, ...actors.speed])
        .buffer,
    );
  for (let running = true; running; running = (await a.tick()) && (await b.tick())) {
    const ofB = bits(b);
    if (bits(a).some((word, i) => word !== ofB[i])) return a.world.tick;
  }
  return -1;
}
