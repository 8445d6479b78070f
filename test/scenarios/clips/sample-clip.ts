import type { Clip, ClipEvent, ClipLine, ClipPair, ClipRequest } from '../../../scenarios/clips/clip.ts';

/** What of the sample may be chosen. */
export interface SampleOptions {
  readonly arm?: string;
  readonly seed?: number;
  /** Besides the ego; the first is a car ahead that brakes, the second cuts in, the rest flow along. Default 4. */
  readonly others?: number;
  /** s. Default 8. */
  readonly durationS?: number;
  /** Whether the ego brakes too late and hits the car ahead at the end. Default false. */
  readonly collides?: boolean;
}

const PERIOD_S = 0.1;
const CONTROL_DT = 1 / 60;
/** When the two episodes of a sample pair begin to differ. */
const BRAKES_S = 3;

/**
 * A made-up drive on a gentle left bend with everything that a clip can hold: plans that come, expire and are
 * superseded, a gate that opens, a reflex, explanations. Not simulated: for tests of what shows or stores clips.
 */
export function sampleClip(options: SampleOptions = {}): Clip {
  const { arm = 'dual', seed = 7, others = 4, durationS = 8, collides = false } = options;
  const steps = Math.ceil(durationS / PERIOD_S - 1e-9);
  const count = steps + 1;
  const rows = others + 1;
  const x = new Float32Array(count * rows);
  const y = new Float32Array(count * rows);
  const heading = new Float32Array(count * rows);
  const speed = new Float32Array(count);
  const level = new Float32Array(count);
  const ends = travelled(durationS, collides);
  for (let k = 0; k < count; k++) {
    const t = Math.min(k * PERIOD_S, durationS);
    for (let row = 0; row < rows; row++) {
      const { s, d } = row === 0 ? { s: travelled(t, collides), d: 0 } : other(row, t, durationS, ends);
      const at = k * rows + row;
      const pose = onRoad(s, d);
      x[at] = pose.x;
      y[at] = pose.y;
      heading[at] = pose.heading;
    }
    speed[k] = (travelled(t + 1e-3, collides) - travelled(t - 1e-3, collides)) / 2e-3;
    level[k] = arm === 'reflex' ? NaN : 0.15 + 0.7 * Math.exp(-((t - BRAKES_S) ** 2));
  }
  const thinks = arm.startsWith('dual');
  return {
    scenario: 'hard-braking-lead/tail',
    family: 'hard-braking-lead',
    seed,
    arm,
    latency: 'fixed:200',
    digest: (collides ? 'c0' : 'a1').repeat(32),
    periodS: PERIOD_S,
    controlDt: CONTROL_DT,
    count,
    durationS,
    actors: Array.from({ length: rows }, (_, row) => ({
      id: row === 0 ? 'ego' : row === 1 ? 'lead' : `other-${row}`,
      kind: row % 4 === 3 ? 'truck' : 'car',
      lengthM: row % 4 === 3 ? 8.5 : 4.6,
      widthM: row % 4 === 3 ? 2.5 : 1.85,
    })),
    x,
    y,
    heading,
    speed,
    level,
    sources: thinks
      ? [
          { fromS: 0, source: 'fast' },
          { fromS: BRAKES_S + 0.4, source: 'plan' },
          { fromS: BRAKES_S + 2.4, source: 'fast' },
        ]
      : [{ fromS: 0, source: 'fast' }],
    gate: thinks ? [{ fromS: BRAKES_S - 0.4, toS: BRAKES_S + 1.2, reason: 'level' }] : [],
    requests: thinks ? sampleRequests() : [],
    events: sampleEvents(durationS, collides, thinks),
    lines: sampleLines(),
    outcome: collides
      ? { end: 'collision', collisionWith: 'actor/lead', impactSpeedMps: 6.25 }
      : { end: 'goal', collisionWith: null, impactSpeedMps: null },
  };
}

/** The same situation with `dual`, which gets through, and `fast`, which does not. */
export function samplePair(options: Omit<SampleOptions, 'arm' | 'collides'> = {}): ClipPair {
  return {
    a: sampleClip({ ...options, arm: 'dual' }),
    b: sampleClip({ ...options, arm: 'fast', collides: true, durationS: (options.durationS ?? 8) - 1.95 }),
    nameA: 'dual',
    nameB: 'fast',
    divergence: { tick: Math.round(BRAKES_S / CONTROL_DT), timeS: BRAKES_S },
  };
}

