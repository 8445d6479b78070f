import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { latencyText, thinkingLatency } from '../compare/pairing.ts';
import type { SuiteRow } from '../host/suite-contract.ts';
import { NBSP } from '../panels/words.ts';
import { measuresOf } from '../../scenarios/results/domain-measures.ts';
import type { RateMetric } from '../../scenarios/results/summary-types.ts';
import type { DomainName } from '../../scenarios/domains/concrete.ts';
import { count } from '../report/words.ts';
import { useApp } from '../shell/app-context.ts';
import { episodeId, seriesId } from './episode-table.ts';
import { EpisodeView, FAILURES_FIRST, NO_FILTER, type EpisodeFilter, type SortColumn } from './episode-view.ts';
import { OutcomeCell } from './outcome-cell.tsx';
import { isGoingOn, type RunView } from './run-watch.ts';
import { impactText, OUTCOMES, outcomeText } from './suite-words.ts';
import { VirtualGrid, type GridColumn } from './virtual-grid.tsx';

const OUTCOME_OPTIONS: Readonly<Record<string, string>> = {
  '': 'All outcomes',
  failures: 'Failures',
  collision: 'Collisions',
  'off-road': 'Off the road',
  lost: 'Object out of reach',
  drop: 'Something dropped',
  timeout: 'Timeouts',
  error: 'Errors',
  goal: 'Goal reached',
};

/** Outcomes that only domains with this rate know. */
const OF_RATES: Readonly<Record<string, RateMetric>> = { 'off-road': 'offRoad', lost: 'lost', drop: 'drop' };

function outcomeOptions(domain: DomainName): Readonly<Record<string, string>> {
  const { rates } = measuresOf(domain);
  const isKnown = (outcome: string): boolean => !Object.hasOwn(OF_RATES, outcome) || rates.includes(OF_RATES[outcome]);
  return Object.fromEntries(Object.entries(OUTCOME_OPTIONS).filter(([outcome]) => isKnown(outcome)));
}

const COLUMNS: readonly (GridColumn<SuiteRow> & { readonly id: SortColumn })[] = [
  {
    ...{ id: 'outcome', title: 'Outcome', width: 'minmax(210px, 3fr)', sort: 'ascending' },
    cell: (row) => <OutcomeCell row={row} />,
  },
  { id: 'scenario', title: 'Scenario', width: 'minmax(130px, 2fr)', sort: 'ascending', cell: (row) => row.scenario },
  { id: 'seed', title: 'Seed', width: '72px', isNumber: true, sort: 'ascending', cell: (row) => row.seed },
  { id: 'arm', title: 'Arm', width: 'minmax(80px, 1fr)', sort: 'ascending', cell: (row) => row.arm },
  {
    ...{ id: 'latency', title: 'Latency', width: '78px', isNumber: true, sort: 'ascending' },
    cell: thinkingLatency,
  },
  {
    ...{ id: 'impact', title: 'Impact', width: '84px', isNumber: true, sort: 'descending' },
    cell: impactText,
  },
  {
    ...{ id: 'time', title: 'Ended at', width: '84px', isNumber: true, sort: 'ascending' },
    cell: (row) => `${row.simSeconds.toFixed(2)}${NBSP}s`,
  },
  { id: 'calls', title: 'Calls', width: '62px', isNumber: true, sort: 'descending', cell: (row) => row.calls },
];

