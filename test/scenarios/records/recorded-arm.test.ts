import { beforeAll, describe, expect, it } from 'vitest';
import { emptyArmFrame, armSceneOf, type ArmFrame } from '../../../scenarios/records/arm-scene.ts';
import { armMapScene, armScene, armTransforms } from '../../../scenarios/records/arm-scene-messages.ts';
import { readArmWorld, readPlannedWay } from '../../../scenarios/records/read-arm-frame.ts';
import { RecordedArm } from '../../../scenarios/records/recorded-arm.ts';
import { RecordProblem } from '../../../scenarios/records/record-problem.ts';
import { readRecord, type EpisodeRecord } from '../../../scenarios/records/record-reader.ts';
import { rewriteRecord } from '../../../scenarios/records/rewrite-record.ts';
import { ManipulationEpisode } from '../../../scenarios/runner/manipulation-episode.ts';
import { episode, postureAt, BOX } from '../../sim/robotics/arm-episode.ts';
import { PANDA } from '../../../sim/robotics/arm/panda.ts';
import { armRecord, armSetup, scripted } from './arm-runs.ts';
import { tinyRecord } from './tiny.ts';

const setup = armSetup('periodic');
let record: EpisodeRecord;
beforeAll(async () => {
  ({ record } = await armRecord(setup));
});

function copyOf(frame: ArmFrame): ArmFrame {
  const { links, objects, obstacles, person, plan } = frame;
  return {
    ...frame,
    links: links.slice(),
    objects: objects.slice(),
    obstacles: obstacles.slice(),
    person: person.slice(),
    plan: plan.slice(0, 3 * frame.planPoints),
  };
}

describe('the frames of a record', () => {
  it('are those of the episode itself', async () => {
    const arm = new RecordedArm(record);
    const recorded = [...arm.frames()].length;
    expect(recorded).toBe(31);
    let commanded = '';
    const onAction = (_tick: number, _action: unknown, source: string): void => void (commanded = source);
    const run = new ManipulationEpisode({ ...setup, observers: [{ onAction }] });
    const live = emptyArmFrame(armSceneOf(setup.spec));
    let planned = 0;
    const sources = new Set<string>();
    for (const frame of arm.frames()) {
      if (frame.tick > 0) await run.tick();
      await run.system.settleAll();
      readArmWorld(run.world, live);
      readPlannedWay(run.system.planInForce, live);
      const { level, source, plan } = copyOf(frame);
      const { plan: livePlan } = copyOf(live);
      const unsaid = { level: 0, source: '', plan: null };
      expect({ ...copyOf(frame), ...unsaid }).toEqual({ ...copyOf(live), ...unsaid });
      const { manipulator, objects, scene } = run.world;
      expect(frame.links).toEqual(manipulator.arm.kinematics.frames);
      expect(frame.widthM).toBe(manipulator.gripper.widthM);
      expect(frame.objects).toEqual(objects.poses);
      expect(frame.obstacles).toEqual(scene.obstacles.volumes.poses);
      expect(frame.person).toEqual(scene.person?.joints);
      expect(plan.length).toBe(livePlan.length);
      for (const [i, value] of plan.entries()) expect(value).toBeCloseTo(livePlan[i], 4);
      if (frame.tick === 0) expect([level, source]).toEqual([NaN, '']);
      else expect(level).toBeCloseTo(run.system.uncertaintyLevel, 4);
      expect(source).toBe(commanded);
      sources.add(source);
      planned += frame.planPoints;
    }
    expect(planned).toBeGreaterThan(100);
    expect([...sources]).toEqual(['', 'fast', 'plan']);
  });

  it('are found from any tick', () => {
    const arm = new RecordedArm(record);
    const all = [...arm.frames()].length;
    const inOrder = new Map<number, ArmFrame>();
    for (const frame of arm.frames()) inOrder.set(frame.tick, copyOf(frame));
    const out = arm.frame();
    for (const tick of [all - 1, 3, 17, 0]) {
      arm.frameAt(tick, out);
      expect(copyOf(out)).toEqual(inOrder.get(tick));
    }
    expect(() => arm.frameAt(31, out)).toThrow(RangeError);
  });

  it('come with what stands still, in the order of the rows, and with the events', () => {
    const { scene, events, count } = new RecordedArm(record);
    expect(count).toBe(31);
    expect(scene.objects.map(({ id, role }) => `${id} ${role}`)).toEqual(['ball clutter', 'box clutter']);
    expect(scene.obstacles.map(({ id, role }) => `${id} ${role}`)).toEqual(['rod obstacle']);
    expect(scene).toMatchObject({
      goal: { point: [0.5, 0.3, 0.3], toleranceM: 0.01 },
      person: { radiusM: 0.05 },
      belt: null,
    });
    expect(events.find(({ kind }) => kind === 'motion')).toEqual({
      tick: 13,
      kind: 'motion',
      entity: 'rod',
      text: 'rod sets off',
    });
  });

  it('are refused of driving, and of another layout', () => {
    expect(() => new RecordedArm(readRecord(tinyRecord(3), 'tiny.mcap'))).toThrow(
      'tiny.mcap: is a record of driving, and not of the arm; give a record of the arm.',
    );
    const shorter = rewriteRecord(record, { state: (_, values) => values.slice(0, 40) });
    const arm = new RecordedArm(readRecord(shorter, 'x'));
    expect(() => [...arm.frames()]).toThrow(/^x: holds states that another version or build of Twotempo laid out/);
    expect(() => [...arm.frames()]).toThrow(RecordProblem);
  });
});

