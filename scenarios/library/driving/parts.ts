import type { Value } from '../../language/quantity.ts';
import type { ScenarioActorInput, TrafficStreamInput } from '../../language/schema.ts';

/** Pieces that the families share. In every scenario the ego starts at `EGO_S`, `$speed` is its speed. */

export const EGO_S = 100;

/** Width of a lane on motorways and rural roads, m. */
export const LANE_M = 3.5;

export function uniform(low: number, high: number): { uniform: [number, number] } {
  return { uniform: [low, high] };
}

export function choice(...values: number[]): { choice: number[] } {
  return { choice: values };
}

/** A driver after the Intelligent Driver Model that keeps its lane. */
export function idm(timeHeadwayS: Value, more: { desiredSpeedMps?: Value; maxAccelMps2?: Value } = {}) {
  return { kind: 'drive', follow: { model: 'idm', timeHeadwayS, ...more } } as const;
}

/** As `idm`, but blind to the ego. */
export function heedless(timeHeadwayS: Value, more: { desiredSpeedMps?: Value; maxAccelMps2?: Value } = {}) {
  return { ...idm(timeHeadwayS, more), ignoresEgo: true };
}

/** Somebody behind the ego who keeps enough distance to stop for it. */
export function follower(lane: Value, gapS: { uniform: [number, number] }): ScenarioActorInput {
  return {
    id: 'follower',
    kind: 'car',
    start: { lane, gapBehindM: `$followS * $speed`, speedMps: '$speed' },
    behaviour: idm(gapS),
  };
}

/** A car that takes the space beside the ego. */
export function beside(id: string, lane: Value, when: Value, low: number, high: number): ScenarioActorInput {
  return {
    id,
    kind: { choice: ['car', 'car', 'van'] },
    when,
    start: { lane, gapAheadM: uniform(low, high), speedMps: '$speed' },
    behaviour: idm(uniform(1, 1.4)),
  };
}

/** Sparse traffic far ahead of and behind the ego in the given lanes. */
export function distantTraffic(lanes: number[], more: Partial<TrafficStreamInput> = {}): TrafficStreamInput {
  return {
    id: 'flow',
    lanes,
    fromS: 5,
    toS: '300 + 10 * $speed',
    speedMps: '$speed',
    headwayS: 5,
    mobilShare: 0,
    clearAheadM: '60 + 2 * $speed',
    clearBehindM: '2 * $speed',
    ...more,
  };
}
