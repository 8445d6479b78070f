import type { FrameView } from '../../live/frame.ts';
import type { RecordFrames } from '../opened-record.ts';
import { emptyFrame, ownParts, strideOf } from '../record-frames.ts';

/** Gathers the frames of a record, one tick after the other. */
export class FrameStore {
  /** To be filled for the next tick; `add` takes it and clears it. */
  readonly view: FrameView;
  private readonly stride: number;
  private readonly numbers: Float32Array<ArrayBuffer>;
  private readonly candidateBlock: Int32Array<ArrayBuffer>;
  private readonly blockSize: number;
  private candidates = new Float32Array(0);
  private blocks = 0;
  private used = 0;

  constructor(
    private readonly rows: number,
    private readonly count: number,
  ) {
    this.view = emptyFrame(rows);
    this.stride = strideOf(rows);
    this.numbers = new Float32Array(count * this.stride);
    this.candidateBlock = new Int32Array(count).fill(-1);
    this.blockSize = this.view.candidateValues.length + this.view.candidatePaths.length;
  }

  /** Bytes of `count` frames without candidates. */
  static bytesOf(rows: number, count: number): number {
    return Float32Array.BYTES_PER_ELEMENT * count * strideOf(rows);
  }

  /** @param candidates `none`, those of the frame before (`same`), or those in the view, which are `new` */
  add(candidates: 'none' | 'same' | 'new'): void {
    let at = this.used * this.stride;
    for (const part of ownParts(this.view)) {
      this.numbers.set(part, at);
      at += part.length;
      part.fill(0);
    }
    if (candidates === 'new') this.addBlock();
    this.candidateBlock[this.used++] = candidates === 'none' ? -1 : this.blocks - 1;
  }

  finish(hasBeliefs: boolean): RecordFrames {
    const { count, rows, stride, numbers, candidateBlock, blocks, blockSize } = this;
    const candidates = this.candidates.slice(0, blocks * blockSize);
    return { count, rows, stride, numbers, candidateBlock, candidates, hasBeliefs };
  }

  private addBlock(): void {
    const { blockSize, blocks } = this;
    if ((blocks + 1) * blockSize > this.candidates.length) {
      const larger = new Float32Array(Math.max(4, 2 * blocks) * blockSize);
      larger.set(this.candidates);
      this.candidates = larger;
    }
    const { candidateValues, candidatePaths } = this.view;
    this.candidates.set(candidateValues, blocks * blockSize);
    this.candidates.set(candidatePaths, blocks * blockSize + candidateValues.length);
    this.blocks++;
  }
}
