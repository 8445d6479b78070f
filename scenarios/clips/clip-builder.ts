import { EGO } from '../../sim/driving/actor-table.ts';
import type { RoadMap, RoadPoint } from '../../sim/driving/map/types.ts';
import { tickTimeS } from '../../sim/kernel/clock.ts';
import { Digest } from '../../sim/kernel/digest.ts';
import type { OwnMessage, OwnTopic } from '../records/messages.ts';
import type { Clip, ClipActor, ClipEvent, ClipOutcome, ClipRequest } from './clip.ts';
import { roadLines } from './road-lines.ts';

/** Time between two samples, s: what the eye needs, given that views interpolate. */
const PERIOD_S = 0.1;
/** Actors that never come nearer to the ego than this are left out, m. */
const NEAR_M = 150;
/** The road is drawn around the ego's places at every so many samples. */
const PATH_EVERY = 10;

/** A clip, and what tells two of them apart bit by bit. */
export interface ClipWithHashes {
  readonly clip: Clip;
  /** A 32-bit hash of position, heading and velocity of all actors after each control tick; the first is the start's. */
  readonly hashes: Uint32Array;
}

/** What is known of an episode before it begins. */
export interface ClipSubject extends Pick<Clip, 'scenario' | 'family' | 'seed' | 'arm' | 'latency' | 'controlDt'> {
  readonly actors: readonly ClipActor[];
  /** Null: of the arm, which has no road. */
  readonly map: RoadMap | null;
}

type LedgerWords = Pick<OwnMessage<'/ledger'>, 'tick' | 'id' | 'state' | 'why'>;

/** A plan as a ledger message tells it: along and beside the road, or of the arm in the world's frame. */
interface ToldPlan {
  readonly s?: readonly (number | null)[] | undefined;
  readonly d?: readonly (number | null)[] | undefined;
  readonly x?: readonly number[] | undefined;
  readonly y?: readonly number[] | undefined;
  readonly explanation: string;
}

/** One row per actor: m, rad, m/s. */
export type MotionColumns = Readonly<Record<'x' | 'y' | 'heading' | 'speed' | 'vx' | 'vy', Float64Array>>;

type Request = { -readonly [K in keyof ClipRequest]: ClipRequest[K] };

/** Makes a clip of an episode's states and of the messages that its record holds, in any order between topics. */
export class ClipBuilder {
  private readonly every: number;
  private readonly x: number[] = [];
  private readonly y: number[] = [];
  private readonly heading: number[] = [];
  private readonly speed: number[] = [];
  private readonly sampleTicks: number[] = [];
  private readonly levels: number[] = [];
  private readonly sources: { fromTick: number; source: string }[] = [];
  private readonly gate: { fromTick: number; endTick: number; reason: string }[] = [];
  private readonly requests = new Map<number, Request>();
  private readonly events: ClipEvent[] = [];
  private readonly hashes: number[] = [];
  private readonly digest = new Digest();
  private readonly words = new Uint32Array(4);
  private acceptances: { tick: number; id: number }[] = [];
  private uses: number[] = [];

  constructor(private readonly subject: ClipSubject) {
    this.every = Math.max(1, Math.round(PERIOD_S / subject.controlDt));
  }

  /** The state after `tick` ticks: at the start and after every tick, in order. */
  state(tick: number, columns: MotionColumns): void {
    const { x, y, heading, speed, vx, vy } = columns;
    const { digest } = this;
    digest.reset();
    for (const column of [x, y, heading, speed, vx, vy]) digest.numbers(column);
    digest.finish(this.words);
    this.hashes.push(this.words[0]);
    // The last state is a sample wherever it falls; until the next one comes, each may be the last.
    if (tick > 0 && (tick - 1) % this.every !== 0) this.dropSample();
    this.sampleTicks.push(tick);
    for (let i = 0; i < x.length; i++) {
      this.x.push(x[i]);
      this.y.push(y[i]);
      this.heading.push(heading[i]);
    }
    this.speed.push(speed[EGO]);
  }

