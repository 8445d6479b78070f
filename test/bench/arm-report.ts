import type { ArmCosts } from './arm-costs.ts';
import { ARM_PARTS, ROLL_OUT_TARGET } from './arm-part-cost.ts';
import { ARM_TARGETS } from './arm-tick-cost.ts';
import { table, us } from './text-report.ts';

export function printArm({ ticks, parts, planner }: ArmCosts): string[] {
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
    '',
    `Roll-out steps per second (target: >= ${ROLL_OUT_TARGET}): ${parts.rollOutStepsPerS.toFixed(0)}; in whole calls of`,
    `the sampling planner ${planner.stepsPerS.toFixed(0)}, ${planner.calls} calls, ms: p50 ${ms(planner.p50Ms)}, p99 ${ms(planner.p99Ms)}, max ${ms(planner.maxMs)}`,
  ];
}

const ms = (value: number): string => value.toFixed(2);
