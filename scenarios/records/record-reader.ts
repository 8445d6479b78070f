import { McapStreamReader, type McapTypes } from '@mcap/core';
import type { z } from 'zod';
import { checkMcap, McapDamage } from './mcap-checks.ts';
import { ARM_TOPICS, type ArmMessage, type ArmTopic } from './arm-messages.ts';
import { LZ4, readLz4 } from './lz4-frame.ts';
import { requiredTopics, schemaOf, STATE_TOPIC, type OwnMessage, type OwnTopic } from './messages.ts';
import { modernise, type RecordMetadata } from './modernise.ts';
import {
  END_METADATA,
  FORK_METADATA,
  forkHeader,
  fromMetadata,
  HEADER_METADATA,
  LIVE_METADATA,
  liveHeader,
  NEWEST_FORMAT_VERSION,
  recordEnd,
  recordHeader,
  type ForkHeader,
  type LiveHeader,
  type RecordEnd,
  type RecordHeader,
} from './record-header.ts';
import { RecordProblem } from './record-problem.ts';
import { readFrameHeader, StateDecoder, StateFrameError, type StateFrame } from './state-stream.ts';

/** A message as it lies in the file. */
export interface RawMessage {
  readonly topic: string;
  readonly sequence: number;
  /** Simulated time, ns. */
  readonly logTime: bigint;
  readonly data: Uint8Array;
}

/** What a file that was cut off has lost. */
export interface Cut {
  /** Bytes that the file has. */
  readonly bytes: number;
  /** Ticks that the file shows to have been run, and does not hold; there may have been more. */
  readonly lostTicks: number;
  /** Bytes that it has after what can be read. */
  readonly lostBytes: number;
  /** Whether digest, outcome and result are lost; else only the index is. */
  readonly lostEnd: boolean;
}

const AGAIN = 'record the episode again or fetch the file again';

const utf8 = new TextDecoder();

/** One recorded episode, checked as a whole when it is opened and decoded as it is asked for. */
export class EpisodeRecord {
  private readonly byTopic = new Map<string, readonly RawMessage[]>();

  /** @param file name for messages to the user */
  constructor(
    readonly file: string,
    readonly header: RecordHeader,
    /** Of a live run; null: the episode ran in virtual time. */
    readonly live: LiveHeader | null,
    readonly end: RecordEnd,
    /** All messages in the order of the file. */
    readonly messages: readonly RawMessage[],
    /** Schema of each topic that has one, by topic: its name and its text. */
    readonly schemas: ReadonlyMap<string, { readonly name: string; readonly text: string }>,
    /** What is missing where its file was cut off; null: nothing. */
    readonly cut: Cut | null = null,
    /** Where it left another record; null: it is no fork. */
    readonly fork: ForkHeader | null = null,
  ) {}

  /**
   * Messages of one of our topics, in order; of an episode of the arm only those that both domains have, `/gate`,
   * `/ledger` and `/events`.
   * @throws RecordProblem
   */
  own<T extends OwnTopic>(topic: T): Generator<OwnMessage<T>> {
    return this.parsed(topic, schemaOf(topic)) as Generator<OwnMessage<T>>;
  }

  /** As `own`, for the record of an episode of the arm. @throws RecordProblem */
  ownOfArm<T extends ArmTopic>(topic: T): Generator<ArmMessage<T>> {
    return this.parsed(topic, ARM_TOPICS[topic]) as Generator<ArmMessage<T>>;
  }

  /** The complete state after every tick, the one at the start first. @throws RecordProblem */
  *states(): Generator<StateFrame> {
    const decoder = new StateDecoder();
    let expected = 0;
    for (const { data } of this.of(STATE_TOPIC)) {
      const frame = this.decode(decoder, data);
      if (frame.tick !== expected)
        throw this.problem(`goes on with tick ${frame.tick} where ${expected} should follow`);
      expected++;
      yield frame;
    }
  }

