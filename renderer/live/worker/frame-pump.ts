import { frameBytes } from '../frame.ts';

/** Frames on their way or being drawn at once; the page holds up to two. */
const BUFFERS = 3;

/** The buffers of one episode's frames. One that is with the page is a credit that it has to give back. */
export class FramePump {
  private readonly bytes: number;
  private readonly free: ArrayBuffer[] = [];

  constructor(rows: number) {
    this.bytes = frameBytes(rows);
    for (let i = 0; i < BUFFERS; i++) this.free.push(new ArrayBuffer(this.bytes));
  }

  /** A buffer to fill and send, or null: the page is behind. */
  take(): ArrayBuffer | null {
    return this.free.pop() ?? null;
  }

  /** Buffers of another episode are dropped. */
  giveBack(buffer: ArrayBuffer): void {
    if (buffer.byteLength === this.bytes && this.free.length < BUFFERS) this.free.push(buffer);
  }
}
