import type { LiveStatus } from '../../../renderer/live/protocol.ts';
import { startingComponents } from '../../../renderer/state/arm-presets.ts';

/** The status of a running episode, but for what differs. */
export const liveStatus = (change: Partial<LiveStatus>): LiveStatus => ({
  phase: 'running',
  episode: 1,
  tick: 10,
  timeS: 1,
  speed: 1,
  realTimeFactor: 1,
  backend: { active: 'webgpu', wanted: 'webgpu', reason: null, loading: false, adapter: null },
  components: startingComponents('dual', 200),
  planner: { state: 'ready', restarts: 0 },
  end: null,
  counters: {
    sessionEpisodes: 1,
    sessionCollisions: 0,
    ticks: 0,
    misses: 0,
    calls: 0,
    accepted: 0,
    superseded: 0,
    cancelled: 0,
    timedOut: 0,
    failed: 0,
    expired: 0,
    inFlightTicks: 0,
    reflexTicks: 0,
    interventions: 0,
    minTtcS: null,
    progress: 0,
    meanSpeedMps: 0,
  },
  obstaclesLeft: 8,
  ...change,
});
