import { EpisodeLogRecorder } from '../../sim/driving/metrics/log-recorder.ts';
import { scoreEpisode } from '../../sim/driving/metrics/score-episode.ts';
import type { DrivingWorld } from '../../sim/driving/driving-world.ts';
import type { StateIo, Stateful } from '../../sim/kernel/state-io.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import type { DrivingSystem } from './driving-system.ts';
import { EpisodeDigest } from './episode-digest.ts';
import { HandOverWatch } from './hand-over-watch.ts';
import { UncertaintyLog } from './uncertainty-log.ts';

/**
 * What digest and result keep of an episode's past. Nothing of it reaches the episode; it is saved beside the episode's
 * state, so that a run which is carried on has the result of one that was never interrupted.
 */
export class EpisodePast implements Stateful {
  private readonly uncertainty = new UncertaintyLog();
  private readonly hashes = new EpisodeDigest();
  readonly log: EpisodeLogRecorder;
  private readonly handOvers: HandOverWatch;

  /** @param world that has not begun */
  constructor(private readonly world: DrivingWorld) {
    this.log = new EpisodeLogRecorder(world);
    this.log.add(world);
    this.handOvers = new HandOverWatch(world.map, this.log);
  }

  /** For the system's `onCommand`. */
  readonly onCommand: HandOverWatch['heard'] = (command) => this.handOvers.heard(command);

  /** After every tick. */
  add(system: DrivingSystem): void {
    const { world } = this;
    this.uncertainty.add(system.uncertaintyLevel);
    this.hashes.add(world, system.minds);
    this.log.add(world);
  }

  /** 64 hexadecimal digits: the world's states, then the two systems'. */
  get digest(): string {
    return this.hashes.whole;
  }

  get worldDigest(): string {
    return this.hashes.ofWorld;
  }

  summariseUncertainty(): NonNullable<EpisodeResult['uncertainty']> {
    return this.uncertainty.summarise(this.world.end === 'collision', this.world.controlDt);
  }

  /** By the id of the metric. */
  scores(): NonNullable<EpisodeResult['scores']> {
    const { map, spec } = this.world;
    const { ego, timeLimitS } = spec;
    const { desiredSpeedMps, s: startS, goalS } = ego;
    const { speedLimitMps } = spec.map;
    return scoreEpisode(this.log, map, { desiredSpeedMps, startS, goalS, timeLimitS, speedLimitMps });
  }

  exchange(io: StateIo): void {
    this.hashes.exchange(io);
    this.uncertainty.exchange(io);
    this.log.exchange(io);
    this.handOvers.exchange(io);
  }
}