  /** The complete state after `tick` ticks, found from the key frame before it. @throws RecordProblem, RangeError */
  stateAt(tick: number): Float64Array {
    const frames = this.of(STATE_TOPIC);
    if (!(Number.isInteger(tick) && tick >= 0 && tick < frames.length))
      throw new RangeError(`tick: expected a whole number from 0 to ${frames.length - 1}, found ${tick}.`);
    let at = tick;
    while (at > 0 && !this.isKey(frames[at].data)) at--;
    const decoder = new StateDecoder();
    for (; at < tick; at++) this.decode(decoder, frames[at].data);
    return this.decode(decoder, frames[tick].data).values;
  }

  of(topic: string): readonly RawMessage[] {
    let found = this.byTopic.get(topic);
    if (found === undefined) {
      found = this.messages.filter((message) => message.topic === topic);
      this.byTopic.set(topic, found);
    }
    return found;
  }

  private *parsed(topic: string, schema: z.ZodType): Generator<unknown> {
    for (const { data } of this.of(topic)) {
      const parsed = schema.safeParse(parseJson(data));
      if (!parsed.success) throw this.problem(`holds a message on ${topic} that does not fit its schema`);
      yield parsed.data;
    }
  }

  private decode(decoder: StateDecoder, data: Uint8Array): StateFrame {
    return this.withFrame(() => decoder.decode(data));
  }

  private isKey(data: Uint8Array): boolean {
    return this.withFrame(() => readFrameHeader(data)).isKey;
  }

  private withFrame<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof StateFrameError)) throw error;
      throw this.problem(`is damaged: state frame ${error.message}`);
    }
  }

  private problem(wrong: string): RecordProblem {
    return new RecordProblem(this.file, wrong, AGAIN);
  }
}

/**
 * Reads a whole record, also one of an older format; `openRecord` reads one that was cut off too.
 * @param file name for messages to the user
 * @throws RecordProblem when it is no record, or a truncated, damaged, newer or incomplete one
 */
export function readRecord(bytes: Uint8Array, file: string): EpisodeRecord {
  const content = readContent(bytes, file);
  const { header, live, fork } = readHeaders(content.metadata, file);
  for (const topic of requiredTopics(live !== null)) {
    if (content.topics.has(topic)) continue;
    throw new RecordProblem(file, `lacks the topic ${topic}`, 'use the record as it was written, with all its topics');
  }
  const end = readEnd(content.metadata, file);
  const record = new EpisodeRecord(file, header, live, end, content.messages, content.schemas, null, fork);
  const states = record.of(STATE_TOPIC).length;
  if (states !== end.ticks + 1)
    throw new RecordProblem(file, `holds ${states} states, but ${end.ticks} ticks need ${end.ticks + 1}`, AGAIN);
  return record;
}

/** What an MCAP file holds of a record, its metadata as of the present version. */
export interface Content {
  readonly metadata: RecordMetadata;
  readonly topics: ReadonlySet<string>;
  readonly schemas: ReadonlyMap<string, { readonly name: string; readonly text: string }>;
  readonly messages: readonly RawMessage[];
}

function readContent(bytes: Uint8Array, file: string): Content {
  try {
    checkMcap(bytes);
    return parseContent(bytes, true);
  } catch (error) {
    if (error instanceof McapDamage) {
      const isOther = error.message === 'is not an MCAP file';
      throw new RecordProblem(
        file,
        error.message,
        isOther ? "give a record that 'twotempo run --record' wrote" : AGAIN,
      );
    }
    // The checksums are right, so whoever wrote the file wrote it wrong.
    const why = error instanceof Error ? error.message : String(error);
    throw new RecordProblem(file, `does not read as MCAP (${why})`, AGAIN);
  }
}

/**
 * @param whole whether the file must go on to its end
 * @throws Error at what is no MCAP
 */
