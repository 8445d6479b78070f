import { METRIC_GROUPS, METRICS } from '../../../sim/driving/metrics/metric-table.ts';
import { ARM_METRIC_GROUPS, ARM_METRICS } from '../../../sim/robotics/metrics/metric-table.ts';
import type { ScoreFacts } from '../../../scenarios/results/domain-measures.ts';
import type { ComparisonDocument } from '../../../scenarios/compare/comparison.ts';
import { armEntries, type ArmEntry } from '../arms.ts';
import { DataTable, type Row, type RowGroup } from '../data-table.tsx';
import { count, meanText, UNDEFINED, unitText } from '../words.ts';
import { Section } from './section.tsx';

/** What is shown of a metric of either domain. */
interface ShownMetric extends ScoreFacts {
  readonly group: string;
  readonly definition: string;
}

const KNOWN: Readonly<Record<string, ShownMetric>> = { ...METRICS, ...ARM_METRICS };
const GROUPS: readonly string[] = [...METRIC_GROUPS, ...ARM_METRIC_GROUPS];

/** Scores whose metric this version does not know. */
const OTHERS = 'Others';

/** Scores of the metrics of docs/metrics.md. */
export function ScoresSection({ comparison }: { readonly comparison: ComparisonDocument }) {
  const arms = armEntries(comparison.summary).filter(({ arm }) => Object.keys(arm.scores).length > 0);
  const ids = [...new Set(arms.flatMap(({ arm }) => Object.keys(arm.scores)))];
  const groups = groupsOf(ids, arms);
  const isOfArm = comparison.summary.domain === 'manipulation';
  return (
    <Section id="scores" title="Scores">
      {ids.length === 0 ? (
        <p className="empty">These episodes were not scored.</p>
      ) : (
        <>
          <p>
            Mean over the episodes in which a score is valid, with its 95 % interval and n; what each one means stands
            in docs/metrics.md.{isOfArm ? '' : <Composites />}
          </p>
          <ScoreTable name="Composite scores" groups={groups.filter(isComposite)} arms={arms} />
          {isOfArm ? (
            <ScoreTable name="Scores" groups={groups} arms={arms} />
          ) : (
            <details>
              <summary>Table: what they are made of, and other scores</summary>
              <ScoreTable name="Scores" groups={groups.filter((group) => !isComposite(group))} arms={arms} />
            </details>
          )}
        </>
      )}
    </Section>
  );
}

function Composites() {
  return (
    <>
      {' '}
      Composite scores follow the formulas of nuPlan, NAVSIM and the CARLA leaderboards as far as their parts exist
      here: they are <strong>not comparable with scores from those worlds</strong>, and serve to compare arms on the
      same episodes.
    </>
  );
}

interface TableProps {
  readonly name: string;
  readonly groups: readonly RowGroup[];
  readonly arms: readonly ArmEntry[];
}

function ScoreTable({ name, groups, arms }: TableProps) {
  if (groups.length === 0) return null;
  const columns = [{ head: 'score' }, { head: 'better', words: true }, ...arms.map((arm) => ({ head: arm.name }))];
  const caption = `${name} by arm: mean [95 %], number of episodes`;
  return groups.length === 1 ? (
    <DataTable caption={caption} columns={columns} rows={groups[0].rows} />
  ) : (
    <DataTable caption={caption} columns={columns} groups={groups} />
  );
}

function isComposite({ head }: RowGroup): boolean {
  return head === METRIC_GROUPS[0];
}

/** In the order of the reference. */
function groupsOf(ids: readonly string[], arms: readonly ArmEntry[]): RowGroup[] {
  const known = Object.keys(KNOWN).filter((id) => ids.includes(id));
  const others = ids.filter((id) => !known.includes(id)).sort();
  const groups: RowGroup[] = GROUPS.map((group) => ({
    head: group,
    rows: known.filter((id) => metricOf(id)?.group === group).map((id) => scoreRow(id, arms)),
  }));
  return [...groups, { head: OTHERS, rows: others.map((id) => scoreRow(id, arms)) }].filter(
    ({ rows }) => rows.length > 0,
  );
}

function scoreRow(id: string, arms: readonly ArmEntry[]): Row {
  const metric = metricOf(id);
  const unit = metric === null || metric.unit === '' ? '' : `, ${unitText(metric.unit)}`;
  return {
    key: id,
    cells: [
      <span key="name" title={metric?.definition}>
        {metric?.title ?? id}
        {unit} <code className="muted">{id}</code>
      </span>,
      metric === null ? UNDEFINED : metric.better === 'higher' ? '↑ higher' : '↓ lower',
      ...arms.map(({ name, arm }) => {
        if (!Object.hasOwn(arm.scores, id)) return UNDEFINED;
        const score = arm.scores[id];
        const invalid = score.invalid === 0 ? '' : `, ${count(score.invalid)} not valid`;
        return (
          <span key={name}>
            {meanText(score)}{' '}
            <small>
              n {count(score.n)}
              {invalid}
            </small>
          </span>
        );
      }),
    ],
  };
}

function metricOf(id: string): ShownMetric | null {
  return Object.hasOwn(KNOWN, id) ? KNOWN[id] : null;
}
