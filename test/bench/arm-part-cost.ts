import { ArmAction } from '../../sim/robotics/arm-action.ts';
import { Arm } from '../../sim/robotics/arm/arm.ts';
import { JointReference } from '../../sim/robotics/arm/joint-reference.ts';
import { Kinematics } from '../../sim/robotics/arm/kinematics.ts';
import { PANDA } from '../../sim/robotics/arm/panda.ts';
import { TcpController } from '../../sim/robotics/arm/tcp-controller.ts';
import { Clearance } from '../../sim/robotics/clearance/clearance.ts';
import { ManipulationWorld } from '../../sim/robotics/manipulation-world.ts';
import { Obstacles } from '../../sim/robotics/movers/obstacles.ts';
import { Cameras } from '../../sim/robotics/sensors/cameras.ts';
import type { PerceptionTruth } from '../../sim/robotics/sensors/perception-truth.ts';
import { catalogueOf } from '../../sim/robotics/sensors/thing-catalogue.ts';
import type { ManipulationSpec } from '../../sim/robotics/spec.ts';
import { ARM_CONTROL_DT, ARM_PHYSICS_DT, armBenchSpec, sway } from './arm-scene.ts';
import { timeInTurns, type Contender, type RoundOptions } from './rounds.ts';

/** Roll-out steps per second and core at least. */
export const ROLL_OUT_TARGET = 50_000;

/** Calls within one round: enough for the clock to tell them apart from nothing. */
const CALLS = 120;

export const ARM_PARTS = [
  'forward kinematics',
  'Jacobian',
  'hand controller',
  'joints, kinematic',
  'joints, torque',
  'clearance: place',
  'clearance: 4 obstacles',
  'clearance: table and self',
  'picture of 12 things',
  'roll-out step',
] as const;

export interface ArmPartCosts {
  /** Time per call by the fastest round, us. */
  readonly us: Readonly<Record<(typeof ARM_PARTS)[number], number>>;
  /** Of hand controller, joints, kinematics and clearance, without bodies. */
  readonly rollOutStepsPerS: number;
}

export async function measureArmParts({ rounds }: RoundOptions): Promise<ArmPartCosts> {
  const spec = armBenchSpec('kinematic');
  const contenders = [
    ...kinematicParts(),
    joints('kinematic'),
    joints('torque'),
    ...clearanceParts(spec),
    picture(spec),
    rollOut(spec),
  ];
  const costs = await timeInTurns(contenders, { rounds, ticksPerRound: 1 });
  const us = Object.fromEntries(
    ARM_PARTS.map((name) => [name, (costs.get(name)?.minUs ?? NaN) / CALLS]),
  ) as ArmPartCosts['us'];
  return { us, rollOutStepsPerS: 1e6 / us['roll-out step'] };
}

/** Calls `call` with 0, 1, 2 ... in each round. */
function calls(name: (typeof ARM_PARTS)[number], call: (i: number) => unknown, rewind = () => {}): Contender {
  return {
    name,
    rewind,
    tick: async () => {
      for (let i = 0; i < CALLS; i++) call(i);
    },
  };
}

/** Joint angles that change from call to call. */
class Postures {
  readonly q = Float64Array.from(PANDA.home);

  at(i: number): Float64Array {
    for (let k = 0; k < this.q.length; k++) this.q[k] = PANDA.home[k] + 0.002 * ((i + 17 * k) % 60);
    return this.q;
  }
}

function kinematicParts(): Contender[] {
  const postures = new Postures();
  const kinematics = new Kinematics(PANDA);
  const jacobian = new Float64Array(6 * PANDA.joints.length);
  const controller = new TcpController(PANDA, ARM_CONTROL_DT);
  const action = new ArmAction();
  const speeds = new Float64Array(PANDA.joints.length);
  return [
    calls('forward kinematics', (i) => kinematics.update(postures.at(i))),
    calls('Jacobian', () => kinematics.jacobian(jacobian)),
    calls(
      'hand controller',
      (i) => {
        sway(i, action);
        controller.update(action, postures.at(i), speeds);
      },
      () => controller.reset(),
    ),
  ];
}

function joints(dynamics: 'kinematic' | 'torque'): Contender {
  const arm = new Arm({ model: PANDA, dynamics, start: PANDA.home });
  const speeds = new Float64Array(PANDA.joints.length);
  return calls(`joints, ${dynamics}`, (i) => {
    for (let k = 0; k < speeds.length; k++) speeds[k] = (i % 60 < 30 ? 0.3 : -0.3) / (k + 1);
    arm.step(speeds, ARM_PHYSICS_DT);
  });
}

function clearanceParts(spec: ManipulationSpec): Contender[] {
  const clearance = new Clearance(PANDA);
  const kinematics = new Kinematics(PANDA);
  kinematics.update(PANDA.home);
  const { volumes } = new Obstacles(spec.obstacles);
  return [
    calls('clearance: place', () => clearance.place(kinematics.frames, 0.04)),
    calls('clearance: 4 obstacles', () => clearance.toVolumes(volumes)),
    calls('clearance: table and self', () => clearance.toTable() + clearance.toSelf()),
  ];
}

/** What the cameras take at half of the ticks. */
function picture(spec: ManipulationSpec): Contender {
  const world = new ManipulationWorld(spec, 'bench');
  const cameras = new Cameras(world.spec, catalogueOf(world.spec), 'bench');
  const { manipulator, objects, scene, collision } = world;
  const truth: PerceptionTruth = {
    q: manipulator.arm.q,
    qd: manipulator.arm.qd,
    widthM: manipulator.gripper.widthM,
    forceN: 0,
    objects: objects.poses,
    obstacles: scene.obstacles.volumes.poses,
    spheres: collision.clearance.spheres.balls,
    person: new Float64Array(9),
  };
  const { arm } = world.observe();
  return calls('picture of 12 things', (i) => cameras.expose(cameras.ticksPerPicture * i, truth, arm));
}

/** What a planner does for each step that it looks ahead. */
function rollOut(spec: ManipulationSpec): Contender {
  const n = PANDA.joints.length;
  const controller = new TcpController(PANDA, ARM_CONTROL_DT);
  const kinematics = new Kinematics(PANDA);
  const clearance = new Clearance(PANDA);
  const { volumes } = new Obstacles(spec.obstacles);
  const action = new ArmAction();
  const speeds = new Float64Array(n);
  let reference = new JointReference(PANDA, PANDA.home);
  return calls(
    'roll-out step',
    (i) => {
      sway(i, action);
      controller.update(action, reference.q, speeds);
      reference.step(speeds, ARM_CONTROL_DT);
      kinematics.update(reference.q);
      clearance.place(kinematics.frames, 0.08);
      clearance.toVolumes(volumes);
      clearance.toTable();
      clearance.toSelf();
    },
    () => {
      controller.reset();
      reference = new JointReference(PANDA, PANDA.home);
    },
  );
}
