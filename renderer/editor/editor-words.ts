import type { EditorState, SeedCount } from './editor-state.ts';

/** Why a text of the arm is not in the scene, and where it goes instead. */
export const NO_SCENE = 'The scene shows driving only: run this text of the arm as a suite.';

/** What the scene shows of the text, and whether it could show more. @param isOurs it shows an episode of the text */
export function sceneWords(
  { isRead, domain, problems, sample, seed, shown, text }: EditorState,
  isOurs: boolean,
): { readonly text: string; readonly canShow: boolean } {
  if (domain !== 'driving') return { text: NO_SCENE, canShow: false };
  const isDrawable = isRead && sample !== null && sample.actors !== null;
  if (!isOurs) return { text: 'The scene shows another episode.', canShow: isDrawable };
  if (shown?.text === text && shown.seed === seed) {
    const count = sample?.actors ?? 0;
    return { text: `In the scene, with ${count} ${count === 1 ? 'other' : 'others'}.`, canShow: false };
  }
  if (problems.length > 0) return { text: 'The scene shows the last text without problems.', canShow: false };
  if (sample !== null && sample.actors === null) {
    return { text: `Seed ${seed} cannot be drawn; the scene shows the last that could.`, canShow: false };
  }
  return { text: 'The scene follows…', canShow: false };
}

/** How many problems, and where the first is. */
export function problemsWords({ isRead, problems, sample, seed }: EditorState): string {
  if (problems.length > 0) return `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
  const draws = sample?.problems.length ?? 0;
  if (draws > 0) return `Seed ${seed} cannot be drawn: ${draws} ${draws === 1 ? 'problem' : 'problems'}`;
  if (!isRead) return 'Reading…';
  if (sample !== null) return 'No problems.';
  return 'The text has no problems by itself. Its arm is in another file: “twotempo check” looks at both.';
}

export function seedsWords({ tried, drawn }: SeedCount): string {
  return tried === drawn
    ? `Each of the first ${tried} seeds can be drawn.`
    : `${drawn} of the first ${tried} seeds can be drawn.`;
}

/** A drawn number with four digits that count. */
export function drawnText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : 'no number';
}
