import { deflateSync } from 'fflate';
import { crc32 } from '../records/crc32.ts';
import type { Clip } from './clip.ts';
import type { ClipTable } from './clip-table.ts';
import { TOLD_COUNT } from './clip-table.ts';
import {
  CLIP_VERSION,
  expected,
  HEADER_BYTES,
  LEVEL_STEPS,
  MAGIC,
  MOST_STEPS,
  STEPS_PER_M,
  STEPS_PER_S,
  STEPS_PER_TURN,
  TABLE_STEPS_PER_M,
  TABLE_VERSION,
  UNKNOWN_STEPS,
  wrapSteps,
} from './clip-format.ts';
import type { ClipHead, HeadTable } from './clip-head.ts';

/**
 * A clip in a few kilobytes: positions, paths and lines to 1 cm, speeds to 1 cm/s, headings to 0.77e-3 rad, levels to
 * 1e-3, times of the head to 0.1 ms; of the arm lengths to 1 mm and speeds to 1 mm/s. Equal clips give equal bytes, and what was decoded encodes to the same bytes again.
 * @throws RangeError where a number is not finite or too large, or a column's length is not that of the clip
 */
export function encodeClip(clip: Clip): Uint8Array<ArrayBuffer> {
  const rows = clip.actors.length;
  const { count } = clip;
  for (const name of ['x', 'y', 'heading'] as const) requireLength(name, clip[name], count * rows);
  for (const name of ['speed', 'level'] as const) requireLength(name, clip[name], count);

  if (clip.table !== undefined) requireTable(clip, clip.table);

  const out = new VarintWriter(clip.table === undefined ? STEPS_PER_M : TABLE_STEPS_PER_M);
  const head = new TextEncoder().encode(JSON.stringify(headOf(clip)));
  out.varint(head.length);
  out.bytes(head);
  for (let row = 0; row < rows; row++) {
    for (const name of ['x', 'y'] as const) out.column(clip[name], row, rows, out.lengthSteps);
    out.turns(clip.heading, row, rows);
  }
  out.column(clip.speed, 0, 1, out.lengthSteps);
  out.column(clip.level, 0, 1, levelSteps);
  for (const { path } of clip.requests) out.points(path);
  for (const { points } of clip.lines) out.points(points);
  if (clip.table !== undefined) writeTable(out, clip.table, rows);

  const body = out.finish();
  const packed = deflateSync(body, { level: 9 });
  const bytes = new Uint8Array(HEADER_BYTES + packed.length);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint8(4, clip.table === undefined ? CLIP_VERSION : TABLE_VERSION);
  view.setUint32(5, crc32(packed), true);
  view.setUint32(9, body.length, true);
  bytes.set(packed, HEADER_BYTES);
  return bytes;
}

function headOf(clip: Clip): ClipHead {
  const { scenario, family, seed, arm, latency, digest, periodS, controlDt, count, durationS } = clip;
  const { collisionWith, impactSpeedMps, end } = clip.outcome;
  return {
    ...{ scenario, family, seed, arm, latency, digest, periodS, controlDt, count, durationS },
    actors: clip.actors.map(({ id, kind, lengthM, widthM, heightM, shape }) => ({
      ...{ id, kind, lengthM, widthM },
      ...(heightM === undefined ? {} : { heightM }),
      ...(shape === undefined ? {} : { shape }),
    })),
    sources: clip.sources.map(({ fromS, source }) => ({ fromS: time(fromS), source })),
    gate: clip.gate.map(({ fromS, toS, reason }) => ({ fromS: time(fromS), toS: time(toS), reason })),
    requests: clip.requests.map(({ id, fromS, toS, state, why, used, path, explanation }) => ({
      ...{ id, fromS: time(fromS), toS: time(toS), state, why, explanation },
      used: used === null ? null : { fromS: time(used.fromS), toS: time(used.toS) },
      points: path.length >> 1,
    })),
    events: clip.events.map(({ timeS, kind, text }) => ({ timeS: time(timeS), kind, text })),
    lines: clip.lines.map(({ kind, points }) => ({ kind, points: points.length >> 1 })),
    outcome: { end, collisionWith, impactSpeedMps },
    ...(clip.table === undefined ? {} : { table: headOfTable(clip.table) }),
  };
}