describe('what an episode tells of its things', () => {
  it('names grasp, contact, slip, drop, shove and change of the belt, at their ticks, and does not call it a drop where the scenario made it slip', async () => {
    const spec = episode({
      objects: [BOX, { ...BOX, id: 'far', position: [0.5, 0.35, 0.03] }],
      arm: { model: PANDA, dynamics: 'kinematic', start: postureAt([0.5, 0, 0.03]) },
      belt: { x: 0.2, y: -0.6, lengthM: 0.4, widthM: 0.2, heightM: 0.02, headingRad: 0, speedMps: 0.1 },
      task: { kind: 'lift', object: 'box', liftM: 0.4, holdS: 1 },
      timeLimitS: 1.6,
      events: [
        { trigger: { kind: 'held', s: 0.7 }, action: { kind: 'slip' } },
        { trigger: { kind: 'time', s: 0.1 }, action: { kind: 'shove', object: 'far', velocity: [0.3, 0.4] } },
        { trigger: { kind: 'time', s: 0.2 }, action: { kind: 'belt-speed', speedMps: 0.25 } },
      ],
    });
    const { record: told } = await armRecord(
      scripted(spec, (tick) => [0, 0, tick > 45 && tick < 80 ? 0.2 : 0, tick < 90 ? 1 : 0]),
    );
    const events = [...told.own('/events')];
    const of = (kind: string) => events.filter((event) => event.kind === kind);
    expect(of('shove')).toMatchObject([
      { tick: 7, entity: 'far', text: 'far is shoved with 0.50 m/s, unless it is held' },
    ]);
    expect(of('belt-speed')).toMatchObject([{ text: 'the belt runs at 0.25 m/s from now on' }]);
    expect(of('contact').length).toBeGreaterThan(0);
    expect(of('grasped')).toMatchObject([{ entity: 'box', text: 'box is grasped with 70.0 N' }]);
    expect(of('slip')).toHaveLength(1);
    expect(of('slipped')).toMatchObject([{ entity: 'box', tick: of('slip')[0].tick }]);
    expect(of('dropped')).toEqual([]);
    const arm = new RecordedArm(told);
    const frame = arm.frame();
    const box = arm.scene.objects.findIndex(({ id }) => id === 'box');
    arm.frameAt(of('grasped')[0].tick, frame);
    expect(frame.held).toBe(box);
    arm.frameAt(of('grasped')[0].tick - 1, frame);
    expect(frame.held).toBe(-1);
    arm.frameAt(of('slipped')[0].tick, frame);
    expect(frame.held).toBe(-1);

    const opened = scripted({ ...spec, events: [] }, (tick) => [
      0,
      0,
      tick > 45 && tick < 80 ? 0.2 : 0,
      tick < 70 ? 1 : 0,
    ]);
    const dropped = [...(await armRecord(opened)).record.own('/events')].filter(({ kind }) => kind === 'dropped');
    expect(dropped).toMatchObject([{ entity: 'box', text: 'box has been dropped' }]);
    expect(dropped[0].tick).toBeGreaterThan(70);
  });
});

