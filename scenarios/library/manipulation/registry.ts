import type { ManipulationScenario } from '../../language/manipulation/schema.ts';
import { besidePersonCommon, besidePersonTail } from './beside-person.ts';
import { conveyorCommon, conveyorTail } from './conveyor.ts';
import { pickPlaceCommon, pickPlaceTail } from './pick-place.ts';
import { pushCommon, pushTail } from './push.ts';
import { reachCommon, reachTail } from './reach.ts';
import { recoverCommon, recoverTail } from './recover.ts';
import { stackCommon, stackTail } from './stack.ts';

export interface ManipulationEntry {
  /** `family/common` or `family/tail`. */
  readonly id: string;
  readonly scenario: ManipulationScenario;
}

function family(common: ManipulationScenario, tail: ManipulationScenario): ManipulationEntry[] {
  return [
    { id: `${common.family}/common`, scenario: common },
    { id: `${tail.family}/tail`, scenario: tail },
  ];
}

/** The shipped scenarios of the arm, two of each family. */
export const MANIPULATION_LIBRARY: readonly ManipulationEntry[] = [
  ...family(reachCommon, reachTail),
  ...family(pickPlaceCommon, pickPlaceTail),
  ...family(conveyorCommon, conveyorTail),
  ...family(pushCommon, pushTail),
  ...family(stackCommon, stackTail),
  ...family(besidePersonCommon, besidePersonTail),
  ...family(recoverCommon, recoverTail),
];
