import { z } from 'zod';
import { DOMAIN_NAMES } from '../../scenarios/domains/concrete.ts';

/** Files of the machine that a host holds for its page, under handles that say nothing of where they lie. */

export const handle = z.string().regex(/^[a-z0-9-]{1,64}$/);

/** Bytes of one answer with a part of a record, at most. */
export const MAX_PART_BYTES = 8 << 20;

/** A scenario file's at most; the longest of the examples has some thousand. */
export const MAX_SCENARIO_BYTES = 1 << 20;

export const heldFile = z.strictObject({
  handle,
  /** Without folders. */
  name: z.string().min(1).max(260),
  bytes: z.int().nonnegative(),
  /** Wall-clock time of the last change, ms since 1970. */
  modifiedMs: z.number(),
  /** Where it comes from: opened by a person, recorded live, or written by a run of a suite. */
  place: z.enum(['opened', 'recordings', 'run']),
});
export type HeldFile = z.infer<typeof heldFile>;

const documentText = z.strictObject({
  text: z.string(),
  /** Tells two contents of the file apart. */
  version: z.string().min(1).max(100),
});

export const heldDocument = z.strictObject({ handle, name: z.string().min(1).max(260), ...documentText.shape });
export type HeldDocument = z.infer<typeof heldDocument>;

const listedDocument = z.strictObject({ handle, name: z.string(), domain: z.enum(DOMAIN_NAMES) });
export type ListedDocument = z.infer<typeof listedDocument>;

const nothing = z.null();
const scenarioName = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._ -]*\.(yaml|yml|json)$/);
const text = z.string().max(MAX_SCENARIO_BYTES);

export const FILE_CHANNELS = {
  /** The person chooses records in a dialog; empty: cancelled. Only hosts with dialogs. */
  'record.choose': { in: nothing, out: z.array(heldFile) },
  /** Records at hand, newest first: opened before, recorded live. At most 50. */
  'record.recent': { in: nothing, out: z.array(heldFile) },
  /** Bytes from `offset` on, fewer only at the end of the file. */
  'record.read': {
    in: z.strictObject({ handle, offset: z.int().nonnegative(), length: z.int().positive().max(MAX_PART_BYTES) }),
    out: z.strictObject({ bytes: z.instanceof(Uint8Array) }),
  },
  /** The person chooses a scenario file in a dialog; null: cancelled. Only hosts with dialogs. */
  'document.choose': { in: nothing, out: heldDocument.nullable() },
  /** Scenario files of the folder that the program was started in, by path, with the domain that they name; at most 200. */
  'document.list': { in: nothing, out: z.array(listedDocument) },
  'document.read': { in: z.strictObject({ handle }), out: heldDocument },
  /** Null: the file has not changed since `version`. Refused as `not-found` when it is gone. */
  'document.changes': {
    in: z.strictObject({ handle, version: z.string() }),
    out: documentText.nullable(),
  },
  /**
   * Replaces the contents at once or not at all. Refused as `changed-on-disk` when the file is no longer at `version`;
   * null: whatever it is at.
   */
  'document.write': {
    in: z.strictObject({ handle, text, version: z.string().nullable() }),
    out: z.strictObject({ version: z.string() }),
  },
  /** A new file: a dialog asks where, or it goes to the folder that the program was started in. Null: cancelled. */
  'document.create': { in: z.strictObject({ name: scenarioName, text }), out: heldDocument.nullable() },
  /** PNG of the whole window. Only hosts with a window of their own. */
  'window.capture': { in: nothing, out: z.strictObject({ bytes: z.instanceof(Uint8Array) }) },
} as const;
