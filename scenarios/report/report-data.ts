import type { ClipPair } from '../clips/clip.ts';
import type { ComparisonDocument } from '../compare/comparison.ts';

/** All that a report shows; the page gets it as JSON. */
export interface ReportData {
  readonly reportVersion: 1;
  readonly title: string;
  /** The command that made it, for people who want to repeat it. */
  readonly command: string;
  readonly comparison: ComparisonDocument;
  /** Replays of episodes that changed outcome, worst first; clips encoded as base64 text (`decodeClip`). */
  readonly replays: readonly Replay[];
  /** Episodes of the list that could not be shown, with the reason. */
  readonly missing: readonly { readonly key: string; readonly why: string }[];
}

export interface Replay extends ClipPair<string> {
  /** `key` of the changed episode in `comparison.changed`. */
  readonly key: string;
}
