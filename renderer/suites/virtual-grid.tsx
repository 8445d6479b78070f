import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { observeSize } from '../panels/observe-size.ts';
import { rowAfterKey, scrollToRow, windowOf } from './virtual-window.ts';

/** Height of a row and of the head, px: as in the style sheet. */
const ROW_PX = 28;
const OVERSCAN = 8;

export interface GridColumn<Row> {
  readonly id: string;
  readonly title: string;
  /** Track of a CSS grid. */
  readonly width: string;
  /** Numbers stand to the right. */
  readonly isNumber?: boolean;
  /** Ascending is what the first click sorts by; absent: not sorted by this. */
  readonly sort?: 'ascending' | 'descending';
  cell(row: Row): ReactNode;
}

export interface GridSort {
  readonly id: string;
  readonly descending: boolean;
}

interface Props<Row> {
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  /** The row that keys act on; null: none yet. */
  readonly active: Row | null;
  readonly onActive: (row: Row) => void;
  readonly onOpen: (row: Row) => void;
  /** Another key on the active row. @returns whether it meant something */
  readonly onKey?: (key: string, row: Row) => boolean;
  readonly sort?: GridSort;
  readonly onSort?: (sort: GridSort) => void;
  /** Said where there is no row. */
  readonly empty: string;
}

/** A table of any length: only rows in sight are in the document. Arrows move, Enter opens. */
export function VirtualGrid<Row>(props: Props<Row>) {
  const { label, columns, rows, idOf, active, onActive, onOpen, onKey, empty } = props;
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const [heightPx, setHeight] = useState(0);
  const [scrollPx, setScroll] = useState(0);
  useEffect(() => {
    const element = box.current;
    return element === null ? undefined : observeSize(element, (_width, height) => setHeight(height - ROW_PX));
  }, []);

  // Fewer rows, as after a filter: the browser has moved the scroll by itself.
  useLayoutEffect(() => setScroll(box.current?.scrollTop ?? 0), [rows.length]);

  const at = active === null ? -1 : rows.indexOf(active);
  const { first, end } = windowOf({ count: rows.length, rowPx: ROW_PX, heightPx, scrollPx, overscan: OVERSCAN });
  const indexes = Array.from({ length: end - first }, (_, i) => first + i);
  // Screen readers are told of the active row, so that it is there also where it is out of sight.
  if (at >= 0 && (at < first || at >= end)) indexes.push(at);

  const pressed = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = rowAfterKey(event.key, at, rows.length, Math.floor(heightPx / ROW_PX) - 1);
    if (target !== null) {
      onActive(rows[target]);
      box.current?.scrollTo({ top: scrollToRow(target, { rowPx: ROW_PX, heightPx, scrollPx }) });
    } else if (at >= 0 && event.key === 'Enter') onOpen(rows[at]);
    else if (at < 0 || onKey?.(event.key, rows[at]) !== true) return;
    event.preventDefault();
  };

  const template = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') };
  return (
    <div
      ref={box}
      className="su-grid"
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={at < 0 ? undefined : `${id}-${at}`}
      tabIndex={0}
      onScroll={(event) => setScroll(event.currentTarget.scrollTop)}
      onKeyDown={pressed}
    >
      <div className="su-grid-head" role="rowgroup">
        <div className="su-grid-row" role="row" aria-rowindex={1} style={template}>
          {columns.map((column) => (
            <HeadCell key={column.id} column={column} {...props} />
          ))}
        </div>
      </div>
      <div className="su-grid-body" role="rowgroup" style={{ height: rows.length * ROW_PX }}>
        {indexes.map((index) => (
          <div
            key={idOf(rows[index])}
            id={`${id}-${index}`}
            className="su-grid-row"
            role="row"
            aria-rowindex={index + 2}
            aria-selected={index === at}
            style={{ ...template, transform: `translateY(${index * ROW_PX}px)` }}
            onClick={() => {
              onActive(rows[index]);
              onOpen(rows[index]);
            }}
          >
            {columns.map(({ id: column, isNumber, cell }) => (
              <div key={column} role="gridcell" className={isNumber === true ? 'su-number' : undefined}>
                {cell(rows[index])}
              </div>
            ))}
          </div>
        ))}
      </div>
      {rows.length === 0 && <p className="su-grid-empty">{empty}</p>}
    </div>
  );
}

function HeadCell<Row>({ column, sort, onSort }: Pick<Props<Row>, 'sort' | 'onSort'> & { column: GridColumn<Row> }) {
  const { id, title, isNumber } = column;
  const className = isNumber === true ? 'su-number' : undefined;
  if (column.sort === undefined || onSort === undefined) {
    return (
      <div role="columnheader" className={className}>
        {title}
      </div>
    );
  }
  const isSorted = sort?.id === id;
  const descending = isSorted ? !sort.descending : column.sort === 'descending';
  return (
    <div
      role="columnheader"
      className={className}
      aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : undefined}
    >
      <button type="button" onClick={() => onSort({ id, descending })}>
        {title}
        {isSorted && <span aria-hidden="true"> {sort.descending ? '▼' : '▲'}</span>}
      </button>
    </div>
  );
}
