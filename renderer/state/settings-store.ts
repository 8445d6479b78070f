import { DEFAULT_SETTINGS, settings as schema, type Settings } from '../host/contract.ts';

/**
 * The settings in `value`: fields that are missing or unreadable take their defaults, unknown ones are left out. Settings of
 * a later version of the format are not touched: the defaults are used.
 */
export function mergeSettings(value: unknown): Settings {
  if (typeof value !== 'object' || value === null) return DEFAULT_SETTINGS;
  const found = value as Readonly<Record<string, unknown>>;
  if (found['version'] !== undefined && found['version'] !== DEFAULT_SETTINGS.version) return DEFAULT_SETTINGS;
  const merged: Record<string, unknown> = { ...DEFAULT_SETTINGS };
  for (const [name, field] of Object.entries(schema.shape)) {
    const parsed = field.safeParse(found[name]);
    if (parsed.success && found[name] !== undefined) merged[name] = parsed.data;
  }
  return schema.parse(merged);
}

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
