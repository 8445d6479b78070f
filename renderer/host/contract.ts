import { z } from 'zod';
import { FILE_CHANNELS, heldDocument, heldFile } from './file-contract.ts';
import { SUITE_CHANNELS } from './suite-contract.ts';

/** The bridge between page and host: every channel with what goes in and what comes out, checked on both sides. */

/** Standard arms that differ in exchangeable parts only, hence can be chosen while an episode runs. */
export const ARM_PRESETS = ['dual', 'dual-follow', 'always', 'periodic', 'random', 'reflex', 'aeb', 'fast'] as const;

/** Of a person on a machine; a file with other contents is backed up and replaced by the defaults. */
export const settings = z.strictObject({
  version: z.literal(1),
  theme: z.enum(['dark', 'light', 'system']),
  speedUnit: z.enum(['m/s', 'km/h']),
  daytime: z.enum(['day', 'dusk']),
  backend: z.enum(['webgpu', 'wasm']),
  reducedMotion: z.enum(['system', 'on', 'off']),
  /** Arm of a new session: whether and when the planner is asked, and what its plans do. */
  arm: z.enum(ARM_PRESETS),
  /** Least latency of the planner in a new session, ms. */
  latencyMs: z.number().min(0).max(60_000),
  /** Layout of the docked panels as the docking library saves it, or null for the preset. */
  layout: z.json(),
  /** Whether the welcome has been seen. */
  welcomed: z.boolean(),
});

export type Settings = z.infer<typeof settings>;

export const DEFAULT_SETTINGS: Settings = {
  version: 1,
  theme: 'dark',
  speedUnit: 'km/h',
  daytime: 'day',
  backend: 'webgpu',
  reducedMotion: 'system',
  arm: 'dual',
  latencyMs: 200,
  layout: null,
  welcomed: false,
};

/** Settings as they were kept, perhaps by a version that lacked some: those take their defaults. Null: they cannot be read. */
export function keptSettings(value: unknown): Settings | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const found = settings.safeParse({ ...DEFAULT_SETTINGS, ...value });
  return found.success ? found.data : null;
}

/** Bytes of one call at most; over HTTP, of every call. */
export const MAX_CALL_BYTES = 64 << 20;
/** Bytes of a record that is saved at most: ten minutes with fifty actors have 320 MB. */
export const MAX_SAVED_BYTES = 512 << 20;

const fileName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._ -]*$/);
const bytesUpTo = (limit: number) =>
  z.instanceof(Uint8Array).refine((value) => value.byteLength <= limit, 'too many bytes');
const bytes = bytesUpTo(MAX_CALL_BYTES);
const nothing = z.null();

/** What a host told the page that a person wants: a command of the menu, or a file that was opened by the system. */
const hostRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('command'), id: z.string() }),
  z.strictObject({ kind: z.literal('document'), document: heldDocument }),
  z.strictObject({ kind: z.literal('record'), file: heldFile }),
]);
export type HostRequest = z.infer<typeof hostRequest>;

export const CHANNELS = {
  'app.info': {
    in: nothing,
    out: z.strictObject({ version: z.string(), platform: z.string(), recordings: z.string() }),
  },
  /** What the command line asked for, once; hosts that can call the page do that instead. */
  'app.requests': { in: nothing, out: z.array(hostRequest) },
  'settings.read': { in: nothing, out: settings },
  'settings.write': { in: settings, out: nothing },
  'recording.begin': { in: z.strictObject({ name: fileName }), out: z.strictObject({ id: z.int().positive() }) },
  'recording.append': { in: z.strictObject({ id: z.int().positive(), bytes }), out: nothing },
  'recording.close': { in: z.strictObject({ id: z.int().positive() }), out: z.strictObject({ file: z.string() }) },
  'recording.unfinished': {
    in: nothing,
    out: z.array(z.strictObject({ name: z.string(), bytes: z.int().nonnegative() })),
  },
  'file.save': {
    in: z.strictObject({ name: fileName, bytes: bytesUpTo(MAX_SAVED_BYTES) }),
    out: z.strictObject({ file: z.string().nullable() }),
  },
  ...FILE_CHANNELS,
  ...SUITE_CHANNELS,
} as const;

export type Channel = keyof typeof CHANNELS;
export type Input<C extends Channel> = z.infer<(typeof CHANNELS)[C]['in']>;
export type Output<C extends Channel> = z.infer<(typeof CHANNELS)[C]['out']>;

/** A refusal as it crosses the bridge; never a stack. */
export const refusal = z.strictObject({ code: z.string(), message: z.string(), tip: z.string().nullable() });

/** The answer to a call as it crosses a bridge. */
export const answer = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ ok: z.literal(false), refusal }),
]);
export type Answer = z.infer<typeof answer>;

/** What Electron's preload script gives the page as `twotempoHost`: functions and nothing else. */
export interface ExposedHost {
  readonly call: Readonly<Record<Channel, (input: unknown) => Promise<unknown>>>;
  /** Requests that came before the first listener are kept for it. Returns how to stop listening. */
  readonly onRequest: (listener: (request: HostRequest) => void) => () => void;
}
