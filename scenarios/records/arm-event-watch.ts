import { hypot } from '../../sim/kernel/math.ts';
import type { ManipulationWorld } from '../../sim/robotics/manipulation-world.ts';
import type { EventSpec } from '../../sim/robotics/spec.ts';
import type { ArmMessage } from './arm-messages.ts';

type Told = ArmMessage<'/events'>;

/** Contacts of the arm are told when their force exceeds the first, N, and again once it was below the second. */
const CONTACT_N = 5;
const NO_CONTACT_N = 1;
/** What is slower stands, m/s. */
const STANDING_MPS = 1e-6;

/** Tells what happens to the things of an episode of the arm, by looking at its world after every tick. */
export class ArmEventWatch {
  private held = -1;
  /** Id of what was let go last, which alone can be dropped. */
  private let: string | null = null;
  private slips = 0;
  private drops = 0;
  private touching = false;
  private readonly fired: boolean[] = [];
  private readonly moving = new Set<string>();

  /** @param tell is told of each, in the order in which they are looked at */
  constructor(private readonly tell: (event: Told) => void) {}

  /** Takes the world as it is, without telling: what came before is told already. */
  begin(world: ManipulationWorld): void {
    const { grasp } = world.manipulator;
    this.held = grasp.held;
    this.slips = grasp.slips;
    this.drops = world.metrics.dropped.drops;
    this.touching = world.manipulator.forceN > CONTACT_N;
    world.spec.events.forEach((_, i) => (this.fired[i] = world.events.fired(i)));
    if (world.tick > 0) for (const id of idsInMotion(world)) this.moving.add(id);
  }

  /** After every tick. */
  ticked(world: ManipulationWorld): void {
    this.occurrences(world);
    this.motion(world);
    this.grasp(world);
    this.contacts(world);
    const { drops } = world.metrics.dropped;
    if (drops > this.drops) this.event(world, 'dropped', this.let, `${this.let ?? 'something'} has been dropped`);
    this.drops = drops;
  }

  /** What the scenario has happen. */
  private occurrences(world: ManipulationWorld): void {
    world.spec.events.forEach((spec, i) => {
      if (this.fired[i] || !world.events.fired(i)) return;
      this.fired[i] = true;
      const { kind } = spec.action;
      this.event(world, kind, kind === 'shove' ? spec.action.object : null, textOf(spec));
    });
  }

  private motion(world: ManipulationWorld): void {
    for (const id of idsInMotion(world)) {
      if (this.moving.has(id)) continue;
      this.moving.add(id);
      this.event(world, 'motion', id, `${id} sets off`);
    }
  }

  private grasp(world: ManipulationWorld): void {
    const { grasp, gripper } = world.manipulator;
    const { held, slips } = grasp;
    if (held !== this.held && this.held >= 0) {
      const id = (this.let = world.objects.ids[this.held]);
      if (slips > this.slips) this.event(world, 'slipped', id, `${id} slips out of the hand`);
      else this.event(world, 'released', id, `${id} is let go`);
    }
    if (held !== this.held && held >= 0) {
      const id = world.objects.ids[held];
      this.event(world, 'grasped', id, `${id} is grasped with ${gripper.commandedN.toFixed(1)} N`);
    }
    this.held = held;
    this.slips = slips;
  }

  private contacts(world: ManipulationWorld): void {
    const { forceN } = world.manipulator;
    if (!this.touching && forceN > CONTACT_N) {
      this.touching = true;
      this.event(world, 'contact', null, `the arm touches something with ${forceN.toFixed(1)} N`);
    } else if (forceN < NO_CONTACT_N) this.touching = false;
  }

  private event({ tick }: ManipulationWorld, kind: string, entity: string | null, text: string): void {
    this.tell({ tick, kind, entity, text });
  }
}

function textOf({ action }: EventSpec): string {
  switch (action.kind) {
    case 'slip':
      return 'the grasp fails, if there is one';
    case 'shove': {
      const [vx, vy] = action.velocity;
      return `${action.object} is shoved with ${hypot(vx, vy).toFixed(2)} m/s, unless it is held`;
    }
    case 'belt-speed':
      return `the belt runs at ${action.speedMps.toFixed(2)} m/s from now on`;
  }
}

/** Obstacles by their ids, and `person`. */
function idsInMotion({ scene, spec }: ManipulationWorld): string[] {
  const { velocities } = scene.obstacles.volumes;
  const ids = spec.obstacles.filter((_, i) => isMoving(velocities, 3 * i)).map(({ id }) => id);
  if (scene.person !== null && isMoving(scene.person.velocities, 6)) ids.push('person');
  return ids;
}

function isMoving(velocities: Float64Array, at: number): boolean {
  return hypot(hypot(velocities[at], velocities[at + 1]), velocities[at + 2]) > STANDING_MPS;
}
