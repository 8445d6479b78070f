import { episodeSeed } from '../../../scenarios/language/splits.ts';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import { libraryScenario } from '../../../scenarios/library/registry.ts';
import { buildMap } from '../../../sim/driving/map/build-map.ts';
import type { RoadMap } from '../../../sim/driving/map/types.ts';
import type { DrivingSpec, MapSpec } from '../../../sim/driving/spec.ts';

/** Maps of all four kinds, bends and several lanes among them. */
export const SCENARIOS = [
  'lane-keeping/common',
  'merge/tail',
  'overtaking/tail',
  'pedestrian/common',
  'crossing/tail',
] as const;

export function specOf(scenario: string, seed = 1): DrivingSpec {
  return resolveScenario(libraryScenario(scenario), episodeSeed('val', scenario, seed));
}

export function maps(): readonly { readonly name: string; readonly spec: MapSpec; readonly map: RoadMap }[] {
  const library = SCENARIOS.map((name) => ({ name, spec: specOf(name).map }));
  const oblique: MapSpec = { ...specOf('crossing/tail').map, lanes: 2, crossingAngleRad: 1.1 };
  const wide: MapSpec = { ...specOf('overtaking/tail').map, lanes: 2 };
  const all = [...library, { name: 'oblique crossing', spec: oblique }, { name: 'four lanes', spec: wide }];
  return all.map(({ name, spec }) => ({ name, spec, map: buildMap(spec) }));
}
