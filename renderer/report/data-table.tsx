import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { CopyButton } from './copy-button.tsx';
import { tableText } from './copy.ts';

export interface Column {
  readonly head: ReactNode;
  /** Cells are words: aligned to the left. The first column always is. */
  readonly words?: boolean;
}

export interface Row {
  readonly key: string;
  /** As many as columns; the first one heads the row. */
  readonly cells: readonly ReactNode[];
}

/** Rows under a heading of their own. */
export interface RowGroup {
  readonly head: string;
  readonly rows: readonly Row[];
}

interface Props {
  /** Says what the table shows; also its name. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows?: readonly Row[];
  readonly groups?: readonly RowGroup[];
}

/** A table that scrolls on its own where it is wider than the page, and can be copied. */
export function DataTable({ caption, columns, rows = [], groups = [] }: Props) {
  const table = useRef<HTMLTableElement>(null);
  return (
    <div className="table">
      <Scroller label={caption}>
        <table ref={table}>
          <caption>{caption}</caption>
          <thead>
            <tr>
              {columns.map(({ head, words }, i) => (
                <th key={i} scope="col" className={words === true || i === 0 ? 'words' : undefined}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          {rows.length > 0 && <tbody>{rows.map((row) => bodyRow(row, columns))}</tbody>}
          {groups.map(({ head, rows: members }) => (
            <tbody key={head}>
              <tr className="group">
                <th colSpan={columns.length} scope="rowgroup">
                  {head}
                </th>
              </tr>
              {members.map((row) => bodyRow(row, columns))}
            </tbody>
          ))}
        </table>
      </Scroller>
      <CopyButton label="Copy table" text={() => (table.current === null ? '' : tableText(table.current))} />
    </div>
  );
}

function bodyRow({ key, cells }: Row, columns: readonly Column[]) {
  return (
    <tr key={key}>
      {cells.map((cell, i) =>
        i === 0 ? (
          <th key={i} scope="row">
            {cell}
          </th>
        ) : (
          <td key={i} className={columns[i].words === true ? 'words' : undefined}>
            {cell}
          </td>
        ),
      )}
    </tr>
  );
}

/** Scrolls sideways; keys reach it where there is something to scroll. */
function Scroller({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const overflows = useOverflow(box);
  const reachable = overflows ? { tabIndex: 0, role: 'region', 'aria-label': `${label} (scrolls sideways)` } : {};
  return (
    <div ref={box} className="scroller" {...reachable}>
      {children}
    </div>
  );
}

function useOverflow(box: RefObject<HTMLDivElement | null>): boolean {
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setOverflows(element.scrollWidth > element.clientWidth + 1));
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, [box]);
  return overflows;
}
