import { useMemo, useState } from 'react';
import { latencyText } from '../compare/pairing.ts';
import { useApp } from '../shell/app-context.ts';
import { count } from '../report/words.ts';
import { seriesId, situationId } from './episode-table.ts';
import { OutcomeCell } from './outcome-cell.tsx';
import type { RunView } from './run-watch.ts';
import type { Differing } from './suite-tally.ts';
import { VirtualGrid, type GridColumn } from './virtual-grid.tsx';

interface Props {
  readonly view: RunView;
  /** Arm on the right. */
  readonly baseline: string | null;
}

/** Situations that an arm and the baseline brought to different ends; a click opens both records. */
export function DifferingList({ view: { tally, version }, baseline }: Props) {
  const { suites } = useApp();
  const [chosen, setChosen] = useState<string | null>(null);
  const [active, setActive] = useState<Differing | null>(null);
  const comparable = tally.statistics().flatMap((a) => {
    const b = baseline === null ? null : tally.partnerOf(a, baseline);
    return b === null ? [] : [{ id: seriesId(a), a, b }];
  });
  const pair =
    comparable.find(({ id }) => id === chosen) ?? comparable.find(({ a }) => a.arm === 'dual') ?? comparable[0];
  const rows = useMemo(
    () => (pair === undefined || version < 0 ? [] : tally.differing(pair.a, pair.b)),
    [tally, version, pair?.id, baseline],
  );
  if (pair === undefined) return <p className="su-empty muted">There is no other arm to compare with yet.</p>;
  const worse = rows.filter(({ direction }) => direction === 'worse').length;
  return (
    <>
      <div className="su-filters">
        <label className="su-inline">
          Arm{' '}
          <select value={pair.id} onChange={(event) => setChosen(event.target.value)}>
            {comparable.map(({ id, a }) => (
              <option key={id} value={id}>
                {a.arm}, {latencyText(a.latency)}
              </option>
            ))}
          </select>
        </label>
        <span>against {baseline}</span>
        <span className="muted">
          {count(rows.length)} {rows.length === 1 ? 'situation' : 'situations'} ended differently ({count(worse)} worse,{' '}
          {count(rows.length - worse)} better)
        </span>
      </div>
      <VirtualGrid
        label="Situations that ended differently"
        columns={columnsOf(pair.a.arm, pair.b.arm)}
        rows={rows}
        idOf={({ a }) => situationId(a)}
        active={rows.find(({ a }) => active !== null && situationId(a) === situationId(active.a)) ?? null}
        onActive={setActive}
        onOpen={({ a, b }) => void suites.openAgainst(a, b)}
        empty="No situation ended differently."
      />
      <p className="su-active hint">A click or Enter opens both records beside each other.</p>
    </>
  );
}

function columnsOf(armA: string, armB: string): readonly GridColumn<Differing>[] {
  return [
    {
      ...{ id: 'direction', title: 'Change', width: '88px' },
      cell: ({ direction }) => (direction === 'worse' ? '▼ worse' : '▲ better'),
    },
    { id: 'scenario', title: 'Scenario', width: 'minmax(120px, 1.5fr)', cell: ({ a }) => a.scenario },
    { id: 'seed', title: 'Seed', width: '72px', isNumber: true, cell: ({ a }) => a.seed },
    { id: 'a', title: armA, width: 'minmax(190px, 3fr)', cell: ({ a }) => <OutcomeCell row={a} /> },
    { id: 'b', title: armB, width: 'minmax(190px, 3fr)', cell: ({ b }) => <OutcomeCell row={b} /> },
  ];
}