export function parseContent(bytes: Uint8Array, whole: boolean): Content {
  const metadata = new Map<string, ReadonlyMap<string, string>>();
  const topics = new Map<string, { name: string; text: string } | null>();
  const messages: RawMessage[] = [];
  const schemas = new Map<number, McapTypes.Schema>();
  const topicOf = new Map<number, string>();
  const reader = new McapStreamReader({ decompressHandlers: { [LZ4]: (data, size) => readLz4(data, Number(size)) } });
  reader.append(bytes);
  for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) {
    if (record.type === 'Metadata') metadata.set(record.name, record.metadata);
    else if (record.type === 'Schema') schemas.set(record.id, record);
    else if (record.type === 'Channel') {
      topicOf.set(record.id, record.topic);
      const schema = schemas.get(record.schemaId);
      topics.set(record.topic, schema === undefined ? null : { name: schema.name, text: utf8.decode(schema.data) });
    } else if (record.type === 'Message') {
      const { channelId, sequence, logTime, data } = record;
      messages.push({ topic: topicOf.get(channelId) as string, sequence, logTime, data });
    }
  }
  if (whole && !reader.done()) throw new Error('it ends in the middle of a record');
  const withSchema = [...topics].flatMap(([topic, schema]) => (schema === null ? [] : [[topic, schema] as const]));
  return { metadata: modernise(metadata), topics: new Set(topics.keys()), schemas: new Map(withSchema), messages };
}

/** @throws RecordProblem */
export function readHeaders(
  metadata: RecordMetadata,
  file: string,
): { readonly header: RecordHeader; readonly live: LiveHeader | null; readonly fork: ForkHeader | null } {
  const fields = metadata.get(HEADER_METADATA);
  if (fields === undefined) {
    const wrong = `is an MCAP file, but not a record of Twotempo: it has no metadata '${HEADER_METADATA}'`;
    throw new RecordProblem(file, wrong, "give a record that 'twotempo run --record' wrote");
  }
  const version = Number(fields.get('formatVersion'));
  if (version > NEWEST_FORMAT_VERSION) {
    const wrong = `has the record format ${version}, newer than ${NEWEST_FORMAT_VERSION}, which this version reads`;
    throw new RecordProblem(
      file,
      wrong,
      `use Twotempo ${fields.get('engineVersion') ?? 'of a newer version'} or later`,
    );
  }
  const domain = fields.get('domain');
  if (domain !== undefined && domain !== 'manipulation') {
    const wrong = `holds an episode of the domain '${domain}', which this version does not know`;
    throw new RecordProblem(
      file,
      wrong,
      `use Twotempo ${fields.get('engineVersion') ?? 'of a newer version'} or later`,
    );
  }
  const header = readMetadata(metadata, HEADER_METADATA, recordHeader, file);
  const isVirtual = header.clock === 'virtual';
  const isFork = metadata.has(FORK_METADATA);
  return {
    header,
    live: isVirtual ? null : readMetadata(metadata, LIVE_METADATA, liveHeader, file),
    fork: isFork ? readMetadata(metadata, FORK_METADATA, forkHeader, file) : null,
  };
}

/** @throws RecordProblem */
export function readEnd(metadata: RecordMetadata, file: string): RecordEnd {
  return readMetadata(metadata, END_METADATA, recordEnd, file);
}

function readMetadata<T extends RecordHeader | LiveHeader | ForkHeader | RecordEnd>(
  metadata: RecordMetadata,
  name: string,
  schema: Parameters<typeof fromMetadata<T>>[0],
  file: string,
): T {
  const fields = metadata.get(name);
  if (fields === undefined) throw new RecordProblem(file, `lacks the metadata '${name}'`, AGAIN);
  try {
    return fromMetadata(schema, fields);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RecordProblem(file, `has metadata '${name}' that cannot be used: ${why}`, AGAIN);
  }
}

function parseJson(data: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(data));
  } catch {
    return undefined;
  }
}
