import { ARM_PARTS, ROLL_OUT_TARGET, type ArmPartCosts } from './arm-part-cost.ts';
import { ARM_TARGETS, type ArmTickCosts } from './arm-tick-cost.ts';
import { table, us } from './text-report.ts';

export interface ArmCosts {
  readonly ticks: readonly ArmTickCosts[];
  readonly parts: ArmPartCosts;
}

export function printArm({ ticks, parts }: ArmCosts): string[] {
  return [
    'Arm, eight objects, four obstacles, three cameras, no policy; us per tick: fastest round (median round)',
    table([
      ['objects', 'stock', 'physics', 'tick', 'x physics', 'torque', 'digest', 's/s', 'target', 'left us', 'KiB'],
      ...ticks.map((t) => [
        t.objects,
        us(t.stock),
        us(t.physics),
        us(t.kinematic),
        t.toPhysics.toFixed(2),
        us(t.torque),
        us(t.digest),
        t.speed.toFixed(0),
        String(ARM_TARGETS[t.objects]),
        t.leftUs.toFixed(0),
        `${(t.allocatedB / 1024).toFixed(0)} (${(t.physicsAllocatedB / 1024).toFixed(0)})`,
      ]),
    ]),
    'stock, physics: the bodies alone, stepped by cannon-es as it comes and with our contacts.',
    'left us: what the target (with a policy, at 60 Hz) leaves for it. KiB: allocated in a tick (in physics).',
    '',
    'Parts of it, us per call:',
    table(ARM_PARTS.map((name) => [name, parts.us[name].toFixed(2)])),
    `roll-out steps per second: ${parts.rollOutStepsPerS.toFixed(0)} (target: >= ${ROLL_OUT_TARGET})`,
  ];
}
