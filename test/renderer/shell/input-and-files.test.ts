import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { intervention } from '../../../scenarios/live/intervention.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../renderer/host/contract.ts';
import { HostProblem } from '../../../renderer/host/host-bridge.ts';
import { createMemoryHost } from '../../../renderer/host/memory-host.ts';
import type { RecordBytes } from '../../../renderer/live/live-session.ts';
import type { Problem } from '../../../renderer/live/protocol.ts';
import { announcementOf } from '../../../renderer/state/announcements.ts';
import { driveCommand, DriveThrottle, DRIVE_KEYS, REST } from '../../../renderer/state/drive-input.ts';
import { RecordingKeeper, unfinishedProblem } from '../../../renderer/state/recording.ts';
import { SettingsWriter } from '../../../renderer/state/settings-store.ts';
import { liveStatus as status } from './live-status.ts';

const keys = (...codes: string[]): ReadonlySet<string> => new Set(codes);

describe('driving', () => {
  it('rests when everything is released', () => {
    expect(driveCommand(keys(), null)).toEqual(REST);
    expect(driveCommand(keys(), { axis: 0.1, throttle: 0, brake: 0 })).toEqual(REST);
  });

  it('speeds up, brakes and moves to the sides', () => {
    expect(driveCommand(keys('KeyW'), null).accelerationMps2).toBeGreaterThan(0);
    expect(driveCommand(keys('ArrowDown'), null).accelerationMps2).toBeLessThan(0);
    expect(driveCommand(keys('KeyA'), null).leftMps).toBeGreaterThan(0);
    expect(driveCommand(keys('ArrowRight'), null).leftMps).toBeLessThan(0);
  });

  it('brakes rather than speeds up, and goes straight between opposite keys', () => {
    expect(driveCommand(keys('KeyW', 'KeyS'), null).accelerationMps2).toBeLessThan(0);
    expect(driveCommand(keys('KeyA', 'KeyD'), null).leftMps).toBe(0);
  });

  it('reads a gamepad: stick to the left is left', () => {
    const command = driveCommand(keys(), { axis: -1, throttle: 0.5, brake: 0 });
    expect(command.leftMps).toBeGreaterThan(0);
    expect(command.accelerationMps2).toBeGreaterThan(0);
    expect(driveCommand(keys(), { axis: 0, throttle: 1, brake: 1 }).accelerationMps2).toBeLessThan(0);
  });

  it('asks for nothing that an intervention refuses', () => {
    const pads = [-1, 1].map((axis) => ({ axis, throttle: 1, brake: 1 }));
    for (const pad of [null, ...pads]) {
      for (const code of Object.keys(DRIVE_KEYS)) {
        const drive = { kind: 'drive', on: true, ...driveCommand(keys(code), pad) };
        expect(intervention.safeParse(drive).success).toBe(true);
      }
    }
  });

  it('is sent when it changes, at most once per control tick, and the last change is not lost', () => {
    const throttle = new DriveThrottle();
    const dtS = 1 / 60;
    const go = driveCommand(keys('KeyW'), null);
    expect(throttle.next(REST, 0, dtS)).toBeNull();
    expect(throttle.next(go, 1, dtS)).toEqual(go);
    expect(throttle.next(go, 30, dtS)).toBeNull();
    expect(throttle.next(REST, 5, dtS)).toBeNull();
    expect(throttle.next(REST, 18, dtS)).toEqual(REST);
  });
});

describe('settings', () => {
  it('are written once for many changes, the last one', async () => {
    const written: Settings[] = [];
    const writer = new SettingsWriter(
      (settings) => {
        written.push(settings);
        return Promise.resolve();
      },
      () => undefined,
      10_000,
    );
    writer.change({ ...DEFAULT_SETTINGS, latencyMs: 1 });
    writer.change({ ...DEFAULT_SETTINGS, latencyMs: 2 });
    await writer.flush();
    await writer.flush();
    expect(written.map(({ latencyMs }) => latencyMs)).toEqual([2]);
  });

  it('that cannot be written are reported, and the next write is tried', async () => {
    const failures: unknown[] = [];
    let calls = 0;
    const writer = new SettingsWriter(
      () => (++calls === 1 ? Promise.reject(new Error('disk full')) : Promise.resolve()),
      (error) => failures.push(error),
      10_000,
    );
    writer.change(DEFAULT_SETTINGS);
    await writer.flush();
    writer.change(DEFAULT_SETTINGS);
    await writer.flush();
    expect(calls).toBe(2);
    expect(failures).toHaveLength(1);
  });
});

