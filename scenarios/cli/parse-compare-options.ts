import { DEFAULT_MARGINS, isMarginName, type Margins } from '../compare/margins.ts';
import { UsageProblem } from './usage.ts';

const MOST_REPLAYS = 500;

/** Values of `--margin`: a share (`0.03`), or a metric with a margin of its own (`minTtcS=0.2`). */
export function parseMargins(texts: readonly string[]): Margins {
  const margins: Record<string, number> & { share: number } = { ...DEFAULT_MARGINS };
  for (const text of texts) {
    const at = text.indexOf('=');
    const name = at < 0 ? 'share' : text.slice(0, at).trim();
    const digits = text.slice(at + 1).trim();
    const value = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits) ? Number(digits) : NaN;
    if (at >= 0 && !isMarginName(name)) {
      throw new UsageProblem(
        `--margin: unknown metric '${name}'; expected one as in differences of the JSON, for example collision, minTtcS, scores.pdms or stalenessAtUseMs.p95`,
      );
    }
    if (!(value > 0 && value < Infinity) || (name === 'share' && value >= 1)) {
      throw new UsageProblem(
        `--margin: expected a share between 0 and 1, or METRIC=VALUE with a value above 0, found '${text}'`,
      );
    }
    margins[name] = value;
  }
  return margins;
}

export function parseReplays(text: string): number {
  const replays = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (!(replays <= MOST_REPLAYS))
    throw new UsageProblem(`--replays: expected a whole number from 0 to ${MOST_REPLAYS}, found '${text}'`);
  return replays;
}

/** What the user typed, as one would type it again. */
export function shellCommand(argv: readonly string[] = process.argv.slice(2)): string {
  const words = argv.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
  );
  return ['npx twotempo', ...words].join(' ');
}
