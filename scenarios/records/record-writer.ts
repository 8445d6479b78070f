import { FrameTransforms, Log, SceneUpdate } from '@foxglove/schemas/jsonschema.js';
import { z } from 'zod';
import { tickTimeS } from '../../sim/kernel/clock.ts';
import { Lz4Writer } from './lz4-frame.ts';
import { ARM_TOPICS, type ArmMessage, type ArmTopic } from './arm-messages.ts';
import { McapFile } from './mcap-file.ts';
import {
  BINARY_ENCODINGS,
  FOXGLOVE_TOPICS,
  LIVE_TOPICS,
  OWN_TOPICS,
  STATE_TOPIC,
  TOPICS,
  TOPICS_ARM,
  TOPICS_LIVE,
  type FoxgloveTopic,
  type OwnMessage,
  type OwnTopic,
} from './messages.ts';
import {
  END_METADATA,
  FORK_METADATA,
  HEADER_METADATA,
  LIVE_METADATA,
  toMetadata,
  type ForkHeader,
  type LiveHeader,
  type RecordEnd,
  type RecordHeader,
} from './record-header.ts';
import { plainSchema, type JsonSchema } from './plain-schema.ts';
import { StateEncoder } from './state-stream.ts';

const FOXGLOVE_SCHEMAS: Readonly<Record<string, object>> = {
  'foxglove.SceneUpdate': SceneUpdate,
  'foxglove.FrameTransforms': FrameTransforms,
  'foxglove.Log': Log,
};

/** A chunk ends with the tick that makes it longer or larger than this: what a cut or a crash may take away. */
const CHUNK_S = 2;
const CHUNK_BYTES = 1 << 20;

const text = new TextEncoder();

/**
 * Writes one episode as an MCAP file. What is given is queued, so that listeners of a run can give it, until `commit` puts
 * it into the file; messages of one topic must come in the order of their ticks.
 */
export class RecordWriter {
  private readonly states = new StateEncoder();
  private readonly queue: { readonly topic: string; readonly tick: number; readonly data: Uint8Array }[] = [];
  private readonly sequence = new Map<string, number>();
  private readonly file: McapFile;
  private readonly channels: ReadonlyMap<string, number>;
  /** Ticks done at the end of the last chunk. */
  private chunkedTick = 0;
  private tick = 0;

  /**
   * Starts a file with the header; `close` must end it.
   * @param sink takes the bytes of the file in order; they are its own
   * @param live for the record of a live run, which has topics of its own
   * @param fork for the record of a fork
   */
  constructor(
    private readonly sink: { write(bytes: Uint8Array): unknown },
    private readonly header: RecordHeader,
    live: LiveHeader | null = null,
    fork: ForkHeader | null = null,
  ) {
    const library = `twotempo ${header.engineVersion}`;
    const emit = (bytes: Uint8Array): void => void sink.write(bytes);
    this.file = new McapFile(emit, { profile: 'twotempo', library }, new Lz4Writer());
    this.file.addMetadata({ name: HEADER_METADATA, metadata: toMetadata(header) });
    if (live !== null) this.file.addMetadata({ name: LIVE_METADATA, metadata: toMetadata(live) });
    if (fork !== null) this.file.addMetadata({ name: FORK_METADATA, metadata: toMetadata(fork) });
    this.channels = addTopics(this.file, topicsOf(header, live), header.domain);
  }

  /** The complete state after `tick` ticks; 0 is the state at the start. */
  state(tick: number, values: Float64Array): void {
    this.raw(STATE_TOPIC, tick, this.states.encode(tick, values));
  }

  message<T extends OwnTopic>(topic: T, value: OwnMessage<T>): void {
    this.raw(topic, value.tick, text.encode(JSON.stringify(value, withoutNull)));
  }

  /** A message of an episode of the arm. */
  armMessage<T extends ArmTopic>(topic: T, value: ArmMessage<T>): void {
    this.raw(topic, value.tick, text.encode(JSON.stringify(value, withoutNull)));
  }

  /** A message of a Foxglove schema. */
  scene(topic: FoxgloveTopic, tick: number, value: object): void {
    this.raw(topic, tick, text.encode(JSON.stringify(value)));
  }

  /** A message that is encoded already. @throws RangeError for an unknown topic */
  raw(topic: string, tick: number, data: Uint8Array): void {
    if (!this.channels.has(topic)) {
      const topics = [...this.channels.keys()].join(', ');
      throw new RangeError(`topic: expected one of ${topics}, found ${topic}.`);
    }
    this.queue.push({ topic, tick, data });
  }

