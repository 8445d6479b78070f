import { Fragment } from 'react';
import type { ComparisonDocument } from '../../../scenarios/compare/comparison.ts';
import { ENOUGH_RUNS } from '../../../scenarios/compare/verdict.ts';
import { rateIn, rateTitle } from '../../../scenarios/compare/rate-words.ts';
import type { ArmSummary, RateMetric, RateSummary, Summary } from '../../../scenarios/results/summary-types.ts';
import { armEntries, type ArmEntry, bestReflexFor, partnerOf, plainName, rateP, titleIn } from '../arms.ts';
import { DataTable } from '../data-table.tsx';
import { linearAxis } from '../plots/axis.ts';
import { ArmSign } from '../plots/figure.tsx';
import { BAR, RateBar } from '../plots/rate-bar.tsx';
import { count, intervalText, percent, points, pText, rateText, UNDEFINED } from '../words.ts';
import { Section } from './section.tsx';

/** What each arm did, and what the reference drivers say about its collisions. */
export function ArmsSection({ comparison }: { readonly comparison: ComparisonDocument }) {
  const { summary } = comparison;
  const arms = armEntries(summary);
  const main = mainRateOf(summary);
  const families = [...new Set(arms.flatMap(({ arm }) => Object.keys(arm.families)))].sort();
  return (
    <Section id="arms" title="Arms">
      <p>
        Share of episodes with {main === 'success' ? 'success' : 'a collision'}, with its Wilson 95 % interval; macro is
        the mean over the families. p is of the exact McNemar test of {main === 'success' ? 'successes' : 'collisions'}{' '}
        on the same scenarios and seeds, against the arm <code>fast</code> and against the better of the arms without a
        planner.
      </p>
      <ArmTable comparison={comparison} arms={arms} />
      <Titles arms={arms} summary={summary} />
      <PreventabilityTable arms={arms} />
      {families.length > 1 && <FamilyRates arms={arms} families={families} metric={main} />}
    </Section>
  );
}

/** The rate that matters most. */
function mainRateOf({ domain }: Summary): 'collision' | 'success' {
  return domain === 'manipulation' ? 'success' : 'collision';
}

/** A column between the bar and the planner's. */
interface Column {
  readonly head: string;
  readonly cell: (arm: ArmSummary) => string;
}

const rate = (head: string, metric: RateMetric, text: (rate: RateSummary) => string = shortRate): Column => ({
  head: `${head} % [95\u00a0%]`,
  cell: (arm) => text(rateIn(arm, metric)),
});

const macro = (metric: 'collision' | 'success'): Column => ({
  head: 'macro % [95\u00a0%]',
  cell: ({ [metric]: all, macro: { [metric]: mean } }) =>
    isEnough(all) && mean !== undefined && mean.rate !== null && mean.ci95 !== null
      ? `${points(mean.rate)} ${intervalText(mean.ci95, points)}`
      : UNDEFINED,
});

const fixed = (value: number | null, digits: number): string => (value === null ? UNDEFINED : value.toFixed(digits));

const COLUMNS: Readonly<Record<'collision' | 'success', readonly Column[]>> = {
  collision: [
    rate('collisions', 'collision', rateText),
    macro('collision'),
    rate('at fault', 'atFaultCollision'),
    rate('success', 'success'),
    { head: 'speed m/s', cell: ({ meanSpeedMps }) => fixed(meanSpeedMps.mean, 1) },
    { head: 'hard braking', cell: ({ hardBrakingShare }) => percent(hardBrakingShare.mean) },
  ],
  success: [
    rate('success', 'success', rateText),
    macro('success'),
    rate('collisions', 'collision'),
    rate('drops', 'drop'),
    rate('lost', 'lost'),
    { head: 'time to success s', cell: ({ scores }) => fixed(scores['arm-success-time']?.mean ?? null, 1) },
    { head: 'hand m/s', cell: ({ meanSpeedMps }) => fixed(meanSpeedMps.mean, 2) },
  ],
};

