/** How well a text answers a query, and which of its characters do. */
export interface FuzzyMatch {
  /** Larger is better. */
  readonly score: number;
  readonly positions: readonly number[];
}

const WORD_START = 8;
const IN_A_ROW = 5;
const GAP = -0.2;

/**
 * Matches the letters of `query` in their order anywhere in `text`, whatever their case; spaces of the query are left out.
 * Starts of words and letters in a row count more. Null: no match.
 */
export function fuzzyMatch(query: string, text: string): FuzzyMatch | null {
  const wanted = query.toLowerCase().replaceAll(/\s+/g, '');
  if (wanted === '') return { score: 0, positions: [] };
  const lower = text.toLowerCase();
  let best: FuzzyMatch | null = null;
  for (let start = lower.indexOf(wanted[0]); start >= 0; start = lower.indexOf(wanted[0], start + 1)) {
    const match = matchFrom(wanted, lower, start);
    if (match !== null && (best === null || match.score > best.score)) best = match;
  }
  return best;
}

/** The items that match, best first; ties and an empty query keep the given order. */
export function fuzzySearch<T>(
  query: string,
  items: readonly T[],
  textOf: (item: T) => string,
): readonly { readonly item: T; readonly positions: readonly number[] }[] {
  return items
    .map((item, index) => ({ item, index, match: fuzzyMatch(query, textOf(item)) }))
    .filter((entry): entry is typeof entry & { match: FuzzyMatch } => entry.match !== null)
    .sort((a, b) => b.match.score - a.match.score || a.index - b.index)
    .map(({ item, match }) => ({ item, positions: match.positions }));
}

function matchFrom(wanted: string, text: string, start: number): FuzzyMatch | null {
  const positions: number[] = [];
  let score = 0;
  let from = start;
  for (const letter of wanted) {
    const at = nextBest(text, letter, from, positions.at(-1));
    if (at < 0) return null;
    const last = positions.at(-1);
    if (isWordStart(text, at)) score += WORD_START;
    if (last !== undefined) score += at === last + 1 ? IN_A_ROW : GAP * (at - last);
    positions.push(at);
    from = at + 1;
  }
  return { score: score - text.length * 0.01, positions };
}

/** The next letter in a row, else the next at the start of a word, else the next. */
function nextBest(text: string, letter: string, from: number, last: number | undefined): number {
  if (last !== undefined && text[last + 1] === letter) return last + 1;
  const next = text.indexOf(letter, from);
  if (last === undefined) return next;
  for (let at = next; at >= 0; at = text.indexOf(letter, at + 1)) if (isWordStart(text, at)) return at;
  return next;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[\s/:(-]/.test(text[at - 1]);
}
