import { inflateSync } from 'fflate';
import { crc32 } from '../records/crc32.ts';
import type { Clip } from './clip.ts';
import { TOLD_COUNT, type ClipTable } from './clip-table.ts';
import {
  CLIP_VERSION,
  expected,
  HEADER_BYTES,
  LEVEL_STEPS,
  MAGIC,
  MOST_BODY_BYTES,
  MOST_STEPS,
  STEPS_PER_M,
  STEPS_PER_TURN,
  TABLE_STEPS_PER_M,
  TABLE_VERSION,
  UNKNOWN_STEPS,
  wrapSteps,
} from './clip-format.ts';
import { readHead, type ClipHead, type HeadTable } from './clip-head.ts';
import { ClipProblem } from './clip-problem.ts';

/** @throws ClipProblem when the bytes are no clip, a damaged one, or of a newer version */
export function decodeClip(bytes: Uint8Array): Clip {
  const isTable = bytes[4] === TABLE_VERSION;
  const input = new VarintReader(bodyOf(bytes), isTable ? TABLE_STEPS_PER_M : STEPS_PER_M);
  const { table: headTable, ...head } = readHead(input.text(input.varint()));
  if (isTable !== (headTable !== undefined))
    throw new ClipProblem('The clip is damaged: its table is not as announced.');
  const { count } = head;
  const rows = head.actors.length;
  input.expect(count * (3 * rows + 2));
  const x = new Float32Array(count * rows);
  const y = new Float32Array(count * rows);
  const heading = new Float32Array(count * rows);
  for (let row = 0; row < rows; row++) {
    input.column(x, row, rows, input.lengthOf);
    input.column(y, row, rows, input.lengthOf);
    input.turns(heading, row, rows);
  }
  const speed = input.column(new Float32Array(count), 0, 1, input.lengthOf);
  const level = input.column(new Float32Array(count), 0, 1, levelOf);
  const clip = { ...head, x, y, heading, speed, level, ...paths(head, input) };
  const table = headTable === undefined ? null : tableOf(headTable, head, input);
  input.end();
  return table === null ? clip : { ...clip, table };
}

function tableOf(
  table: HeadTable,
  { count, actors, requests }: Omit<ClipHead, 'table'>,
  input: VarintReader,
): ClipTable {
  if (table.wanted >= actors.length) throw new ClipProblem('The clip is damaged: it is about a thing that it has not.');
  return {
    ...table,
    z: input.columns(count, actors.length),
    joints: input.columns(count, 3 * table.jointPoints),
    person: input.columns(table.personRadiusM > 0 ? count : 0, 9),
    goal: input.columns(count, 3),
    told: input.columns(count, TOLD_COUNT),
    pathZ: requests.map(({ points }) => input.columns(points, 1)),
  };
}

function paths(head: Omit<ClipHead, 'table'>, input: VarintReader): Pick<Clip, 'requests' | 'lines'> {
  return {
    requests: head.requests.map(({ points, ...request }) => ({ ...request, path: input.points(points) })),
    lines: head.lines.map(({ kind, points }) => ({ kind, points: input.points(points) })),
  };
}

/** Checks the header and unpacks. */
function bodyOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length < HEADER_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new ClipProblem('This is no clip: it does not begin as one.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint8(4);
  if (version !== CLIP_VERSION && version !== TABLE_VERSION) {
    throw new ClipProblem(
      `The clip has the format ${version}, but this version of Twotempo reads ${CLIP_VERSION} and ${TABLE_VERSION}; make the clip again.`,
    );
  }
  const packed = bytes.subarray(HEADER_BYTES);
  if (crc32(packed) !== view.getUint32(5, true)) {
    throw new ClipProblem('The clip is cut off or damaged: its checksum is wrong.');
  }
  const length = view.getUint32(9, true);
  if (length > MOST_BODY_BYTES) throw new ClipProblem(`The clip is damaged: ${length} bytes are too many for one.`);
  return unpack(packed, length);
}

function unpack(packed: Uint8Array, length: number): Uint8Array {
  let body: Uint8Array;
  try {
    body = inflateSync(packed, { out: new Uint8Array(length) });
  } catch {
    throw new ClipProblem('The clip is damaged: it does not unpack.');
  }
  if (body.length !== length) throw new ClipProblem('The clip is damaged: it unpacks to another length.');
  return body;
}

const levelOf = (steps: number): number => (steps === 0 ? NaN : (steps - 1) / LEVEL_STEPS);

class VarintReader {
  private at = 0;

  /** @param stepsPerM of lengths and speeds */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly stepsPerM: number,
  ) {}

  readonly lengthOf = (steps: number): number => steps / this.stepsPerM;

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.at >= this.bytes.length) throw tooShort();
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new ClipProblem('The clip is damaged: it holds a number that is too long.');
  }

  text(length: number): string {
    this.expect(length);
    const bytes = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      throw new ClipProblem('The clip is damaged: its head is no text.');
    }
  }

  /** Fills every `stride`-th of `values`, from `first` on. */
  column(values: Float32Array, first: number, stride: number, value: (steps: number) => number): Float32Array {
    let from = 0;
    let before = 0;
    for (let i = first, k = 0; i < values.length; i += stride, k++) {
      const now = inRange(expected(k, from, before) + this.zigzag());
      values[i] = value(now);
      before = from;
      from = now;
    }
    return values;
  }

  /** As `column`, of headings. */
  turns(values: Float32Array, first: number, stride: number): void {
    let from = 0;
    let before = 0;
    for (let i = first, k = 0; i < values.length; i += stride, k++) {
      const now = wrapSteps(expected(k, from, before) + this.zigzag());
      values[i] = (now * 2 * Math.PI) / STEPS_PER_TURN;
      before = from;
      from = now;
    }
  }

  /** x and y in turn. */
  points(count: number): Float32Array {
    this.expect(2 * count);
    const points = new Float32Array(2 * count);
    this.column(points, 0, 2, this.lengthOf);
    return this.column(points, 1, 2, this.lengthOf);
  }

  /** All columns of so many rows of `stride` numbers. */
  columns(count: number, stride: number): Float32Array {
    this.expect(count * stride);
    const values = new Float32Array(count * stride);
    const value = (steps: number): number => (steps === UNKNOWN_STEPS ? NaN : this.lengthOf(steps));
    for (let first = 0; first < stride; first++) this.column(values, first, stride, value);
    return values;
  }

  /** That at least `count` values follow: asked before room is made for them. */
  expect(count: number): void {
    if (count > this.bytes.length - this.at) throw tooShort();
  }

  end(): void {
    if (this.at !== this.bytes.length) throw new ClipProblem('The clip is damaged: there is more after its end.');
  }

  private zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

function inRange(steps: number): number {
  if (Math.abs(steps) <= MOST_STEPS) return steps;
  throw new ClipProblem('The clip is damaged: it holds a number that is too large.');
}

const tooShort = (): ClipProblem => new ClipProblem('The clip is damaged: it ends too early.');
