import { useId, useState } from 'react';
import { countCell } from '../../scenarios/compare/cell-text.ts';
import { rateTitle, RATE_WORDS } from '../../scenarios/compare/rate-words.ts';
import { ENOUGH_RUNS } from '../../scenarios/compare/verdict.ts';
import { measuresOf } from '../../scenarios/results/domain-measures.ts';
import type { RateMetric, RateSummary } from '../../scenarios/results/summary-types.ts';
import { thinkingLatency } from '../compare/pairing.ts';
import { countOf } from '../panels/words.ts';
import { differenceText, percent, pText, rateText, UNDEFINED, verdictWords } from '../report/words.ts';
import { seriesId } from './episode-table.ts';
import { isGoingOn, type RunView } from './run-watch.ts';
import { armTitle } from './suite-catalogue.ts';
import { seriesOfSummary, type SeriesStatistics } from './suite-tally.ts';

interface Props {
  readonly view: RunView;
  /** Arm that the others are compared with; null: there is none yet. */
  readonly baseline: string | null;
  readonly onBaseline: (arm: string) => void;
}

/** What came out for each arm: of a run that goes on as far as it is, then as its summary says. */
export function ArmsTable({ view, baseline, onBaseline }: Props) {
  const { tally, summary, state, complete } = view;
  const id = useId();
  const [wanted, setWanted] = useState<RateMetric | null>(null);
  if (!complete && !isGoingOn(state)) return null;
  const counted = tally.statistics();
  const series = summary === null ? counted : seriesOfSummary(summary, counted);
  const { rates, briefRates, pairRates } = measuresOf(tally.domain);
  const compared = wanted ?? pairRates[0];
  const arms = tally.arms();
  if (series.length === 0) {
    return isGoingOn(state) ? <p className="su-empty muted">The first episodes are under way…</p> : null;
  }
  return (
    <section className="su-arms" aria-labelledby={id}>
      <div className="su-bar">
        <h3 id={id}>Arms{summary === null && <span className="su-provisional"> · provisional</span>}</h3>
        {arms.length > 1 && baseline !== null && (
          <label className="su-inline">
            Compared with{' '}
            <select value={baseline} onChange={(event) => onBaseline(event.target.value)}>
              {arms.map((arm) => (
                <option key={arm}>{arm}</option>
              ))}
            </select>
            {pairRates.length > 1 && (
              <>
                {' in '}
                <select
                  aria-label="Compared in"
                  value={compared}
                  onChange={(event) => setWanted(pairRates.find((one) => one === event.target.value) ?? null)}
                >
                  {pairRates.map((metric) => (
                    <option key={metric} value={metric}>
                      {RATE_WORDS[metric]}
                    </option>
                  ))}
                </select>
              </>
            )}
          </label>
        )}
      </div>
      <div className="su-scroll" tabIndex={0} role="region" aria-label="Table of arms">
        <table className="su-table">
          <thead>
            <tr>
              <th scope="col">Arm</th>
              <th scope="col">Latency</th>
              <th scope="col">Episodes</th>
              <th scope="col">{rateTitle(rates[0])}</th>
              {briefRates.map((metric) => (
                <th key={metric} scope="col">
                  {rateTitle(metric)}, % [95&nbsp;%]
                </th>
              ))}
              <th scope="col">
                <abbr title="Planner calls per minute of simulated time">Calls/min</abbr>
              </th>
              <th scope="col">
                <abbr title="Share of ticks with a planner call in flight; known when the run has ended">Duty</abbr>
              </th>
              <th scope="col">
                {rateTitle(compared)} less {baseline}’s, points [95&nbsp;%]
              </th>
              <th scope="col">
                <abbr title="Exact McNemar test">p</abbr>
              </th>
              <th scope="col">Verdict</th>
            </tr>
          </thead>
          <tbody>
            {series.map((one) => (
              <ArmRow key={seriesId(one)} view={view} one={one} baseline={baseline} compared={compared} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="hint">
        {summary === null && 'Of the episodes that have ended; the final table comes with the end. '}
        Rates of the episodes without error, with Wilson 95 % intervals. Differences on the same situations, with
        Newcombe’s paired interval and the exact McNemar test, not corrected for looking at several. Rates from{' '}
        {ENOUGH_RUNS} episodes on.
      </p>
    </section>
  );
}

interface RowProps {
  readonly view: RunView;
  readonly one: SeriesStatistics;
  readonly baseline: string | null;
  readonly compared: RateMetric;
}

function ArmRow({ view: { tally }, one, baseline, compared }: RowProps) {
  const { arm, episodes, errors, rates, callsPerMinute, dutyCycle } = one;
  const measures = measuresOf(tally.domain);
  const other = baseline === null ? null : tally.partnerOf(one, baseline);
  const difference = other === null ? null : tally.difference(one, other, compared);
  const verdict = difference === null ? null : verdictWords(difference.verdict);
  return (
    <tr>
      <th scope="row" title={armTitle(tally.domain, arm) ?? undefined}>
        {arm}
      </th>
      <td>{thinkingLatency(one)}</td>
      <td>
        {episodes}
        {errors > 0 && <span className="su-bad"> ({countOf(errors, 'error')})</span>}
      </td>
      <td>{rates[measures.rates[0]]?.count ?? UNDEFINED}</td>
      {measures.briefRates.map((metric) => (
        <td key={metric}>{cellOf(rates[metric])}</td>
      ))}
      <td>{callsPerMinute === null ? UNDEFINED : callsPerMinute.toFixed(1)}</td>
      <td>{percent(dutyCycle)}</td>
      <td>{difference === null ? UNDEFINED : `${differenceText(difference)}, n = ${difference.n}`}</td>
      <td>{difference === null ? UNDEFINED : pText(difference.pValue)}</td>
      <td>{verdict === null ? UNDEFINED : `${verdict.sign} ${verdict.word}`}</td>
    </tr>
  );
}

function cellOf(rate: RateSummary | undefined): string {
  if (rate === undefined) return UNDEFINED;
  return rate.n < ENOUGH_RUNS ? countCell(rate) : rateText(rate);
}