const BEND_RADIUS_M = 400;

function onRoad(s: number, d: number): { x: number; y: number; heading: number } {
  const turn = s / BEND_RADIUS_M;
  const radius = BEND_RADIUS_M - d;
  const heading = Math.atan2(Math.sin(turn), Math.cos(turn));
  return { x: radius * Math.sin(turn), y: BEND_RADIUS_M - radius * Math.cos(turn), heading };
}

/** Arc length of the ego, m: from 20 m/s it brakes at `BRAKES_S`, softly when it is to collide. */
function travelled(t: number, collides: boolean): number {
  const braking = Math.max(0, t - BRAKES_S);
  const deceleration = collides ? 0.8 : 2;
  const untilS = Math.min(braking, 5);
  return 20 * t - 0.5 * deceleration * untilS ** 2 - deceleration * 5 * Math.max(0, braking - 5);
}

function other(row: number, t: number, durationS: number, egoEnds: number): { s: number; d: number } {
  // The car ahead ends a car's length before the ego: they touch only where the ego collides.
  if (row === 1) return { s: 45 + ((egoEnds + 4.6 - 45) * t) / durationS, d: 0 };
  if (row === 2) return { s: 30 + 19 * t, d: 3.5 * (1 - Math.min(1, Math.max(0, (t - 1) / 4))) };
  return { s: 12 * row + (16 + row) * t, d: row % 2 === 0 ? 3.5 : 7 };
}

function sampleRequests(): ClipRequest[] {
  const path = new Float32Array(40);
  for (let k = 0; k < 20; k++) {
    const pose = onRoad(58 + 3 * k, 0.12 * k);
    path[2 * k] = pose.x;
    path[2 * k + 1] = pose.y;
  }
  const none = new Float32Array(0);
  return [
    {
      id: 0,
      fromS: BRAKES_S - 0.4,
      toS: BRAKES_S + 0.4,
      state: 'accepted',
      why: 'level',
      used: { fromS: BRAKES_S + 0.4, toS: BRAKES_S + 2.4 },
      path,
      explanation: 'brake with 2.0 m/s² behind lead',
    },
    {
      id: 1,
      fromS: BRAKES_S + 0.5,
      toS: BRAKES_S + 0.9,
      state: 'superseded',
      why: 'level',
      used: null,
      path: none,
      explanation: '',
    },
    {
      id: 2,
      fromS: BRAKES_S + 1,
      toS: BRAKES_S + 2,
      state: 'expired',
      why: 'change',
      used: null,
      path: none,
      explanation: '',
    },
  ];
}

function sampleEvents(durationS: number, collides: boolean, thinks: boolean): ClipEvent[] {
  const events: ClipEvent[] = [
    { timeS: 0, kind: 'start', text: 'hard-braking-lead starts' },
    { timeS: BRAKES_S - 0.5, kind: 'traffic', text: 'actor/lead: brake' },
  ];
  if (thinks) events.push({ timeS: BRAKES_S + 0.4, kind: 'plan', text: 'plan 0 applied: brake with 2.0 m/s²' });
  events.push(
    collides
      ? { timeS: durationS, kind: 'collision', text: 'the ego hits actor/lead (active-front) at 6.25 m/s' }
      : { timeS: durationS, kind: 'goal', text: 'the episode ends: goal' },
  );
  return events;
}

function sampleLines(): ClipLine[] {
  const kinds: readonly (readonly [number, ClipLine['kind']])[] = [
    [-4.25, 'shoulder'],
    [-1.75, 'border'],
    [1.75, 'lane'],
    [5.25, 'lane'],
    [8.75, 'border'],
  ];
  return kinds.map(([d, kind]) => {
    const points = new Float32Array(2 * 21);
    for (let k = 0; k <= 20; k++) {
      const pose = onRoad(-50 + 15 * k, d);
      points[2 * k] = pose.x;
      points[2 * k + 1] = pose.y;
    }
    return { kind, points };
  });
}
