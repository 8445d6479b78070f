import type { ArmCosts, HumeCosts } from './arm-costs.ts';
import { ARM_PARTS, ROLL_OUT_TARGET } from './arm-part-cost.ts';
import { ARM_TARGETS } from './arm-tick-cost.ts';
import { table, us } from './text-report.ts';

export function printArm({ ticks, parts, planner, hume }: ArmCosts): string[] {
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
    '',
    ...printHume(hume),
  ];
}

function printHume(hume: HumeCosts | null): string[] {
  if (hume === null) {
    return [
      "The arm's tick with the fast policy is left out: there are no models of the arm in policies/models.",
      "Train them with 'npm run train:arm', or name a folder that has some with --arm-models DIR.",
    ];
  }
  const { model, ticks, systemTwo } = hume;
  return [
    `The same scene with the fast policy (models ${model}) at 60 Hz; us per tick: fastest round (median round)`,
    table([
      ['objects', 'physics', 'inference', 'floor', 'tick', 'x floor', 's/s', 'target', 'KiB'],
      ...ticks.map((t) => [
        t.objects,
        us(t.physics),
        us(t.inference),
        us(t.floor),
        us(t.tick),
        t.toFloor.toFixed(2),
        t.speed.toFixed(1),
        String(ARM_TARGETS[t.objects]),
        `${(t.allocatedB / 1024).toFixed(0)} (${(t.inferenceAllocatedB / 1024).toFixed(0)})`,
      ]),
    ]),
    'floor: bare physics and bare inference, networks and rows as System 1 asks for them. KiB: (in inference).',
    '',
    `System 2, ${systemTwo.candidates} candidates, ms: fastest ${ms(systemTwo.minMs)}, p50 ${ms(systemTwo.p50Ms)}; its networks alone: fastest ${ms(systemTwo.inferenceMinMs)}`,
  ];
}

const ms = (value: number): string => value.toFixed(2);
