/** A picture is finished when nobody has moved the play head for so long, ms. */
const REST_MS = 250;
/** Shorter ways are steps, drawn whole at once: a picture that loses its houses for a moment at each would flicker. */
const STEP_TICKS = 2.5;

/**
 * Where the processor draws: jumps and drags of the play head are sketched first and finished when it rests. Plays and steps
 * are drawn whole.
 */
export class Sketching {
  private lastS = NaN;
  private timer: ReturnType<typeof setTimeout> | null = null;

  /** @param controlDt of a tick, s; @param finish asks for the whole picture */
  constructor(
    private readonly controlDt: number,
    private readonly finish: () => void,
  ) {}

  /** Whether the picture of a time is to be a sketch. */
  isDue(timeS: number, playing: boolean): boolean {
    const wayS = Math.abs(timeS - this.lastS);
    this.lastS = timeS;
    // Not a number before the first picture.
    const jumps = !playing && wayS > STEP_TICKS * this.controlDt;
    const waits = !playing && this.timer !== null && wayS > 0;
    this.stop();
    if (!jumps && !waits) return false;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.finish();
    }, REST_MS);
    return true;
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
