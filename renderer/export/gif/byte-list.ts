/** Bytes that grow, in parts that are never moved. */
export class ByteList {
  private static readonly PART = 1 << 18;
  private readonly parts: Uint8Array<ArrayBuffer>[] = [];
  private part = new Uint8Array(ByteList.PART);
  private used = 0;

  get length(): number {
    return this.parts.length * ByteList.PART + this.used;
  }

  byte(value: number): void {
    if (this.used === ByteList.PART) this.nextPart();
    this.part[this.used++] = value;
  }

  /** Little endian. */
  word(value: number): void {
    this.byte(value & 255);
    this.byte((value >> 8) & 255);
  }

  bytes(values: Uint8Array): void {
    for (let from = 0; from < values.length;) {
      if (this.used === ByteList.PART) this.nextPart();
      const count = Math.min(values.length - from, ByteList.PART - this.used);
      this.part.set(values.subarray(from, from + count), this.used);
      this.used += count;
      from += count;
    }
  }

  text(ascii: string): void {
    for (let i = 0; i < ascii.length; i++) this.byte(ascii.charCodeAt(i));
  }

  /** All of them in one piece. */
  join(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.length);
    this.parts.forEach((part, i) => all.set(part, i * ByteList.PART));
    all.set(this.part.subarray(0, this.used), this.parts.length * ByteList.PART);
    return all;
  }

  private nextPart(): void {
    this.parts.push(this.part);
    this.part = new Uint8Array(ByteList.PART);
    this.used = 0;
  }
}
