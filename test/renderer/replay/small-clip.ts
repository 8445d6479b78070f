import type { Clip, ClipRequest } from '../../../scenarios/clips/clip.ts';

/** A clip of an ego and one car with round numbers; everything can be replaced. */
export function smallClip(changes: Partial<Clip> = {}): Clip {
  return {
    scenario: 'cut-in/tail',
    family: 'cut-in',
    seed: 3,
    arm: 'dual',
    latency: 'fixed:200',
    digest: 'ab'.repeat(32),
    periodS: 0.5,
    controlDt: 0.1,
    count: 4,
    // The last sample comes early: 0, 0.5, 1, 1.2 s.
    durationS: 1.2,
    actors: [
      { id: 'ego', kind: 'car', lengthM: 4, widthM: 2 },
      { id: 'car', kind: 'car', lengthM: 4, widthM: 2 },
    ],
    x: Float32Array.of(0, 20, 5, 22, 10, 24, 12, 25),
    y: Float32Array.of(0, 4, 1, 4, 2, 3, 2, 2),
    heading: Float32Array.of(0, 0, 0.5, 0, 0.5, 0, 0, 0),
    speed: Float32Array.of(10, 10, 10, 8),
    level: Float32Array.of(0, 0.5, 0.75, 1),
    sources: [{ fromS: 0, source: 'fast' }],
    gate: [],
    requests: [],
    events: [],
    lines: [],
    outcome: { end: 'goal', collisionWith: null, impactSpeedMps: null },
    ...changes,
  };
}

export function request(id: number, fromS: number, toS: number, changes: Partial<ClipRequest> = {}): ClipRequest {
  const empty = { state: 'accepted', why: 'level', used: null, path: new Float32Array(0), explanation: '' };
  return { id, fromS, toS, ...empty, ...changes };
}
