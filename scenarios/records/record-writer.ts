import { FrameTransforms, SceneUpdate } from '@foxglove/schemas/jsonschema.js';
import { McapWriter, type IWritable } from '@mcap/core';
import { z } from 'zod';
import { tickTimeS } from '../../sim/kernel/clock.ts';
import {
  FOXGLOVE_TOPICS,
  OWN_TOPICS,
  STATE_ENCODING,
  STATE_TOPIC,
  TOPICS,
  type FoxgloveTopic,
  type OwnMessage,
  type OwnTopic,
} from './messages.ts';
import { END_METADATA, HEADER_METADATA, toMetadata, type RecordEnd, type RecordHeader } from './record-header.ts';
import { StateEncoder } from './state-stream.ts';

const FOXGLOVE_SCHEMAS: Readonly<Record<string, object>> = {
  'foxglove.SceneUpdate': SceneUpdate,
  'foxglove.FrameTransforms': FrameTransforms,
};

const text = new TextEncoder();

/**
 * Writes one episode as an MCAP file. Messages are taken synchronously, so that listeners of a run can give them, and go
 * to the file with the next `flush`; those of one topic must come in the order of their ticks.
 */
export class RecordWriter {
  private readonly states = new StateEncoder();
  private readonly queue: { readonly topic: string; readonly tick: number; readonly data: Uint8Array }[] = [];
  private readonly sequence = new Map<string, number>();

  private constructor(
    private readonly mcap: McapWriter,
    private readonly channels: ReadonlyMap<string, number>,
    private readonly controlDt: number,
  ) {}

  /** Starts a file with the header; `close` must end it. */
  static async open(writable: IWritable, header: RecordHeader): Promise<RecordWriter> {
    const mcap = new McapWriter({ writable });
    await mcap.start({ profile: 'twotempo', library: `twotempo ${header.engineVersion}` });
    await mcap.addMetadata({ name: HEADER_METADATA, metadata: toMetadata(header) });
    return new RecordWriter(mcap, await registerTopics(mcap), header.controlDt);
  }

  /** The complete state after `tick` ticks; 0 is the state at the start. */
  state(tick: number, values: Float64Array): void {
    this.raw(STATE_TOPIC, tick, this.states.encode(tick, values));
  }

  message<T extends OwnTopic>(topic: T, value: OwnMessage<T>): void {
    this.raw(topic, value.tick, text.encode(JSON.stringify(value)));
  }

  /** A message of a Foxglove schema. */
  scene(topic: FoxgloveTopic, tick: number, value: object): void {
    this.raw(topic, tick, text.encode(JSON.stringify(value)));
  }

  /** A message that is encoded already. @throws RangeError for an unknown topic */
  raw(topic: string, tick: number, data: Uint8Array): void {
    if (!this.channels.has(topic)) throw new RangeError(`topic: expected one of ${TOPICS.join(', ')}, found ${topic}.`);
    this.queue.push({ topic, tick, data });
  }

  /** Hands what was taken to the file; callers wait for it before they call again. */
  async flush(): Promise<void> {
    const messages = this.queue.splice(0);
    for (const { topic, tick, data } of messages) {
      const sequence = this.sequence.get(topic) ?? 0;
      this.sequence.set(topic, sequence + 1);
      const time = nanoseconds(tick, this.controlDt);
      const channelId = this.channels.get(topic) as number;
      await this.mcap.addMessage({ channelId, sequence, logTime: time, publishTime: time, data });
    }
  }

  async close(end: RecordEnd): Promise<void> {
    await this.flush();
    await this.mcap.addMetadata({ name: END_METADATA, metadata: toMetadata(end) });
    await this.mcap.end();
  }
}

/** Simulated time of a tick, ns since the start. */
export function nanoseconds(tick: number, controlDt: number): bigint {
  return BigInt(Math.round(tickTimeS(tick, controlDt) * 1e9));
}

/** JSON Schemas of all topics that have one, by the schema's name. */
export function topicSchemas(): Map<string, object> {
  const schemas = new Map<string, object>(Object.entries(FOXGLOVE_SCHEMAS));
  for (const [topic, schema] of Object.entries(OWN_TOPICS)) {
    schemas.set(ownSchemaName(topic), { title: ownSchemaName(topic), ...z.toJSONSchema(schema) });
  }
  return schemas;
}

/** Name of the schema of a topic, or null for the state, which has an encoding of its own. */
export function schemaNameOf(topic: string): string | null {
  if (topic === STATE_TOPIC) return null;
  return topic in FOXGLOVE_TOPICS ? FOXGLOVE_TOPICS[topic as FoxgloveTopic] : ownSchemaName(topic);
}

function ownSchemaName(topic: string): string {
  return `twotempo.${topic.slice(1)}`;
}

async function registerTopics(mcap: McapWriter): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const [name, schema] of topicSchemas()) {
    const data = text.encode(JSON.stringify(schema));
    ids.set(name, await mcap.registerSchema({ name, encoding: 'jsonschema', data }));
  }
  const channels = new Map<string, number>();
  for (const topic of TOPICS) {
    const name = schemaNameOf(topic);
    const id = await mcap.registerChannel({
      topic,
      schemaId: name === null ? 0 : (ids.get(name) as number),
      messageEncoding: name === null ? STATE_ENCODING : 'json',
      metadata: new Map(),
    });
    channels.set(topic, id);
  }
  return channels;
}