/** Episodes as they end, of which one is opened by a click. */
export function EpisodeList({ view }: { readonly view: RunView }) {
  const { suites } = useApp();
  const { episodes, tally, state } = view;
  const [filter, setFilter] = useState<EpisodeFilter>(NO_FILTER);
  const [sort, setSort] = useState(FAILURES_FIRST);
  const [active, setActive] = useState<SuiteRow | null>(null);
  /** Counts how often somebody wanted to choose what to set an episode against. */
  const [wanted, setWanted] = useState(0);
  const sorted = useMemo(() => new EpisodeView(episodes, filter, sort), [episodes, filter, sort]);
  const rows = sorted.rows();
  const against = useRef<HTMLSelectElement>(null);
  const columns = useMemo(
    () => [
      ...COLUMNS,
      againstColumn((row) => {
        setActive(row);
        setWanted((count) => count + 1);
      }),
    ],
    [],
  );
  // The choice is there only once the episode is chosen.
  useEffect(() => {
    if (wanted > 0) against.current?.focus();
  }, [wanted]);
  const change = (patch: Partial<EpisodeFilter>): void => setFilter({ ...filter, ...patch });
  return (
    <>
      <div className="su-filters">
        <Filter
          label="Outcome"
          value={filter.outcome ?? ''}
          options={outcomeOptions(tally.domain)}
          onChange={(name) => {
            const outcome =
              name === 'failures' || name === 'drop' ? name : (OUTCOMES.find((one) => one === name) ?? null);
            change({ outcome });
          }}
        />
        <Filter
          label="Arm"
          value={filter.arm ?? ''}
          options={{ '': 'All arms', ...same(tally.arms()) }}
          onChange={(arm) => change({ arm: arm === '' ? null : arm })}
        />
        <Filter
          label="Scenario"
          value={filter.scenario ?? ''}
          options={{ '': 'All scenarios', ...same(tally.scenarios()) }}
          onChange={(scenario) => change({ scenario: scenario === '' ? null : scenario })}
        />
        <input
          type="search"
          aria-label="Find episodes by words"
          placeholder="Find, e.g. seed 62…"
          spellCheck={false}
          value={filter.text}
          onChange={(event) => change({ text: event.target.value })}
        />
        <span className="muted">
          {rows.length === episodes.rows.length
            ? `${count(rows.length)} episodes`
            : `${count(rows.length)} of ${count(episodes.rows.length)} episodes`}
        </span>
      </div>
      <VirtualGrid
        label="Episodes"
        columns={columns}
        rows={rows}
        idOf={episodeId}
        active={active}
        onActive={setActive}
        onOpen={(row) => void suites.openEpisode(row)}
        onKey={(key) => {
          if (key.toLowerCase() !== 'a') return false;
          setWanted(wanted + 1);
          return true;
        }}
        sort={{ id: sort.column, descending: sort.descending }}
        onSort={({ id, descending }) => {
          const column = COLUMNS.find((one) => one.id === id)?.id;
          if (column !== undefined) setSort({ column, descending });
        }}
        empty={emptyText(episodes.rows.length, isGoingOn(state))}
      />
      <ActiveEpisode view={view} row={active} against={against} />
    </>
  );
}

function emptyText(all: number, goesOn: boolean): string {
  if (all > 0) return 'No episode is like that.';
  return goesOn ? 'No episode has ended yet.' : 'This run has no episodes.';
}

function same(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

interface FilterProps {
  readonly label: string;
  readonly value: string;
  readonly options: Readonly<Record<string, string>>;
  readonly onChange: (value: string) => void;
}

function Filter({ label, value, options, onChange }: FilterProps) {
  return (
    <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      {Object.entries(options).map(([name, text]) => (
        <option key={name} value={name}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** By the mouse; by the keyboard it is A. */
function againstColumn(choose: (row: SuiteRow) => void): GridColumn<SuiteRow> {
  return {
    ...{ id: 'against', title: 'Against', width: '98px' },
    cell: (row) => (
      <button
        type="button"
        tabIndex={-1}
        className="small"
        aria-label={`Set ${row.arm}, seed ${row.seed} against another arm`}
        onClick={(event) => {
          event.stopPropagation();
          choose(row);
        }}
      >
        against…
      </button>
    ),
  };
}

interface ActiveProps {
  readonly view: RunView;
  readonly row: SuiteRow | null;
  readonly against: RefObject<HTMLSelectElement | null>;
}

/** The chosen episode, and others of the same situation. */
function ActiveEpisode({ view: { tally }, row, against }: ActiveProps) {
  const { suites } = useApp();
  if (row === null) {
    return (
      <p className="su-active hint">
        A click or Enter opens an episode’s record where it ended; arrows move, A sets it against another arm.
      </p>
    );
  }
  const others = tally.driversOf(row).filter((name) => seriesId(name) !== seriesId(row));
  const texts = new Map(others.map((name) => [seriesId(name), `${name.arm}, ${latencyText(name.latency)}`]));
  return (
    <div className="su-active">
      <span className="su-active-text">
        {row.scenario}, seed {row.seed}, {row.arm}: {outcomeText(row)}
      </span>
      <button type="button" className="small" onClick={() => void suites.openEpisode(row)}>
        Open replay
      </button>
      {others.length > 0 && (
        <select
          ref={against}
          aria-label="Open against another arm"
          value=""
          onChange={(event) => {
            const name = others.find((one) => seriesId(one) === event.target.value);
            const other = name === undefined ? null : tally.rowOf(name, row);
            if (other !== null) void suites.openAgainst(row, other);
          }}
        >
          <option value="">against…</option>
          {others.map((name) => (
            <option key={seriesId(name)} value={seriesId(name)}>
              {texts.get(seriesId(name))}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
