import type { ArmCosts } from './arm-costs.ts';
import { printArm } from './arm-report.ts';
import type { Growth } from './growth.ts';
import type { LiveTicks } from './live-cost.ts';
import { PARTS, type PartCosts } from './part-cost.ts';
import type { PlannerCost } from './planner-cost.ts';
import { table, us } from './text-report.ts';
import type { TickCosts } from './tick-cost.ts';

/** A tick may cost this many times the floor, and a planner call this many ms. */
export const TARGETS = { fastToFloor: 2.5, plannerP50Ms: 3 } as const;

export interface BenchReport {
  readonly schemaVersion: 1;
  readonly node: string;
  readonly cpu: string;
  readonly model: { readonly name: string; readonly sha256: string; readonly members: number };
  readonly rounds: number;
  readonly ticksPerRound: number;
  readonly ticks: readonly TickCosts[];
  readonly parts: readonly { readonly vehicles: number; readonly us: PartCosts }[];
  readonly growth: Growth;
  readonly planner: readonly PlannerCost[];
  readonly arm: ArmCosts;
  readonly live: readonly LiveTicks[];
}

export function printReport(report: BenchReport): string {
  return [
    `Node ${report.node}, ${report.cpu}, model ${report.model.name} ${report.model.sha256.slice(0, 12)}`,
    `${report.rounds} rounds in turns of ${report.ticksPerRound} ticks; us per tick: fastest round (median round)`,
    '',
    table([
      [
        'vehicles',
        'physics',
        'inference',
        'floor',
        'fast',
        'x floor',
        'reflex',
        'x floor',
        'dual',
        'fast s/s',
        'dual s/s',
      ],
      ...report.ticks.map((t) => [
        String(t.vehicles),
        us(t.physics),
        us(t.inference),
        us(t.floor),
        us(t.fast),
        t.fastToFloor.toFixed(2),
        us(t.reflex),
        t.reflexToFloor.toFixed(2),
        us(t.dual),
        t.fastSpeed.toFixed(0),
        t.dualSpeed.toFixed(0),
      ]),
    ]),
    `floor: physics and inference alone, in one tick. Target: fast <= ${TARGETS.fastToFloor} x floor. dual includes its planner calls.`,
    's/s: simulated seconds per second on one core.',
    '',
    'Parts of a tick of fast (gate: of dual; arbitrate: of reflex), us:',
    table([
      ['vehicles', ...report.parts.map(({ vehicles }) => String(vehicles))],
      ...PARTS.map((part) => [part, ...report.parts.map(({ us: parts }) => parts[part].toFixed(1))]),
    ]),
    '',
    'Growth with the number of actors, all in range, us per tick of fast:',
    table([
      ['actors', ...report.growth.tickUs.map(({ actors }) => String(actors))],
      ['us', ...report.growth.tickUs.map((point) => point.us.toFixed(0))],
    ]),
    `exponent of t(n) - t(0): ${report.growth.exponent.toFixed(2)}; of n log n: ${report.growth.nLogN.toFixed(2)}`,
    '',
    `Planner, ms per call (target: <= ${TARGETS.plannerP50Ms}):`,
    table([
      ['scenes', 'calls', 'p50', 'p99', 'max'],
      ...report.planner.map((p) => [p.scenes, String(p.calls), ms(p.p50Ms), ms(p.p99Ms), ms(p.maxMs)]),
    ]),
    '',
    'Live time, 60 Hz, ms of computing per tick:',
    table([
      ['planner', 'ticks', 'p50', 'p99', 'max', 'over 16.7', 'plan arrives after (ticks)'],
      ...report.live.map((l) => [
        l.planner,
        String(l.ticks),
        ms(l.p50Ms),
        ms(l.p99Ms),
        ms(l.maxMs),
        String(l.overrun),
        l.delayTicks === null ? '' : `${l.delayTicks.median} (${l.delayTicks.min} to ${l.delayTicks.max})`,
      ]),
    ]),
    '',
    ...printArm(report.arm),
    '',
  ].join('\n');
}

const ms = (value: number): string => value.toFixed(2);