describe('the end of an episode', () => {
  it('names what the arm ran into', async () => {
    const at: [number, number, number] = [0.5, 0, 0.3];
    const still = { peakSpeedMps: 1, dwellS: 0, backAndForth: false, start: { kind: 'time', s: 0 } } as const;
    const spec = episode({
      arm: { model: PANDA, dynamics: 'kinematic', start: postureAt(at) },
      obstacles: [
        {
          ...{ id: 'wall', shape: { kind: 'box', size: [0.02, 0.4, 0.4] }, yawRad: 0 },
          path: { points: [[0.7, 0, 0.3]], ...still },
        },
      ],
    });
    const { record: told } = await armRecord(scripted(spec, () => [0.5, 0, 0, 0]));
    const end = [...told.own('/events')].at(-1);
    expect(end).toMatchObject({ tick: told.end.ticks, kind: 'collision', entity: 'wall' });
    expect(end?.text).toMatch(/^the arm runs into wall \(obstacle\) at 0\.\d\d m\/s$/);
    const arm = new RecordedArm(told);
    const frame = arm.frame();
    arm.frameAt(told.end.ticks, frame);
    expect(frame).toMatchObject({ end: 'collision', collision: 'obstacle', collisionRow: 0 });
  });
});

describe('pictures of the arm', () => {
  it('have every link in a frame of its own, which is where the episode has it', () => {
    const arm = new RecordedArm(record);
    const frame = arm.frame();
    arm.frameAt(20, frame);
    const { transforms } = armTransforms(arm.scene, frame);
    const map = armMapScene(arm.scene);
    const links = map.entities.filter(({ frame_locked: locked }) => locked);
    expect(links.map(({ frame_id: id }) => id)).toEqual(transforms.slice(0, -1).map(({ child_frame_id: id }) => id));
    expect(links.every(({ cubes, spheres }) => cubes.length + spheres.length > 0)).toBe(true);
    const tcp = transforms.at(-1);
    const { kinematics } = arm.world.manipulator.arm;
    expect(tcp?.translation.x).toBeCloseTo(kinematics.x, 4);
    expect(tcp?.translation.z).toBeCloseTo(kinematics.z, 4);
    for (const {
      rotation: { x, y, z, w },
    } of transforms)
      expect(x * x + y * y + z * z + w * w).toBeCloseTo(1, 5);
  });

  it('show things by their shapes, the person as capsules, and the plan while there is one', () => {
    const arm = new RecordedArm(record);
    const frame = arm.frame();
    arm.frameAt(20, frame);
    const { entities } = armScene(arm.scene, frame);
    const by = new Map(entities.map((entity) => [entity.id, entity]));
    expect(by.get('object/box')?.cubes[0].size).toEqual({ x: 0.04, y: 0.04, z: 0.06 });
    expect(by.get('object/ball')?.spheres[0].pose.position.x).toBeCloseTo(0.6, 3);
    expect(by.get('obstacle/rod')?.cylinders[0].size.z).toBe(0.3);
    const upper = by.get('person')?.cylinders[0];
    const [sx, sy, sz, ex, ey, ez] = frame.person;
    expect(upper?.pose.position.x).toBeCloseTo((sx + ex) / 2, 3);
    const { x, y, w } = upper!.pose.orientation;
    // The cylinder's z axis, turned: from shoulder to elbow.
    const axis = [2 * w * y, -2 * w * x, 1 - 2 * (x * x + y * y)];
    [ex - sx, ey - sy, ez - sz].forEach((d, k) => expect(axis[k]).toBeCloseTo(d / 0.3, 3));
    expect(by.get('plan')?.lines[0].points).toHaveLength(frame.planPoints);
    arm.frameAt(0, frame);
    const start = armScene(arm.scene, frame);
    expect(start.entities.map(({ id }) => id)).not.toContain('plan');
    expect(start.deletions).toMatchObject([{ id: 'plan' }]);
  });
});
