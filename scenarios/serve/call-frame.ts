/**
 * A call as it crosses HTTP: the length of a JSON header (unsigned 32 bits, little-endian), the header, then the raw bytes
 * of the input's field `bytes` where it has one. Bytes in JSON would cost a third more and a copy through a string. An answer
 * with bytes crosses in the same form.
 */
const LENGTH_BYTES = 4;

export const CALL_TYPE = 'application/x-twotempo-call';
/** Of the JSON header; settings with a layout take some tens of kB. */
export const MAX_HEADER_BYTES = 1 << 20;

interface Header {
  readonly input: unknown;
  /** Length of the field `bytes`; null: the input has none. */
  readonly bytes: number | null;
}

export class FrameProblem extends Error {}

/** Whether the value has bytes to be sent as such. */
export const holdsBytes = (value: unknown): value is { readonly bytes: Uint8Array } =>
  isRecord(value) && value['bytes'] instanceof Uint8Array;

export function encodeCall(input: unknown): Uint8Array<ArrayBuffer> {
  const bytes = holdsBytes(input) ? input.bytes : null;
  const rest = bytes === null ? input : { ...(input as object), bytes: undefined };
  const header: Header = { input: rest, bytes: bytes === null ? null : bytes.byteLength };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const frame = new Uint8Array(LENGTH_BYTES + text.byteLength + (bytes?.byteLength ?? 0));
  new DataView(frame.buffer).setUint32(0, text.byteLength, true);
  frame.set(text, LENGTH_BYTES);
  if (bytes !== null) frame.set(bytes, LENGTH_BYTES + text.byteLength);
  return frame;
}

/** The input; its bytes share the frame's memory. @throws FrameProblem */
export function decodeCall(frame: Uint8Array): unknown {
  if (frame.byteLength < LENGTH_BYTES) throw new FrameProblem('the call is shorter than its length field');
  const length = new DataView(frame.buffer, frame.byteOffset).getUint32(0, true);
  if (length > MAX_HEADER_BYTES) throw new FrameProblem(`the header has ${length} bytes, at most ${MAX_HEADER_BYTES}`);
  const end = LENGTH_BYTES + length;
  if (end > frame.byteLength) throw new FrameProblem('the call ends within its header');
  const { input, bytes } = headerOf(frame.subarray(LENGTH_BYTES, end));
  const found = frame.byteLength - end;
  if (found !== (bytes ?? 0)) throw new FrameProblem(`the header announces ${bytes ?? 0} bytes, ${found} follow`);
  if (bytes === null) return input;
  if (!isRecord(input)) throw new FrameProblem('bytes belong to an object');
  return { ...input, bytes: frame.subarray(end) };
}

function headerOf(text: Uint8Array): Header {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch {
    throw new FrameProblem('the header is not JSON');
  }
  if (!isRecord(header) || !('input' in header)) throw new FrameProblem('the header names no input');
  const bytes = header['bytes'];
  if (bytes !== null && !(Number.isInteger(bytes) && (bytes as number) >= 0))
    throw new FrameProblem('the header gives no length of the bytes');
  return { input: header['input'], bytes: bytes as number | null };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
