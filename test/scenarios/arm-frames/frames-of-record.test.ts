import { beforeAll, describe, expect, it } from 'vitest';
import { ARM_HEAD, armLayout, pathAt, POSE, type ArmFrames } from '../../../scenarios/arm-frames/arm-frames.ts';
import { framesOfArmRecord } from '../../../scenarios/arm-frames/frames-of-record.ts';
import { divergenceOf, type ClipWithHashes } from '../../../scenarios/clips/clip-builder.ts';
import { clipOfRecord } from '../../../scenarios/clips/clip-of-record.ts';
import { TOLD, TOLD_COUNT } from '../../../scenarios/clips/clip-table.ts';
import type { Clip } from '../../../scenarios/clips/clip.ts';
import { decodeClip } from '../../../scenarios/clips/decode-clip.ts';
import { encodeClip } from '../../../scenarios/clips/encode-clip.ts';
import type { EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { RecordedArm } from '../../../scenarios/records/recorded-arm.ts';
import { armRecord, armSetup, SCENE } from '../records/arm-runs.ts';

const SHORT = { ...SCENE, timeLimitS: 0.3 };

let record: EpisodeRecord;
let frames: ArmFrames;
let made: ClipWithHashes;
let clip: Clip;

beforeAll(async () => {
  record = (await armRecord(armSetup('dual', SHORT))).record;
  frames = framesOfArmRecord(record);
  made = clipOfRecord(record);
  clip = made.clip;
});

describe('frames of a record of the arm', () => {
  it('are where the recorded world has everything, at every tick', () => {
    const recorded = new RecordedArm(record);
    const layout = armLayout(frames.spec);
    expect(frames.count).toBe(recorded.count);
    for (const frame of recorded.frames()) {
      const numbers = frames.numbers.subarray(frame.tick * layout.stride, (frame.tick + 1) * layout.stride);
      const part = (from: number, length: number): Float32Array => numbers.subarray(from, from + length);
      expect(part(layout.links, frame.links.length)).toEqual(Float32Array.from(frame.links));
      expect(part(layout.objects, frame.objects.length)).toEqual(Float32Array.from(frame.objects));
      expect(part(layout.obstacles, frame.obstacles.length)).toEqual(Float32Array.from(frame.obstacles));
      expect(part(layout.person, 9)).toEqual(Float32Array.from(frame.person));
      expect(numbers[ARM_HEAD.widthM]).toBeCloseTo(frame.widthM, 6);
    }
  });

  it('tell how far the hand is from a goal in the air', () => {
    const layout = armLayout(frames.spec);
    if (SCENE.task.kind !== 'reach') throw new Error('the scene is one of reaching');
    const [x, y, z] = SCENE.task.goal;
    for (const tick of [0, frames.count - 1]) {
      const from = tick * layout.stride;
      const hand = from + layout.links + POSE * (layout.linkCount - 1) + 9;
      const [hx, hy, hz] = frames.numbers.subarray(hand, hand + 3);
      expect(frames.numbers[from + ARM_HEAD.goalM]).toBeCloseTo(Math.hypot(hx - x, hy - y, hz - z), 5);
    }
  });

  it('think while a request is out, and show the plan that came', () => {
    const ledger = [...record.ownOfArm('/ledger')];
    const [sent] = ledger;
    const ended = ledger.find(({ id, state }, i) => i > 0 && id === sent.id && state !== 'delivered')!;
    const { stride } = armLayout(frames.spec);
    const thinks = (tick: number): boolean => frames.numbers[tick * stride + ARM_HEAD.thinking] === 1;
    expect(thinks(sent.tick)).toBe(false);
    for (let tick = sent.tick + 1; tick <= ended.tick; tick++) expect(thinks(tick), `tick ${tick}`).toBe(true);
    const accepted = ledger.find(({ state }) => state === 'accepted')!;
    const plan = ledger.find(({ id, plan: told }) => id === accepted.id && told !== undefined)?.plan;
    expect(pathAt(frames, accepted.tick)).toBeNull();
    expect(pathAt(frames, accepted.tick + 1)?.[0]).toBeCloseTo(plan?.x[0] ?? NaN, 5);
  });
});

describe('the clip of a record of the arm', () => {
  it('has the hand, objects and obstacles as rows, ten times a second', () => {
    expect(clip.actors.map(({ id }) => id)).toEqual(['hand', 'ball', 'box', 'rod']);
    expect(clip.actors.map(({ kind }) => kind)).toEqual(['hand', 'clutter', 'clutter', 'obstacle']);
    expect(clip.durationS).toBeCloseTo(0.3, 9);
    const { table } = clip;
    const layout = armLayout(frames.spec);
    const last = (frames.count - 1) * layout.stride + layout.links + POSE * (layout.linkCount - 1) + 9;
    const end = clip.actors.length * (clip.count - 1);
    expect([clip.x[end], clip.y[end], table?.z[end]]).toEqual([...frames.numbers.subarray(last, last + 3)]);
    expect(table?.wanted).toBe(0);
    expect(table?.told[TOLD_COUNT * (clip.count - 1) + TOLD.held]).toBe(-1);
  });

  it('comes back from its bytes to the millimetre, and encodes to the same bytes again', () => {
    const bytes = encodeClip(clip);
    const back = decodeClip(bytes);
    expect(encodeClip(back)).toEqual(bytes);
    const near = (found: Float32Array | undefined, wanted: Float32Array | undefined): void => {
      expect(found).toHaveLength(wanted?.length ?? NaN);
      found?.forEach((value, i) => expect(Math.abs(value - (wanted?.[i] ?? NaN)) <= 5.1e-4, `number ${i}`).toBe(true));
    };
    near(back.x, clip.x);
    for (const name of ['joints', 'z', 'person', 'goal'] as const) near(back.table?.[name], clip.table?.[name]);
    expect(back.table?.pathZ.map(({ length }) => length)).toEqual(clip.requests.map(({ path }) => path.length / 2));
    expect({ ...back.table, belt: null }).toMatchObject({ task: 'reach', jointPoints: 9, personRadiusM: 0.05 });
  });

  it('keeps what is not known apart from every number', () => {
    const { table } = clip;
    const told = Float32Array.from(table!.told, (value, i) => (i % TOLD_COUNT === TOLD.clearanceM ? NaN : value));
    const back = decodeClip(encodeClip({ ...clip, table: { ...table!, told } }));
    expect(back.table?.told[TOLD.clearanceM]).toBeNaN();
    expect(back.table?.told[TOLD.widthM]).toBeCloseTo(told[TOLD.widthM], 3);
  });

  it('is refused by programs that know driving only, and where it is cut', () => {
    const bytes = encodeClip(clip);
    expect(bytes[4]).toBe(2);
    expect(() => decodeClip(Uint8Array.from(bytes, (byte, i) => (i === 4 ? 1 : byte)))).toThrow(
      'its table is not as announced',
    );
    expect(() => decodeClip(bytes.subarray(0, bytes.length - 9))).toThrow('cut off or damaged');
    expect(() => encodeClip({ ...clip, table: { ...clip.table!, z: new Float32Array(3) } })).toThrow(
      'table.z: expected',
    );
  });

  it('parts from another one when the hands do', async () => {
    const other = clipOfRecord((await armRecord(armSetup('fast', { ...SHORT, timeLimitS: 0.1 }))).record);
    expect(divergenceOf(made.hashes, made.hashes, clip.controlDt)).toBeNull();
    expect(divergenceOf(made.hashes, other.hashes, clip.controlDt)?.tick).toBeGreaterThan(0);
  });
});
