import { z } from 'zod';

/** A text as it was left. */
export interface Draft {
  readonly name: string;
  readonly text: string;
  /** As it was on disk; null: nowhere. */
  readonly savedText: string | null;
  /** In the host; null: the host does not know the file. */
  readonly handle: string | null;
  readonly seed: number;
  /** Wall-clock time, ms since 1970. */
  readonly atMs: number;
}

/** Of `localStorage` and `sessionStorage`, what drafts need. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const PREFIX = 'twotempo:draft:';
const OWN = 'twotempo:draft-of-this-page';
/** More unsaved texts than anybody will look through; the oldest make room. */
const KEPT = 20;
/** Texts of other pages that lack nothing on disk go after so long, ms. */
const CLEAN_MS = 24 * 3600 * 1000;

const draft = z.object({
  name: z.string().min(1),
  text: z.string(),
  savedText: z.string().nullable(),
  handle: z.string().nullable(),
  seed: z.int().nonnegative(),
  atMs: z.number(),
});

/**
 * Texts that survive a reload, and unsaved ones that survive a crash: each page has a place of its own in the storage that
 * all share. A storage that is full or forbidden keeps nothing, and nothing else happens.
 */
export class DraftStore {
  private readonly key: string;

  /**
   * @param shared by the pages of this origin
   * @param own of this page, over its reloads
   */
  constructor(
    private readonly shared: DraftStorage | null,
    own: DraftStorage | null,
  ) {
    this.key = quietly(() => own?.getItem(OWN) ?? null) ?? `${PREFIX}${crypto.randomUUID()}`;
    quietly(() => own?.setItem(OWN, this.key));
  }

  write(value: Draft): void {
    quietly(() => this.shared?.setItem(this.key, JSON.stringify(value)));
    for (const { key } of this.left().slice(KEPT)) this.forget(key);
    for (const { key, draft: other } of this.others()) {
      if (other.text === other.savedText && value.atMs - other.atMs > CLEAN_MS) this.forget(key);
    }
  }

  read(): Draft | null {
    return this.at(this.key);
  }

  clear(): void {
    this.forget(this.key);
  }

  /** Unsaved texts of pages that perhaps are no more, newest first. */
  left(): readonly { readonly key: string; readonly draft: Draft }[] {
    const unsaved = this.others().filter(({ draft: { text, savedText } }) => text !== savedText);
    return unsaved.sort((a, b) => b.draft.atMs - a.draft.atMs);
  }

  forget(key: string): void {
    quietly(() => this.shared?.removeItem(key));
  }

  private others(): { readonly key: string; readonly draft: Draft }[] {
    return this.keys().flatMap((key) => {
      const value = key === this.key ? null : this.at(key);
      return value === null ? [] : [{ key, draft: value }];
    });
  }

  private keys(): readonly string[] {
    const { shared } = this;
    if (shared === null) return [];
    const keys = quietly(() => Array.from({ length: shared.length }, (_, i) => shared.key(i))) ?? [];
    return keys.filter((key) => key !== null && key.startsWith(PREFIX)) as string[];
  }

  private at(key: string): Draft | null {
    const text = quietly(() => this.shared?.getItem(key) ?? null) ?? null;
    if (text === null) return null;
    const parsed = draft.safeParse(quietly(() => JSON.parse(text) as unknown));
    return parsed.success ? parsed.data : null;
  }
}

function quietly<T>(run: () => T): T | null {
  try {
    return run();
  } catch {
    return null;
  }
}
