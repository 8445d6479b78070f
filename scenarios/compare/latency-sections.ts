import type { DurationSummary } from '../results/tick-distribution.ts';
import type { ArmSummary, Summary, ValueSummary } from '../results/summary-types.ts';
import { entriesByArm } from './arm-order.ts';
import { percent, plain, UNDEFINED } from './cell-text.ts';
import type { Section } from './section.ts';

type Arms = readonly (readonly [name: string, arm: ArmSummary])[];

/** What the two tempos cost in time: compute, the life of a plan, and how calls ended. */
export function latencySections(summary: Summary): Section[] {
  const arms = entriesByArm(summary.arms);
  const planning = arms.filter(([, { planner }]) => planner.calls > 0);
  return [...computeSection(arms), ...planSection(planning), ...callsSection(planning)];
}

function computeSection(arms: Arms): Section[] {
  const timed = arms.filter(([, { timing }]) => timing.tickComputeMs.n > 0 || timing.fastComputeMs.n > 0);
  if (timed.length === 0) return [];
  const head = ['arm', 'fast policy', 'whole tick', 'planner', 'planner queue', 'overruns', 'deadline misses'];
  const cells = timed.map(([name, { timing, runtime, clock }]) => [
    name,
    quantiles(timing.fastComputeMs),
    quantiles(timing.tickComputeMs),
    quantiles(timing.plannerComputeMs),
    quantiles(timing.plannerQueueMs),
    timing.timedTicks === 0 ? UNDEFINED : `${timing.overruns} of ${timing.timedTicks}`,
    // In virtual time the world waits for the inference.
    clock === 'virtual' || runtime === null
      ? UNDEFINED
      : `${runtime.deadlineMisses} (${percent(runtime.deadlineMissShare)})`,
  ]);
  const notes = [
    "Overruns: ticks that took longer to compute than they last. Queue: how long calls waited for the planner's thread, live.",
  ];
  return [{ title: 'Compute, measured, ms: p50 / p95 / p99 / max', cells: [head, ...cells], notes }];
}

function planSection(arms: Arms): Section[] {
  if (arms.length === 0) return [];
  const head = ['arm', 'clock', 'latency', 'delivery', 'trigger to effect', 'age at arrival', 'age at use', 'drift, m'];
  const cells = arms.map(([name, arm]) => [
    name,
    { virtual: 'modelled', live: 'measured', mixed: 'both' }[arm.clock],
    quantiles(arm.plannerLatencyMs),
    quantiles(arm.deliveryMs),
    quantiles(arm.triggerToEffectMs),
    quantiles(arm.stalenessAtArrivalMs),
    quantiles(arm.stalenessMs),
    quantiles(arm.driftM),
  ]);
  const notes = [
    'Modelled: follows from the simulated latency; measured: by a clock, in live runs. Drift: between where the plan in use',
    'assumed the ego and where it was.',
  ];
  return [{ title: 'Plans, ms: p50 / p95 / p99 / max', cells: [head, ...cells], notes }];
}

function callsSection(arms: Arms): Section[] {
  if (arms.length === 0) return [];
  const states = ['accepted', 'superseded', 'cancelled', 'timedOut', 'failed', 'expired', 'late'] as const;
  const head = [
    'arm',
    'calls',
    'per minute',
    'duty',
    ...states.map((state) => (state === 'timedOut' ? 'timed out' : state)),
  ];
  const cells = arms.map(([name, { planner }]) => [
    name,
    String(planner.calls),
    planner.callsPerMinute === null ? UNDEFINED : planner.callsPerMinute.toFixed(1),
    percent(planner.dutyCycle),
    ...states.map((state) => String(planner[state])),
  ]);
  return [{ title: 'Planner calls', cells: [head, ...cells] }];
}

function quantiles({ n, p50, p95, p99, max }: DurationSummary | ValueSummary): string {
  if (n === 0 || p50 === null || p95 === null || p99 === null || max === null) return UNDEFINED;
  return [p50, p95, p99, max].map(plain).join(' / ');
}
