import { Fragment } from 'react';
import { armTitle } from '../../../policies/driving/arm-titles.ts';
import type { ComparisonDocument } from '../../../scenarios/compare/comparison.ts';
import { ENOUGH_RUNS } from '../../../scenarios/compare/verdict.ts';
import type { RateSummary } from '../../../scenarios/results/summary-types.ts';
import { armEntries, type ArmEntry, bestReflexFor, collisionP, partnerOf, plainName } from '../arms.ts';
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
  const families = [...new Set(arms.flatMap(({ arm }) => Object.keys(arm.families)))].sort();
  return (
    <Section id="arms" title="Arms">
      <p>
        Share of episodes with a collision, with its Wilson 95 % interval; macro is the mean over the families. p is of
        the exact McNemar test of collisions on the same scenarios and seeds, against the arm <code>fast</code> and
        against the better of the arms without a planner.
      </p>
      <ArmTable comparison={comparison} arms={arms} />
      <Titles arms={arms} />
      <PreventabilityTable arms={arms} />
      {families.length > 1 && <FamilyRates arms={arms} families={families} />}
    </Section>
  );
}

function ArmTable({
  comparison,
  arms,
}: {
  readonly comparison: ComparisonDocument;
  readonly arms: readonly ArmEntry[];
}) {
  const { summary } = comparison;
  const limits = arms.flatMap(({ arm: { collision } }) => (isEnough(collision) ? (collision.ci95?.[1] ?? []) : []));
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
        { head: 'collisions % [95\u00a0%]' },
        { head: 'macro % [95\u00a0%]' },
        { head: 'at fault % [95\u00a0%]' },
        { head: 'success % [95\u00a0%]' },
        { head: 'speed m/s' },
        { head: 'hard braking' },
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
          isEnough(arm.collision) ? <RateBar key="bar" rate={inPercent(arm.collision)} axis={axis} /> : '',
          rateText(arm.collision),
          isEnough(arm.collision) && arm.macro.collision.rate !== null && arm.macro.collision.ci95 !== null
            ? `${points(arm.macro.collision.rate)} ${intervalText(arm.macro.collision.ci95, points)}`
            : UNDEFINED,
          shortRate(arm.atFaultCollision),
          shortRate(arm.success),
          arm.meanSpeedMps.mean === null ? UNDEFINED : arm.meanSpeedMps.mean.toFixed(1),
          percent(arm.hardBrakingShare.mean),
          arm.planner.calls === 0 ? UNDEFINED : percent(arm.planner.dutyCycle),
          arm.planner.calls === 0 || arm.planner.callsPerMinute === null
            ? UNDEFINED
            : arm.planner.callsPerMinute.toFixed(1),
          pText(collisionP(comparison, name, partnerOf(summary, name, 'fast'))),
          ...(best.length === 0 ? [] : [pText(collisionP(comparison, name, bestReflexFor(summary, name)))]),
        ],
      }))}
    />
  );
}

/** What the arms are, in a line each. */
function Titles({ arms }: { readonly arms: readonly ArmEntry[] }) {
  const known = [...new Set(arms.map(({ name }) => plainName(name)))].filter((name) => armTitle(name) !== null);
  if (known.length === 0) return null;
  return (
    <details>
      <summary>What the arms are</summary>
      <dl className="reading">
        {known.map((name) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{armTitle(name)}</dd>
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

function FamilyRates({ arms, families }: { readonly arms: readonly ArmEntry[]; readonly families: readonly string[] }) {
  return (
    <details>
      <summary>Table: collisions per family and arm</summary>
      <DataTable
        caption="Collisions per family, % [95 %]"
        columns={[{ head: 'family' }, ...arms.map(({ name }) => ({ head: name }))]}
        rows={families.map((family) => ({
          key: family,
          cells: [
            family,
            ...arms.map(({ arm }) =>
              Object.hasOwn(arm.families, family) ? rateText(arm.families[family].collision) : UNDEFINED,
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
