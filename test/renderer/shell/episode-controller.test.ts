import { Subject } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../renderer/host/memory-host.ts';
import type { LiveSession } from '../../../renderer/live/live-session.ts';
import type { LiveStatus, OpenedEpisode, Problem, ToWorker } from '../../../renderer/live/protocol.ts';
import { TelemetryStore } from '../../../renderer/live/telemetry-store.ts';
import { Cell } from '../../../renderer/panels/external-store.ts';
import { initialState, type AppState } from '../../../renderer/state/app-state.ts';
import { startingComponents } from '../../../renderer/state/arm-presets.ts';
import { EpisodeController } from '../../../renderer/state/episode-controller.ts';
import { liveStatus } from './live-status.ts';

let now: number;
let sent: ToWorker[];
let problems: Problem[];
let opened: Subject<OpenedEpisode>;
let status: Subject<LiveStatus>;
let state: Cell<AppState>;
let episode: EpisodeController;

beforeEach(() => {
  now = 10_000;
  sent = [];
  problems = [];
  opened = new Subject();
  status = new Subject();
  state = new Cell(initialState());
  const session: LiveSession = {
    opened,
    status,
    problems: new Subject(),
    records: new Subject(),
    telemetry: new TelemetryStore(),
    frame: () => null,
    send: (message) => sent.push(message),
    save: () => Promise.reject(new Error('the worker has died')),
    dispose: () => undefined,
  };
  const report = (problem: Problem): unknown => problems.push(problem);
  episode = new EpisodeController({ session, host: createMemoryHost(), state, report, nowMs: () => now });
  status.next(liveStatus({}));
  sent = [];
});

const ended = { phase: 'ended', end: { kind: 'goal', text: 'The ego reached its goal.' } } as const;

describe('changes of the arm', () => {
  it('are sent while the episode goes on, shown at once, and taken back where the worker refused them', () => {
    episode.intervene({ kind: 'latency', ms: 500 });
    expect(sent).toEqual([{ kind: 'intervene', intervention: { kind: 'latency', ms: 500 } }]);
    status.next(liveStatus({}));
    expect(state.get().components.latencyMs).toBe(500);
    now += 1000;
    status.next(liveStatus({}));
    expect(state.get().components.latencyMs).toBe(200);
  });

  it('hold for the next episode after the end', () => {
    status.next(liveStatus(ended));
    episode.intervene({ kind: 'latency', ms: 500 });
    episode.setArm('always');
    episode.push('left');
    episode.toggleDriving();
    now += 1000;
    status.next(liveStatus(ended));
    expect(sent).toEqual([]);
    episode.togglePlay();
    expect(sent).toMatchObject([{ kind: 'open', components: startingComponents('always', 500), play: true }]);
  });
});

describe('problems of files and of the host', () => {
  const report = () => problems.map(({ source, resolved }) => [source, resolved]);

  it('end when a scenario is open', () => {
    episode.openText('photo.png', '');
    expect(report()).toEqual([['scenario', false]]);
    opened.next({ scenario: 'cut-in/tail', actors: [] } as unknown as OpenedEpisode);
    opened.next({ scenario: 'cut-in/tail', actors: [] } as unknown as OpenedEpisode);
    expect(report()).toEqual([
      ['scenario', false],
      ['scenario', true],
    ]);
  });

  it('end when the host answers again', async () => {
    await episode.save();
    expect(problems.map(({ message }) => message)).toEqual(['The record could not be saved: the worker has died']);
    await episode.openFile();
    expect(report()).toEqual([
      ['host', false],
      ['host', true],
    ]);
  });
});
