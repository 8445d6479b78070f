/** Boxes that hold boxes, down to those with dates (ISO/IEC 14496-12). */
const PARENTS: readonly string[] = ['moov', 'trak', 'mdia'];
const DATED: readonly string[] = ['mvhd', 'tkhd', 'mdhd'];

/**
 * An MP4 file that says nothing of when it was made, so that the same film is the same file.
 * @param file is changed and given back
 */
export function withoutDates(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  clear(new DataView(file.buffer, file.byteOffset, file.byteLength), 0, file.byteLength);
  return file;
}

function clear(view: DataView, from: number, to: number): void {
  for (let at = from; at + 8 <= to;) {
    const kind = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(at + i)));
    const short = view.getUint32(at);
    const size = short === 1 ? Number(view.getBigUint64(at + 8)) : short === 0 ? to - at : short;
    if (size < 8) return;
    if (PARENTS.includes(kind)) clear(view, at + (short === 1 ? 16 : 8), at + size);
    // Version, flags, creation, modification; both times have 8 bytes in version 1.
    if (DATED.includes(kind)) {
      const bytes = view.getUint8(at + 8) === 1 ? 16 : 8;
      for (let i = 0; i < bytes; i++) view.setUint8(at + 12 + i, 0);
    }
    at += size;
  }
}