function headOfTable({ task, toleranceM, wanted, belt, personRadiusM, jointPoints }: ClipTable): HeadTable {
  return { task, toleranceM, wanted, belt, personRadiusM, jointPoints };
}

function requireTable({ count, actors, requests }: Clip, table: ClipTable): void {
  requireLength('table.joints', table.joints, 3 * table.jointPoints * count);
  requireLength('table.z', table.z, actors.length * count);
  requireLength('table.person', table.person, table.personRadiusM > 0 ? 9 * count : 0);
  requireLength('table.goal', table.goal, 3 * count);
  requireLength('table.told', table.told, TOLD_COUNT * count);
  requests.forEach(({ path }, i) => requireLength(`table.pathZ[${i}]`, table.pathZ[i], path.length >> 1));
}

function writeTable(out: VarintWriter, table: ClipTable, rows: number): void {
  out.columns(table.z, rows);
  out.columns(table.joints, 3 * table.jointPoints);
  if (table.personRadiusM > 0) out.columns(table.person, 9);
  out.columns(table.goal, 3);
  out.columns(table.told, TOLD_COUNT);
  for (const heights of table.pathZ) out.columns(heights, 1);
}

function time(s: number): number {
  return Math.round(s * STEPS_PER_S) / STEPS_PER_S;
}

function levelSteps(level: number): number {
  return Number.isNaN(level) ? 0 : Math.round(level * LEVEL_STEPS) + 1;
}

function turnSteps(rad: number): number {
  return wrapSteps(Math.round((rad * STEPS_PER_TURN) / (2 * Math.PI)));
}

function requireLength(name: string, column: Float32Array, wanted: number): void {
  if (column.length !== wanted) throw new RangeError(`${name}: expected ${wanted} values, found ${column.length}.`);
}

class VarintWriter {
  private buffer = new Uint8Array(1 << 14);
  private at = 0;

  /** @param stepsPerM of lengths and speeds */
  constructor(private readonly stepsPerM: number) {}

  readonly lengthSteps = (m: number): number => Math.round(m * this.stepsPerM);

  bytes(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** @param value whole, from 0 to 2^32 - 1 */
  varint(value: number): void {
    this.reserve(5);
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.buffer[this.at++] = (rest & 0x7f) | 0x80;
    this.buffer[this.at++] = rest;
  }

  /** Every `stride`-th of `values`, from `first` on. */
  column(values: Float32Array, first: number, stride: number, steps: (value: number) => number): void {
    let from = 0;
    let before = 0;
    for (let i = first, k = 0; i < values.length; i += stride, k++) {
      const now = inRange(steps(values[i]), values[i]);
      this.zigzag(now - expected(k, from, before));
      before = from;
      from = now;
    }
  }

  /** All columns of `stride`, of lengths or of what else has their steps; not a number: unknown. */
  columns(values: Float32Array, stride: number): void {
    const steps = (value: number): number => (Number.isNaN(value) ? UNKNOWN_STEPS : this.lengthSteps(value));
    for (let first = 0; first < stride; first++) this.column(values, first, stride, steps);
  }

  /** As `column`, of headings: the shorter way round counts. */
  turns(values: Float32Array, first: number, stride: number): void {
    let from = 0;
    let before = 0;
    for (let i = first, k = 0; i < values.length; i += stride, k++) {
      const now = inRange(turnSteps(values[i]), values[i]);
      this.zigzag(wrapSteps(now - expected(k, from, before)));
      before = from;
      from = now;
    }
  }

  /** @param points x and y in turn */
  points(points: Float32Array): void {
    if (points.length % 2 !== 0)
      throw new RangeError(`points: expected x and y in turn, found ${points.length} values.`);
    this.column(points, 0, 2, this.lengthSteps);
    this.column(points, 1, 2, this.lengthSteps);
  }

  finish(): Uint8Array {
    return this.buffer.subarray(0, this.at);
  }

  private zigzag(value: number): void {
    this.varint(value >= 0 ? 2 * value : -2 * value - 1);
  }

  private reserve(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = new Uint8Array(2 * (this.at + bytes));
    larger.set(this.buffer.subarray(0, this.at));
    this.buffer = larger;
  }
}

function inRange(steps: number, value: number): number {
  if (Math.abs(steps) <= MOST_STEPS) return steps;
  throw new RangeError(`A clip cannot hold the number ${value}.`);
}