describe('recordings', () => {
  const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values);
  const part = (episode: number, values: Uint8Array<ArrayBuffer>, last: boolean): RecordBytes => ({
    kind: 'record',
    episode,
    name: `live-${episode}.mcap`,
    bytes: values,
    last,
  });

  it('go to the host in order, one file per episode, although episodes overlap', async () => {
    const host = createMemoryHost();
    const records = new Subject<RecordBytes>();
    const problems: Problem[] = [];
    const keeper = new RecordingKeeper(host, records, (problem) => problems.push(problem));
    records.next(part(1, bytes(1, 2), false));
    records.next(part(2, bytes(9), false));
    records.next(part(1, bytes(3), true));
    records.next(part(2, bytes(), true));
    await keeper.settled();
    expect(problems).toEqual([]);
    expect([...(host.recorded.get('live-1.mcap') ?? [])]).toEqual([1, 2, 3]);
    expect([...(host.recorded.get('live-2.mcap') ?? [])]).toEqual([9]);
  });

  it('that fail are reported once with a tip; the next episode is recorded again, and that is said', async () => {
    const host = createMemoryHost();
    const records = new Subject<RecordBytes>();
    const problems: Problem[] = [];
    let full = true;
    const keeper = new RecordingKeeper(
      {
        beginRecording: (name) =>
          full
            ? Promise.reject(new HostProblem('full', 'The disk is full.', 'Free some space.'))
            : host.beginRecording(name),
      },
      records,
      (problem) => problems.push(problem),
    );
    records.next(part(1, bytes(1), false));
    records.next(part(1, bytes(2), false));
    await keeper.settled();
    records.next(part(1, bytes(3), true));
    await keeper.settled();
    expect(problems.map(({ resolved, tip }) => [resolved, tip])).toEqual([[false, 'Free some space.']]);
    full = false;
    records.next(part(2, bytes(4), true));
    await keeper.settled();
    expect(problems.map(({ resolved }) => resolved)).toEqual([false, true]);
    expect([...(host.recorded.get('live-2.mcap') ?? [])]).toEqual([4]);
  });

  it('wait for a slow host up to a bound; then the episode is given up, and the next one is recorded', async () => {
    const host = createMemoryHost();
    const records = new Subject<RecordBytes>();
    const problems: Problem[] = [];
    let goOn = (): void => undefined;
    const stalled = new Promise<void>((resolve) => (goOn = resolve));
    const keeper = new RecordingKeeper(
      { beginRecording: (name) => stalled.then(() => host.beginRecording(name)) },
      records,
      (problem) => problems.push(problem),
      4,
    );
    records.next(part(1, bytes(1, 2, 3), false));
    expect(problems).toEqual([]);
    records.next(part(1, bytes(4, 5), false));
    records.next(part(1, bytes(6), true));
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('does not keep up')]);
    goOn();
    await keeper.settled();
    expect(host.recorded.size).toBe(0);
    records.next(part(2, bytes(1, 2, 3), true));
    await keeper.settled();
    expect([...(host.recorded.get('live-2.mcap') ?? [])]).toEqual([1, 2, 3]);
    expect(problems.map(({ resolved }) => resolved)).toEqual([false, true]);
  });

  it('that were left in the middle are named with the command that makes them whole', () => {
    expect(unfinishedProblem([], '/records')).toBeNull();
    const problem = unfinishedProblem([{ name: 'a b.mcap.unfinished' }, { name: 'b.mcap.unfinished' }], '/records');
    expect(problem?.message).toContain('a b.mcap.unfinished. So do 1 more');
    expect(problem?.tip).toContain('npx twotempo replay "/records/a b.mcap.unfinished" --recover OUT.mcap');
  });
});

describe('announcements', () => {
  const end = { kind: 'collision', text: 'The ego hit the cutter.' };

  it('say the end once', () => {
    const ended = status({ phase: 'ended', end });
    expect(announcementOf(status({}), ended)).toBe('Collision. The ego hit the cutter.');
    expect(announcementOf(ended, ended)).toBeNull();
    expect(announcementOf(ended, status({ phase: 'ended', end, episode: 2 }))).not.toBeNull();
  });

  it('say a change of the backend with its reason, and nothing while all goes on', () => {
    const fallen = status({
      backend: { active: 'wasm', wanted: 'webgpu', reason: 'The device was lost.', loading: false, adapter: null },
    });
    expect(announcementOf(status({}), fallen)).toBe('The fast policy now runs on WASM. The device was lost.');
    expect(announcementOf(status({}), status({ tick: 11 }))).toBeNull();
  });
});