function ArmTable({
  comparison,
  arms,
}: {
  readonly comparison: ComparisonDocument;
  readonly arms: readonly ArmEntry[];
}) {
  const { summary } = comparison;
  const main = mainRateOf(summary);
  const columns = COLUMNS[main];
  const limits = arms.flatMap(({ arm: { [main]: shown } }) => (isEnough(shown) ? (shown.ci95?.[1] ?? []) : []));
  const axis = linearAxis(0, 100 * Math.max(...limits, 0.01), 2, BAR.width - 2);
  const last = axis.ticks[axis.ticks.length - 1];
  const best = [...new Set(arms.map(({ name }) => bestReflexFor(summary, name)))].filter((name) => name !== null);
  return (
    <DataTable
      caption="All arms"
      columns={[
        { head: 'arm' },
        { head: 'episodes' },
        {
          head: (
            <span className="bar-scale" style={{ width: BAR.width }}>
              <span>0 %</span>
              <span>{last.label} %</span>
            </span>
          ),
          words: true,
        },
        ...columns.map(({ head }) => ({ head })),
        { head: 'duty' },
        { head: 'calls/min' },
        { head: 'p against fast' },
        ...(best.length === 0 ? [] : [{ head: `p against ${best.length === 1 ? best[0] : 'best reflex'}` }]),
      ]}
      rows={arms.map(({ name, index, arm }) => ({
        key: name,
        cells: [
          <span key="name" className="arm">
            <ArmSign index={index} line={false} /> {name}
          </span>,
          count(arm.episodes),
          isEnough(arm[main]) ? <RateBar key="bar" rate={inPercent(arm[main])} axis={axis} /> : '',
          ...columns.map(({ cell }) => cell(arm)),
          arm.planner.calls === 0 ? UNDEFINED : percent(arm.planner.dutyCycle),
          arm.planner.calls === 0 || arm.planner.callsPerMinute === null
            ? UNDEFINED
            : arm.planner.callsPerMinute.toFixed(1),
          pText(rateP(comparison, main, name, partnerOf(summary, name, 'fast'))),
          ...(best.length === 0 ? [] : [pText(rateP(comparison, main, name, bestReflexFor(summary, name)))]),
        ],
      }))}
    />
  );
}

/** What the arms are, in a line each. */
function Titles({ arms, summary }: { readonly arms: readonly ArmEntry[]; readonly summary: Summary }) {
  const known = [...new Set(arms.map(({ name }) => plainName(name)))].filter((name) => titleIn(summary, name) !== null);
  if (known.length === 0) return null;
  return (
    <details>
      <summary>What the arms are</summary>
      <dl className="reading">
        {known.map((name) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{titleIn(summary, name)}</dd>
          </Fragment>
        ))}
      </dl>
    </details>
  );
}

/** What a reference driver would have made of the same situations. */
function PreventabilityTable({ arms }: { readonly arms: readonly ArmEntry[] }) {
  const known = arms.flatMap((entry) =>
    entry.arm.preventability === null ? [] : [{ ...entry, prevents: entry.arm.preventability }],
  );
  if (known.length === 0) return null;
  const references = [...new Set(known.flatMap(({ prevents }) => prevents.references))].sort();
  return (
    <>
      <h3>Preventable collisions</h3>
      <p>
        A collision is preventable if at least one reference driver ({references.join(', ')}) drives the same situation
        without one. The last columns turn it round: of the situations in which that reference driver collides, how many
        the arm drove without collision. Below {ENOUGH_RUNS} situations there are counts alone.
      </p>
      <DataTable
        caption="Preventable collisions, and collisions of the reference drivers that the arm avoided"
        columns={[
          { head: 'arm' },
          { head: 'collisions' },
          { head: 'preventable % [95\u00a0%]' },
          { head: 'share of its collisions' },
          ...references.map((name) => ({ head: `${name} collided, the arm did not` })),
        ]}
        rows={known.map(({ name, arm, prevents }) => ({
          key: name,
          cells: [
            name,
            `${arm.collision.count}/${arm.collision.n}`,
            rateText(prevents.preventableCollision),
            countedShare(prevents.preventableShare),
            ...references.map((reference) =>
              Object.hasOwn(prevents.avoided, reference) ? countedShare(prevents.avoided[reference]) : UNDEFINED,
            ),
          ],
        }))}
      />
    </>
  );
}

interface FamilyProps {
  readonly arms: readonly ArmEntry[];
  readonly families: readonly string[];
  readonly metric: 'collision' | 'success';
}

function FamilyRates({ arms, families, metric }: FamilyProps) {
  const what = metric === 'success' ? 'success' : 'collisions';
  return (
    <details>
      <summary>Table: {what} per family and arm</summary>
      <DataTable
        caption={`${rateTitle(metric)} per family, % [95 %]`}
        columns={[{ head: 'family' }, ...arms.map(({ name }) => ({ head: name }))]}
        rows={families.map((family) => ({
          key: family,
          cells: [
            family,
            ...arms.map(({ arm }) =>
              Object.hasOwn(arm.families, family) ? rateText(arm.families[family][metric]) : UNDEFINED,
            ),
          ],
        }))}
      />
    </details>
  );
}

function isEnough({ n }: RateSummary): boolean {
  return n >= ENOUGH_RUNS;
}

function inPercent(rate: RateSummary): RateSummary {
  const { rate: share, ci95 } = rate;
  return {
    ...rate,
    rate: share === null ? null : 100 * share,
    ci95: ci95 === null ? null : [100 * ci95[0], 100 * ci95[1]],
  };
}

function shortRate(rate: RateSummary): string {
  return isEnough(rate) ? rateText(rate) : `${rate.count}/${rate.n}`;
}

/** Few are counted here by nature: the counts are said beside the share. */
function countedShare(rate: RateSummary): string {
  if (rate.n === 0) return UNDEFINED;
  const counts = `${rate.count}/${rate.n}`;
  return isEnough(rate) ? `${counts}: ${rateText(rate)} %` : counts;
}
