/** How a pair is shown: both side by side, the second as a ghost over the first, or one of them alone. */
export type ReplayMode = 'side' | 'ghost' | 'a' | 'b';

/** Hears where a play head and the mode are now. @param loop what is looped, s; null: nothing */
export type OnMoment = (
  timeS: number,
  mode: ReplayMode,
  loop: { readonly fromS: number; readonly toS: number } | null,
) => void;
