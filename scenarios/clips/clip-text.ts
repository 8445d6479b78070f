import type { Clip } from './clip.ts';
import { ClipProblem } from './clip-problem.ts';
import { decodeClip } from './decode-clip.ts';
import { encodeClip } from './encode-clip.ts';

/** A clip as base64 text, as a report carries it. @throws as `encodeClip` */
export function clipToText(clip: Clip): string {
  return toBase64(encodeClip(clip));
}

/** @throws ClipProblem */
export function clipFromText(text: string): Clip {
  const bytes = fromBase64(text);
  if (bytes === null) throw new ClipProblem('This is no clip: it is not base64 text.');
  return decodeClip(bytes);
}

/** Bytes per call; each becomes an argument. */
const PIECE = 8192;

/** Base64 of RFC 4648, with padding. */
export function toBase64(bytes: Uint8Array): string {
  let characters = '';
  for (let at = 0; at < bytes.length; at += PIECE) {
    characters += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  }
  return btoa(characters);
}

/** Null: no base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  let characters: string;
  try {
    characters = atob(text);
  } catch {
    return null;
  }
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
