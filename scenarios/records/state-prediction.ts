/** Bits by which a number's two predictions differed in quality count for so long: a quarter is forgotten each time. */
const FORGET_SHIFT = 2;

/**
 * Predicts the next state number by number, either as the last value or as a straight line through the last two,
 * whichever was nearer of late. Writer and reader follow the same states and hence predict the same bits.
 */
export class StatePrediction {
  readonly count: number;
  private readonly last: Float64Array;
  private readonly before: Float64Array;
  private readonly lastWords: Uint32Array;
  /** Positive where the straight line is better, in bits. */
  private readonly score: Int32Array;
  private readonly line = new Float64Array(1);
  private readonly lineWords = new Uint32Array(this.line.buffer);

  constructor(first: Float64Array) {
    this.count = first.length;
    this.last = new Float64Array(first.length);
    this.before = new Float64Array(first.length);
    this.lastWords = new Uint32Array(this.last.buffer);
    this.score = new Int32Array(first.length);
    const words = new Uint32Array(first.buffer, first.byteOffset, 2 * first.length);
    this.lastWords.set(words);
    new Uint32Array(this.before.buffer).set(words);
  }

  /** Turns a state into what differs from its prediction, or that back into the state: words of doubles, in place. */
  exclusiveOr(words: Uint32Array): void {
    for (let i = 0; i < this.count; i++) {
      const predicted = this.score[i] > 0 && this.extrapolate(i) ? this.lineWords : null;
      words[2 * i] ^= predicted === null ? this.lastWords[2 * i] : predicted[0];
      words[2 * i + 1] ^= predicted === null ? this.lastWords[2 * i + 1] : predicted[1];
    }
  }

  /** Takes the state that came. */
  learn(words: Uint32Array): void {
    const { score, lastWords, lineWords } = this;
    for (let i = 0; i < this.count; i++) {
      const low = words[2 * i];
      const high = words[2 * i + 1];
      const byLast = leadingZeros(low ^ lastWords[2 * i], high ^ lastWords[2 * i + 1]);
      const byLine = this.extrapolate(i) ? leadingZeros(low ^ lineWords[0], high ^ lineWords[1]) : byLast;
      score[i] += byLine - byLast - (score[i] >> FORGET_SHIFT);
      this.before[i] = this.last[i];
      lastWords[2 * i] = low;
      lastWords[2 * i + 1] = high;
    }
  }

  /** False where there is no line: the bits of a computed NaN differ between hosts. */
  private extrapolate(i: number): boolean {
    const next = 2 * this.last[i] - this.before[i];
    this.line[0] = next;
    return next === next;
  }
}

function leadingZeros(low: number, high: number): number {
  return high !== 0 ? Math.clz32(high) : 32 + Math.clz32(low);
}