  /** Ends a tick: puts what was given into the file, which hands it out with the chunk. */
  commit(): void {
    const { queue, file, sequence } = this;
    for (const { topic, tick, data } of queue) {
      const count = sequence.get(topic) ?? 0;
      sequence.set(topic, count + 1);
      const time = nanoseconds(tick, this.header.controlDt);
      const channelId = this.channels.get(topic) as number;
      file.addMessage({ channelId, sequence: count, logTime: time, publishTime: time, data });
      if (tick > this.tick) this.tick = tick;
    }
    queue.length = 0;
    const chunkS = tickTimeS(this.tick - this.chunkedTick, this.header.controlDt);
    // Half a tick, since the period need not be a whole number of them.
    if (chunkS > CHUNK_S - 0.5 * this.header.controlDt || file.chunkBytes > CHUNK_BYTES) this.endChunk();
  }

  /** Hands out what was committed. */
  endChunk(): void {
    this.file.endChunk();
    this.chunkedTick = this.tick;
  }

  /** Hands out what was committed, and returns the bytes that would then make it a complete record; it may go on. */
  ending(end: RecordEnd): Uint8Array<ArrayBuffer> {
    this.endChunk();
    return this.file.ending({ name: END_METADATA, metadata: toMetadata(end) });
  }

  /** Commits and completes the file. */
  close(end: RecordEnd): void {
    this.commit();
    // Whoever finds the end in a file that was cut off knows that no message is missing.
    this.endChunk();
    this.file.addMetadata({ name: END_METADATA, metadata: toMetadata(end) });
    this.sink.write(this.file.ending());
  }
}

/** Simulated time of a tick, ns since the start. */
export function nanoseconds(tick: number, controlDt: number): bigint {
  return BigInt(Math.round(tickTimeS(tick, controlDt) * 1e9));
}

function topicsOf({ domain }: RecordHeader, live: LiveHeader | null): readonly string[] {
  if (domain === 'manipulation') return TOPICS_ARM;
  return live === null ? TOPICS : TOPICS_LIVE;
}

/** JSON Schemas of the topics that have one, by the schema's name. */
export function topicSchemas(
  topics: readonly string[] = TOPICS,
  domain: RecordHeader['domain'] = undefined,
): Map<string, object> {
  const schemas = new Map<string, object>(Object.entries(FOXGLOVE_SCHEMAS));
  const own = domain === 'manipulation' ? ARM_TOPICS : { ...OWN_TOPICS, ...LIVE_TOPICS };
  for (const [topic, schema] of Object.entries(own)) {
    if (!topics.includes(topic)) continue;
    const name = ownSchemaName(topic, domain);
    schemas.set(name, { title: name, ...ownSchema(schema) });
  }
  return schemas;
}

function ownSchema(schema: z.ZodType): JsonSchema {
  return plainSchema(z.toJSONSchema(schema, { io: 'input' }) as JsonSchema);
}

/** Viewers know no fields that may be null. */
function withoutNull(_key: string, value: unknown): unknown {
  return value === null ? undefined : value;
}

/** Name of the schema of a topic, or null for those with an encoding of their own. */
export function schemaNameOf(topic: string, domain: RecordHeader['domain'] = undefined): string | null {
  if (topic in BINARY_ENCODINGS) return null;
  return topic in FOXGLOVE_TOPICS ? FOXGLOVE_TOPICS[topic as FoxgloveTopic] : ownSchemaName(topic, domain);
}

/** A viewer that holds records of both domains must not take one's schema for the other's. */
function ownSchemaName(topic: string, domain: RecordHeader['domain']): string {
  return domain === undefined ? `twotempo.${topic.slice(1)}` : `twotempo.${domain}.${topic.slice(1)}`;
}

function addTopics(file: McapFile, topics: readonly string[], domain: RecordHeader['domain']): Map<string, number> {
  const ids = new Map<string, number>();
  for (const [name, schema] of topicSchemas(topics, domain)) {
    const data = text.encode(JSON.stringify(schema));
    ids.set(name, file.addSchema({ name, encoding: 'jsonschema', data }));
  }
  const channels = new Map<string, number>();
  for (const topic of topics) {
    const name = schemaNameOf(topic, domain);
    const schemaId = name === null ? 0 : (ids.get(name) as number);
    const messageEncoding = BINARY_ENCODINGS[topic] ?? 'json';
    channels.set(topic, file.addChannel({ topic, schemaId, messageEncoding, metadata: new Map() }));
  }
  return channels;
}
