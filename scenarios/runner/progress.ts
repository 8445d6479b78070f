/** Tells people how far a run is: one line that is rewritten on a terminal, now and then a plain line elsewhere. */
export class Progress {
  private done = 0;
  private failures = 0;
  private lastShown = 0;
  private readonly started = performance.now();

  /** @param total episodes to run now; `skipped` were there already */
  constructor(
    private readonly total: number,
    skipped: number,
    private readonly out: NodeJS.WriteStream = process.stderr,
  ) {
    if (skipped > 0) out.write(`${skipped} episodes are there already, ${total} to go\n`);
  }

  /** Takes one more finished episode into account. */
  add(collided: boolean): void {
    this.done++;
    if (collided) this.failures++;
    const now = performance.now();
    const every = this.out.isTTY ? 200 : 15_000;
    if (now - this.lastShown < every && this.done < this.total) return;
    this.lastShown = now;
    const line = this.line((now - this.started) / 1000);
    this.out.write(this.out.isTTY ? `\r\u001b[2K${line}${this.done === this.total ? '\n' : ''}` : `${line}\n`);
  }

  private line(elapsedS: number): string {
    const rate = this.done / Math.max(elapsedS, 1e-3);
    const leftS = Math.round((this.total - this.done) / Math.max(rate, 1e-6));
    const percent = Math.floor((100 * this.done) / Math.max(1, this.total));
    const left = this.done === this.total ? `done in ${clock(elapsedS)}` : `${clock(leftS)} left`;
    return `${this.done}/${this.total} episodes (${percent} %), ${this.failures} collisions, ${rate.toFixed(1)}/s, ${left}`;
  }
}

function clock(seconds: number): string {
  const s = Math.round(seconds);
  return s < 60 ? `${s} s` : `${Math.floor(s / 60)} min ${s % 60} s`;
}
