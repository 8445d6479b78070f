import type { ReplayMode } from '../replay/replay-mode.ts';

/** A replay that a link opens, and at what moment. */
export interface ReplayLink {
  readonly key: string;
  readonly timeS: number;
  readonly mode: ReplayMode;
}

const MODES: readonly ReplayMode[] = ['side', 'ghost', 'a', 'b'];

/** `#replay=KEY&t=3.2&mode=ghost`; null where the hash names no replay. What it does not say, or not well, is as by default. */
export function parseReplayLink(hash: string): ReplayLink | null {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const key = fields.get('replay');
  if (key === null || key === '') return null;
  const timeS = Number(fields.get('t') ?? 0);
  return {
    key,
    timeS: Number.isFinite(timeS) && timeS > 0 ? timeS : 0,
    mode: MODES.find((mode) => mode === fields.get('mode')) ?? 'side',
  };
}

export function replayHash({ key, timeS, mode }: ReplayLink): string {
  const fields = new URLSearchParams({ replay: key });
  if (timeS > 0) fields.set('t', String(Number(timeS.toFixed(2))));
  if (mode !== 'side') fields.set('mode', mode);
  return `#${fields.toString()}`;
}
