import { ACTOR_KINDS, EGO } from '../../sim/driving/actor-table.ts';
import { COLLISION_KINDS, DrivingWorld, EPISODE_ENDS } from '../../sim/driving/driving-world.ts';
import type { DrivingSpec } from '../../sim/driving/spec.ts';
import type { StateIo } from '../../sim/kernel/state-io.ts';
import { fromKeys, LAYOUT_COLUMNS, LAYOUT_NUMBERS, type StateLayout } from './state-layout.ts';

/** How this version lays out the states of an episode. @throws Error when the spec cannot be simulated */
export function layoutOf(spec: DrivingSpec): StateLayout {
  // The seed moves values, never places.
  const world = new DrivingWorld(spec, '');
  const places = new Places();
  // Both of the states that are recorded begin with the world's: see `DualSystem.exchange`.
  places.entity('world');
  world.exchange(places);
  const { actors } = world;
  const column = (field: string): number => places.of(`column ${field}`);
  const number = (field: string): number =>
    places.of(`${field === 'lateralAccelerationMps2' ? 'ego-vehicle' : 'world'}.${field}`);
  return {
    actors: actors.ids.map((id, i) => ({
      id,
      entity: actors.entities[i],
      kind: i === EGO ? 'car' : ACTOR_KINDS[actors.kind[i]],
      lengthM: actors.lengthM[i],
      widthM: actors.widthM[i],
      heightM: actors.heightM[i],
    })),
    columns: fromKeys(LAYOUT_COLUMNS, column),
    numbers: fromKeys(LAYOUT_NUMBERS, number),
    ends: [...EPISODE_ENDS],
    collisionKinds: [...COLLISION_KINDS],
  };
}

/** Notes where each number is that an `exchange` names, the first of those of one name. */
class Places implements StateIo {
  private readonly places = new Map<string, number>();
  private position = 0;
  private current = '';

  of(name: string): number {
    const place = this.places.get(name);
    if (place === undefined) throw new Error(`state layout: expected a number named '${name}', found none.`);
    return place;
  }

  entity(name: string): void {
    this.current = name;
    this.position++;
  }

  number(field: string, value: number): number {
    this.note(`${this.current}.${field}`);
    this.position++;
    return value;
  }

  boolean(field: string, value: boolean): boolean {
    this.number(field, 0);
    return value;
  }

  text(_field: string, value: string): string {
    this.position += 1 + value.length;
    return value;
  }

  numbers(_field: string, values: Float64Array): void {
    this.position += 1 + values.length;
  }

  words(_field: string, values: Uint32Array): void {
    this.position += 1 + values.length;
  }

  column(field: string, _values: Float64Array, entities: readonly string[]): void {
    // Its tag comes first.
    this.position++;
    this.note(`column ${field}`);
    this.position += entities.length;
  }

  private note(name: string): void {
    if (!this.places.has(name)) this.places.set(name, this.position);
  }
}