  /** What is not told by a clip is passed over. */
  message<T extends OwnTopic>(topic: T, message: OwnMessage<T>): void;
  message(topic: OwnTopic, message: OwnMessage<OwnTopic>): void {
    switch (topic) {
      case '/policy':
        return this.policy(message as OwnMessage<'/policy'>);
      case '/gate':
        return this.gated(message as OwnMessage<'/gate'>);
      case '/ledger':
        return this.ledger(message as OwnMessage<'/ledger'>);
      case '/action':
        return this.action(message as OwnMessage<'/action'>);
      case '/events':
        return this.happened(message as OwnMessage<'/events'>);
      case '/metrics':
      case '/interventions':
        return;
    }
  }

  /** The fast policy's uncertainty in a tick, [0, 1]. */
  decided(tick: number, level: number): void {
    this.levels[tick] = level;
  }

  /** A message of the ledger; of the plan that it delivers only the way and the explanation count. */
  requested({ tick, id, state, why }: LedgerWords, plan: ToldPlan | null): void {
    const timeS = this.time(tick);
    const request = this.requests.get(id);
    if (request === undefined) {
      const open = { id, fromS: timeS, toS: timeS, state: OPEN, why, used: null };
      this.requests.set(id, { ...open, path: new Float32Array(0), explanation: '' });
    } else if (state === 'delivered') {
      request.explanation = plan?.explanation ?? '';
      if (plan !== null) request.path = this.pathOf(plan);
    } else {
      request.state = state;
      request.toS = timeS;
      if (state === 'accepted') this.acceptances.push({ tick, id });
    }
  }

  /** Who commanded in a tick. @param reflex that overrode the source, or null */
  acted(tick: number, source: string, reflex: string | null): void {
    const commander = reflex === null ? source : this.subject.map === null ? 'reflex' : 'brake';
    if (this.sources.at(-1)?.source !== commander) this.sources.push({ fromTick: tick, source: commander });
    if (commander === 'plan') this.uses.push(tick);
  }

  /** Ticks of the samples so far: what else is sampled at the same times keeps these. */
  get ticks(): readonly number[] {
    return this.sampleTicks;
  }

  /** After the last state and message. */
  finish(digest: string, outcome: ClipOutcome): ClipWithHashes {
    const { scenario, family, seed, arm, latency, controlDt, map } = this.subject;
    const count = this.sampleTicks.length;
    const endTick = this.sampleTicks[count - 1];
    const rows = this.nearRows();
    const pick = (values: number[]): Float32Array => this.pickRows(values, rows);
    const clip: Clip = {
      ...{ scenario, family, seed, arm, latency, digest, controlDt, count },
      periodS: this.every * controlDt,
      durationS: this.time(endTick),
      actors: rows.map((row) => this.subject.actors[row]),
      x: pick(this.x),
      y: pick(this.y),
      heading: pick(this.heading),
      speed: Float32Array.from(this.speed),
      // The last state is nobody's to decide about: the last level stays.
      level: Float32Array.from(this.sampleTicks, (tick) => this.levels[Math.min(tick, this.levels.length - 1)] ?? NaN),
      sources: this.sources.map(({ fromTick, source }) => ({ fromS: this.time(fromTick), source })),
      gate: this.gate.map(({ fromTick, endTick: end, reason }) => ({
        ...{ fromS: this.time(fromTick), toS: this.time(end), reason },
      })),
      requests: this.finishRequests(endTick),
      events: this.events,
      lines: map === null ? [] : roadLines(map, this.egoPath(this.x), this.egoPath(this.y)),
      outcome,
    };
    return { clip, hashes: Uint32Array.from(this.hashes) };
  }

  private dropSample(): void {
    const rows = this.subject.actors.length;
    this.sampleTicks.pop();
    this.speed.pop();
    for (const column of [this.x, this.y, this.heading]) column.length -= rows;
  }

  private policy({ tick, level }: OwnMessage<'/policy'>): void {
    this.decided(tick, level);
  }

