import type { IWritable } from '@mcap/core';

/** Collects what an MCAP writer writes. */
export class ByteSink implements IWritable {
  private buffer = new Uint8Array(1 << 16);
  private length = 0;

  write(bytes: Uint8Array): Promise<void> {
    const length = this.length + bytes.length;
    if (length > this.buffer.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.buffer.length));
      larger.set(this.buffer.subarray(0, this.length));
      this.buffer = larger;
    }
    this.buffer.set(bytes, this.length);
    this.length = length;
    return Promise.resolve();
  }

  position(): bigint {
    return BigInt(this.length);
  }

  /** What was written so far; valid until the next write. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(0, this.length);
  }
}
