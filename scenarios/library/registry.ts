import type { Scenario } from '../language/schema.ts';
import { carFollowingCommon, carFollowingTail } from './driving/car-following.ts';
import { crossingCommon, crossingTail } from './driving/crossing.ts';
import { cutInCommon, cutInTail } from './driving/cut-in.ts';
import { cutOutCommon, cutOutTail } from './driving/cut-out.ts';
import { debrisCommon, debrisTail } from './driving/debris.ts';
import { hardBrakingLeadCommon, hardBrakingLeadTail } from './driving/hard-braking-lead.ts';
import { laneKeepingCommon, laneKeepingTail } from './driving/lane-keeping.ts';
import { mergeCommon, mergeTail } from './driving/merge.ts';
import { overtakingCommon, overtakingTail } from './driving/overtaking.ts';
import { pedestrianCommon, pedestrianTail } from './driving/pedestrian.ts';

export interface LibraryScenario {
  /** `family/common` or `family/tail`. */
  readonly id: string;
  readonly scenario: Scenario;
}

function family(common: Scenario, tail: Scenario): LibraryScenario[] {
  return [
    { id: `${common.family}/common`, scenario: common },
    { id: `${tail.family}/tail`, scenario: tail },
  ];
}

/** The shipped scenarios, two of each family. */
export const LIBRARY: readonly LibraryScenario[] = [
  ...family(laneKeepingCommon, laneKeepingTail),
  ...family(carFollowingCommon, carFollowingTail),
  ...family(cutInCommon, cutInTail),
  ...family(hardBrakingLeadCommon, hardBrakingLeadTail),
  ...family(cutOutCommon, cutOutTail),
  ...family(mergeCommon, mergeTail),
  ...family(overtakingCommon, overtakingTail),
  ...family(pedestrianCommon, pedestrianTail),
  ...family(crossingCommon, crossingTail),
  ...family(debrisCommon, debrisTail),
];

export const SCENARIO_IDS: readonly string[] = LIBRARY.map(({ id }) => id);

export const FAMILIES: readonly string[] = [...new Set(LIBRARY.map(({ scenario }) => scenario.family))];

/** @throws RangeError that lists the known ids */
export function libraryScenario(id: string): Scenario {
  const found = LIBRARY.find((entry) => entry.id === id);
  if (found !== undefined) return found.scenario;
  throw new RangeError(`scenario: expected one of ${SCENARIO_IDS.join(', ')}, found ${JSON.stringify(id)}.`);
}
