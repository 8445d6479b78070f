import type { ComparisonDocument } from '../../../scenarios/compare/comparison.ts';
import type { ArmSummary } from '../../../scenarios/results/summary-types.ts';
import { armEntries, type ArmEntry } from '../arms.ts';
import { DataTable, type RowGroup } from '../data-table.tsx';
import { clockWord } from '../summary-sentences.ts';
import { count, percent, plain, UNDEFINED } from '../words.ts';
import { Section } from './section.tsx';

/** Quantiles of something; means are not known of all. */
interface Quantiles {
  readonly n: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

interface Quantity {
  readonly name: string;
  readonly of: (arm: ArmSummary) => Quantiles;
  /** Measured by a clock in any case; otherwise only in live runs. */
  readonly compute: boolean;
}

const QUANTITIES: readonly Quantity[] = [
  { name: 'Compute of the fast policy, ms', of: ({ timing }) => timing.fastComputeMs, compute: true },
  { name: 'Compute of a whole tick, ms', of: ({ timing }) => timing.tickComputeMs, compute: true },
  { name: 'Compute of the planner, ms', of: ({ timing }) => timing.plannerComputeMs, compute: true },
  { name: 'Waiting for the planner, live, ms', of: ({ timing }) => timing.plannerQueueMs, compute: true },
  { name: 'Latency of the planner, ms', of: ({ plannerLatencyMs }) => plannerLatencyMs, compute: false },
  {
    name: 'Delivery: end of the latency to the tick that took it in, ms',
    of: ({ deliveryMs }) => deliveryMs,
    compute: false,
  },
  { name: 'Trigger to effect, ms', of: ({ triggerToEffectMs }) => triggerToEffectMs, compute: false },
  { name: 'Age of a plan at arrival, ms', of: ({ stalenessAtArrivalMs }) => stalenessAtArrivalMs, compute: false },
  { name: 'Age of a plan at every use, ms', of: ({ stalenessMs }) => stalenessMs, compute: false },
  { name: 'Drift: where the plan assumed the ego and where it was, m', of: ({ driftM }) => driftM, compute: false },
];

/** What the two tempos cost in time. */
export function LatencySection({ comparison }: { readonly comparison: ComparisonDocument }) {
  const arms = armEntries(comparison.summary);
  const groups = QUANTITIES.map((quantity) => groupOf(quantity, arms)).filter(({ rows }) => rows.length > 0);
  return (
    <Section id="latency" title="Latency">
      <p>
        Compute is measured on the machine that ran the episodes. Everything that happens in simulated time is modelled
        in virtual runs, a consequence of the latency that was asked for, and measured in live runs.
      </p>
      {groups.length === 0 ? (
        <p className="empty">These results hold no durations.</p>
      ) : (
        <DataTable
          caption="Durations by arm"
          columns={[
            { head: 'arm' },
            { head: 'clock', words: true },
            ...['n', 'p50', 'p95', 'p99', 'max'].map((head) => ({ head })),
          ]}
          groups={groups}
        />
      )}
      <CallsTable arms={arms} />
      <RuntimeTable arms={arms} />
    </Section>
  );
}

function groupOf({ name, of, compute }: Quantity, arms: readonly ArmEntry[]): RowGroup {
  const rows = arms
    .filter(({ arm }) => of(arm).n > 0)
    .map((entry) => {
      const { n, p50, p95, p99, max } = of(entry.arm);
      const clock = compute ? 'measured' : clockWord(entry.arm.clock);
      return { key: entry.name, cells: [entry.name, clock, count(n), plain(p50), plain(p95), plain(p99), plain(max)] };
    });
  return { head: name, rows };
}

function CallsTable({ arms }: { readonly arms: readonly ArmEntry[] }) {
  const callers = arms.filter(({ arm }) => arm.planner.calls > 0);
  if (callers.length === 0) return null;
  return (
    <DataTable
      caption="How calls of the planner ended"
      columns={['arm', 'calls', 'accepted', 'expired', 'superseded', 'cancelled', 'timed out', 'failed', 'late'].map(
        (head) => ({ head }),
      )}
      rows={callers.map(({ name, arm: { planner } }) => ({
        key: name,
        cells: [
          name,
          ...[
            planner.calls,
            planner.accepted,
            planner.expired,
            planner.superseded,
            planner.cancelled,
            planner.timedOut,
            planner.failed,
            planner.late,
          ].map(count),
        ],
      }))}
    />
  );
}

function RuntimeTable({ arms }: { readonly arms: readonly ArmEntry[] }) {
  if (arms.every(({ arm }) => arm.runtime === null && arm.timing.timedTicks === 0)) {
    return <p className="empty">These results are of an older version, which told neither deadlines nor who drove.</p>;
  }
  return (
    <DataTable
      caption="Deadlines and who drove"
      columns={[
        { head: 'arm' },
        { head: 'ticks timed' },
        { head: 'overruns' },
        { head: 'deadline misses' },
        { head: 'triggers' },
        { head: 'plans lapsed' },
        { head: 'plans replaced' },
        { head: 'reflex ticks' },
        ...['fast', 'plan', 'brake', 'hold'].map((source) => ({ head: `${source}, % of ticks` })),
      ]}
      rows={arms.map(({ name, arm }) => {
        const { runtime, timing } = arm;
        const share = runtime?.sourceShare ?? null;
        return {
          key: name,
          cells: [
            name,
            timing.timedTicks === 0 ? UNDEFINED : count(timing.timedTicks),
            timing.timedTicks === 0
              ? UNDEFINED
              : `${count(timing.overruns)} (${percent(timing.overruns / timing.timedTicks)})`,
            arm.clock === 'virtual' ? 'none possible' : runtime === null ? UNDEFINED : count(runtime.deadlineMisses),
            runtime === null ? UNDEFINED : count(runtime.triggers),
            runtime === null ? UNDEFINED : count(runtime.lapsed),
            runtime === null ? UNDEFINED : count(runtime.replaced),
            count(arm.reflexInterventions),
            ...(['fast', 'plan', 'brake', 'hold'] as const).map((source) =>
              percent(share === null ? null : share[source]),
            ),
          ],
        };
      })}
    />
  );
}