  private ledger(message: OwnMessage<'/ledger'>): void {
    this.requested(message, message.plan ?? null);
  }

  private action({ tick, source, reflex }: OwnMessage<'/action'>): void {
    this.acted(tick, source, reflex);
  }

  private gated({ tick, think, reason }: OwnMessage<'/gate'>): void {
    if (!think) return;
    const last = this.gate.at(-1);
    if (last?.endTick === tick) last.endTick = tick + 1;
    else this.gate.push({ fromTick: tick, endTick: tick + 1, reason });
  }

  private happened({ tick, kind, text }: OwnMessage<'/events'>): void {
    this.events.push({ timeS: this.time(tick), kind, text });
  }

  private pathOf({ s = [], d = [], x = [], y = [] }: ToldPlan): Float32Array {
    const { map } = this.subject;
    if (map === null) return Float32Array.from(x.slice(0, y.length).flatMap((xk, k) => [xk, y[k]]));
    const point: RoadPoint = { s: 0, d: 0, x: 0, y: 0, heading: 0, curvature: 0 };
    const points: number[] = [];
    for (let k = 0; k < Math.min(s.length, d.length); k++) {
      const [sk, dk] = [s[k], d[k]];
      if (!Number.isFinite(sk) || !Number.isFinite(dk)) break;
      map.roads[0].pose(sk as number, dk as number, point);
      points.push(point.x, point.y);
    }
    return Float32Array.from(points);
  }

  private finishRequests(endTick: number): ClipRequest[] {
    let at = -1;
    for (const tick of this.uses) {
      while (at + 1 < this.acceptances.length && this.acceptances[at + 1].tick <= tick) at++;
      const request = this.requests.get(this.acceptances[at]?.id);
      if (request === undefined) continue;
      request.used = { fromS: request.used?.fromS ?? this.time(tick), toS: this.time(tick + 1) };
    }
    // On its way when the record was cut off or saved.
    for (const request of this.requests.values()) {
      if (request.state !== OPEN) continue;
      request.state = 'cancelled';
      request.toS = this.time(endTick);
    }
    return [...this.requests.values()];
  }

  private time(tick: number): number {
    return tickTimeS(tick, this.subject.controlDt);
  }

  private nearRows(): number[] {
    const rows = this.subject.actors.length;
    // A table has room for all.
    if (this.subject.map === null) return this.subject.actors.map((_, row) => row);
    const near = new Set([EGO]);
    for (let at = 0; at < this.x.length; at += rows) {
      for (let row = 0; row < rows; row++) {
        const dx = this.x[at + row] - this.x[at + EGO];
        const dy = this.y[at + row] - this.y[at + EGO];
        if (dx * dx + dy * dy <= NEAR_M * NEAR_M) near.add(row);
      }
    }
    return [...near].sort((a, b) => a - b);
  }

  private pickRows(values: readonly number[], picked: readonly number[]): Float32Array {
    const rows = this.subject.actors.length;
    const out = new Float32Array((values.length / rows) * picked.length);
    let at = 0;
    for (let from = 0; from < values.length; from += rows) for (const row of picked) out[at++] = values[from + row];
    return out;
  }

  private egoPath(values: readonly number[]): number[] {
    const rows = this.subject.actors.length;
    const samples = values.length / rows;
    const path: number[] = [];
    for (let k = 0; k < samples; k += PATH_EVERY) path.push(values[k * rows + EGO]);
    path.push(values[(samples - 1) * rows + EGO]);
    return path;
  }
}

/** Of a request that has not ended. */
const OPEN = 'open';

/**
 * First control tick after which two worlds differ in any bit; null: never.
 * @param a,b `ClipWithHashes.hashes`
 */
export function divergenceOf(
  a: Uint32Array,
  b: Uint32Array,
  controlDt: number,
): { readonly tick: number; readonly timeS: number } | null {
  const ticks = Math.max(a.length, b.length);
  for (let tick = 0; tick < ticks; tick++) if (a[tick] !== b[tick]) return { tick, timeS: tickTimeS(tick, controlDt) };
  return null;
}
