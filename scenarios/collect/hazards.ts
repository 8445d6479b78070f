import { RandomStream } from '../../sim/kernel/random.ts';
import type { ActorSpec, DrivingSpec, EventSpec } from '../../sim/driving/spec.ts';

/** Share of the episodes into which a hazard is put, by kind, where there is somebody to cause it. */
export const HAZARDS = { braking: 0.45, 'cut-in': 0.25, hurry: 0.5 } as const;
/** A hazard comes from somebody this near ahead of the ego at the start, m. */
const NEAR_M = 110;
const LANE_M = 3.5;

/**
 * A common episode in which somebody now and then does what common driving seldom shows: the car ahead brakes hard, a
 * neighbour pulls over, a walker hurries. Only for collecting training data, so that the policy has met emergencies it
 * can see; the tail scenarios themselves are never collected from. Drawn from streams of the episode.
 */
export function withHazards(spec: DrivingSpec, episodeSeed: string): DrivingSpec {
  const stream = RandomStream.named(episodeSeed, 'collect/hazards');
  const wantsBraking = stream.uniform() < HAZARDS.braking;
  const wantsCutIn = stream.uniform() < HAZARDS['cut-in'];
  const wantsHurry = stream.uniform() < HAZARDS.hurry;
  const latest = Math.max(2, spec.timeLimitS * 0.55);
  const egoD = laneCentre(spec);
  let actors = spec.actors;
  const drivers = actors.filter(
    (a) => a.behaviour.kind === 'drive' && a.start.road === 0 && Math.abs(a.start.headingRad) < 1,
  );
  const ahead = drivers.filter((a) => a.start.s > spec.ego.s + 5 && a.start.s < spec.ego.s + NEAR_M);
  const leads = ahead.filter((a) => Math.abs(a.start.d - egoD) < 0.5 * LANE_M);
  const beside = ahead.filter((a) => Math.abs(Math.abs(a.start.d - egoD) - LANE_M) < 1);
  const brakingAt = stream.range(1, latest);
  const decelMps2 = stream.range(3, 8.5);
  const toShare = stream.range(0, 0.6);
  const holdS = stream.range(0.5, 4);
  const cutAt = stream.range(1, latest);
  const durationS = stream.range(1.5, 4);
  const hurry = stream.range(1.1, 2);
  const leadPick = stream.uniform();
  const besidePick = stream.uniform();
  if (wantsBraking && leads.length > 0) {
    const lead = leads[Math.floor(leadPick * leads.length)];
    const toSpeedMps = toShare * lead.start.speedMps;
    actors = withEvent(actors, lead.id, {
      trigger: { kind: 'time', s: brakingAt },
      action: { kind: 'brake', decelMps2, toSpeedMps, holdS },
    });
  }
  if (wantsCutIn && beside.length > 0) {
    const cutter = beside[Math.floor(besidePick * beside.length)];
    const lanes = cutter.start.d > egoD ? -1 : 1;
    actors = withEvent(actors, cutter.id, {
      trigger: { kind: 'time', s: cutAt },
      action: { kind: 'change-lane', lanes, durationS },
    });
  }
  if (wantsHurry) {
    actors = actors.map((a) =>
      a.behaviour.kind === 'walk' ? { ...a, behaviour: { ...a.behaviour, speedMps: a.behaviour.speedMps * hurry } } : a,
    );
  }
  return { ...spec, actors };
}

/** The ego's lateral position at the start, as far as its neighbours tell; own lanes are counted from the right. */
function laneCentre(spec: DrivingSpec): number {
  const { kind, laneWidthM, lanes } = spec.map;
  if (kind === 'highway') return (spec.ego.lane + 0.5) * laneWidthM;
  if (kind === 'merge') return (spec.ego.lane - 0.5) * laneWidthM;
  return -(lanes - spec.ego.lane - 0.5) * laneWidthM;
}

function withEvent(actors: readonly ActorSpec[], id: string, event: EventSpec): ActorSpec[] {
  return actors.map((a) => (a.id === id ? { ...a, events: [...a.events, event] } : a));
}
