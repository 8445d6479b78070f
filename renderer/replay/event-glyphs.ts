import { MARK_GLYPHS, STATE_GLYPHS } from '../panels/glyphs.ts';
import type { Tokens } from '../theme/tokens.ts';
import type { EventShape } from './events.ts';
import type { Fate } from './words.ts';

/** Strokes in a square of 12 by 12, as those of `panels/glyphs.ts`. */
export const EVENT_GLYPHS: Readonly<Record<EventShape, string>> = {
  start: 'M3.5 2v8l6-4z',
  plan: STATE_GLYPHS.accepted,
  failure: STATE_GLYPHS.failed,
  reflex: MARK_GLYPHS.intervention,
  traffic: MARK_GLYPHS.traffic,
  collision: MARK_GLYPHS.collision,
  goal: MARK_GLYPHS.goal,
  'off-road': MARK_GLYPHS['off-road'],
  // Something beside the edge of a table.
  lost: 'M1 4.5h4.5V11M7.5 7h3.5v3.5H7.5zM9.2 2v3',
  timeout: MARK_GLYPHS.timeout,
  other: 'M6 4a2 2 0 1 0 .01 0',
};

export const FATE_GLYPHS: Readonly<Record<Fate, string>> = {
  applied: STATE_GLYPHS.accepted,
  unused: 'M2 6h8',
  expired: STATE_GLYPHS.expired,
  superseded: STATE_GLYPHS.superseded,
  cancelled: STATE_GLYPHS.cancelled,
  'timed-out': STATE_GLYPHS['timed-out'],
  failed: STATE_GLYPHS.failed,
};

export function eventColour(shape: EventShape, tokens: Tokens): string {
  switch (shape) {
    case 'collision':
    case 'off-road':
    case 'lost':
    case 'failure':
      return tokens.error;
    case 'goal':
      return tokens.ok;
    case 'timeout':
      return tokens.warning;
    case 'plan':
      return tokens.plan;
    case 'reflex':
      return tokens.reflex;
    default:
      return tokens.muted;
  }
}
