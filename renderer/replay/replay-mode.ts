/** How a pair is shown: both side by side, the second as a ghost over the first, or one of them alone. */
export type ReplayMode = 'side' | 'ghost' | 'a' | 'b';
