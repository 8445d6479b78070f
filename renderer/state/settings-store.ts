import type { Settings } from '../host/contract.ts';

/** Writes settings when they have not changed for a while; the last write wins, and they never overtake each other. */
export class SettingsWriter {
  private pending: Settings | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly write: (settings: Settings) => Promise<void>,
    private readonly failed: (error: unknown) => void,
    private readonly delayMs = 400,
  ) {}

  change(settings: Settings): void {
    this.pending = settings;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), this.delayMs);
  }

  /** Writes what is pending now. */
  flush(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const settings = this.pending;
    this.pending = null;
    if (settings !== null) this.writing = this.writing.then(() => this.write(settings)).catch(this.failed);
    return this.writing;
  }
}
