/** Rows of one height of which only those in sight are made, as numbers. */
export interface WindowInput {
  readonly count: number;
  readonly rowPx: number;
  /** Height of what is seen, px. */
  readonly heightPx: number;
  /** How far it is scrolled, px; a browser may report a little too much or below 0. */
  readonly scrollPx: number;
  /** Rows that are made beyond both edges, so that fast scrolling shows no gap. */
  readonly overscan: number;
}

/** The rows to be made: `first` included, `end` not. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

export function windowOf({ count, rowPx, heightPx, scrollPx, overscan }: WindowInput): RowWindow {
  const furthest = Math.max(0, count * rowPx - heightPx);
  const top = Math.min(Math.max(0, scrollPx), furthest);
  const first = Math.max(0, Math.floor(top / rowPx) - overscan);
  const end = Math.min(count, Math.ceil((top + Math.max(0, heightPx)) / rowPx) + overscan);
  return { first: Math.min(first, end), end };
}

/** Where to scroll so that row `index` is wholly in sight; where it is already, nothing moves. */
export function scrollToRow(
  index: number,
  { rowPx, heightPx, scrollPx }: Pick<WindowInput, 'rowPx' | 'heightPx' | 'scrollPx'>,
): number {
  const top = index * rowPx;
  if (top < scrollPx || heightPx < rowPx) return top;
  return Math.max(scrollPx, top + rowPx - heightPx);
}

/** Row after a key; null: the key means nothing to a list. */
export function rowAfterKey(key: string, at: number, count: number, page: number): number | null {
  const wanted = targetOf(key, at, count, Math.max(1, page));
  return wanted === null || count === 0 ? null : Math.min(count - 1, Math.max(0, wanted));
}

function targetOf(key: string, at: number, count: number, page: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      // Without an active row, as with one: the keys come in from the top.
      return Math.max(0, at - 1);
    case 'PageDown':
      return at + page;
    case 'PageUp':
      return at - page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
