import type { StateIo, Stateful } from '../../../sim/kernel/state-io.ts';
import { digestState, saveState } from '../../../sim/kernel/state-codec.ts';
import { ByteSink } from '../../../scenarios/records/byte-sink.ts';
import { RECORD_FORMAT_VERSION, type RecordHeader } from '../../../scenarios/records/record-header.ts';
import { RecordWriter } from '../../../scenarios/records/record-writer.ts';
import type { Resimulation } from '../../../scenarios/records/verify.ts';

const PENDULA = ['pendulum/a', 'pendulum/b'];

/** Two numbers per entity that move by a rule; as little state as has all kinds of fields. */
export class Tiny implements Stateful {
  tick = 0;
  readonly angle = Float64Array.of(0.1, -0.2);
  readonly rate = Float64Array.of(0, 0);
  note = '';

  step(): void {
    this.tick++;
    for (let i = 0; i < 2; i++) {
      this.rate[i] -= 0.01 * this.angle[i];
      this.angle[i] += this.rate[i];
    }
    this.note = this.tick % 7 === 0 ? 'seventh' : '';
  }

  exchange(io: StateIo): void {
    io.entity('clock');
    this.tick = io.number('tick', this.tick);
    io.column('angle', this.angle, PENDULA);
    io.column('rate', this.rate, PENDULA);
    io.entity('note');
    this.note = io.text('text', this.note);
  }
}

export const TINY_TICKS = 130;

export function tinyHeader(): RecordHeader {
  return {
    formatVersion: RECORD_FORMAT_VERSION,
    engineVersion: '0.1.0',
    clock: 'virtual',
    suite: 'tiny',
    scenario: 'pendula',
    scenarioValue: null,
    spec: { angle: -0 },
    seed: 3,
    split: 'test',
    episodeSeed: 'seed',
    arm: 'none',
    latency: { kind: 'fixed', ms: 200 },
    latencyName: 'fixed:200',
    planner: null,
    settings: {},
    models: {},
    controlDt: 1 / 60,
    layout: null,
  };
}

/** A record of the pendula; `listen` may add messages. */
export function tinyRecord(
  ticks = TINY_TICKS,
  listen: (writer: RecordWriter, tick: number) => void = () => undefined,
): Uint8Array<ArrayBuffer> {
  const sink = new ByteSink();
  const writer = new RecordWriter(sink, tinyHeader());
  const tiny = new Tiny();
  for (let tick = 0; tick <= ticks; tick++) {
    if (tick > 0) tiny.step();
    writer.message('/gate', { tick, think: tick % 2 === 0, reason: 'none', dispatched: false });
    listen(writer, tick);
    writer.state(tick, saveState(tiny));
    writer.commit();
  }
  writer.close({ digest: digestState(tiny), ticks, outcome: 'goal', result: null });
  return sink.bytes();
}

/** The same pendula again. */
export function tinyAgain(ticks = TINY_TICKS): Resimulation {
  const tiny = new Tiny();
  async function* states(): AsyncGenerator<Float64Array> {
    for (let tick = 0; tick <= ticks; tick++) {
      if (tick > 0) tiny.step();
      yield await Promise.resolve(saveState(tiny));
    }
  }
  return { state: tiny, states: states(), digest: () => digestState(tiny) };
}
