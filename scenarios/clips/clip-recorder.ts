import type { DrivingDecision } from '../../policies/driving/driving-decision.ts';
import type { DrivingPlan } from '../../policies/driving/driving-plan.ts';
import type { RuntimeObserver } from '../../policies/runtime/observer.ts';
import { ACTOR_KINDS } from '../../sim/driving/actor-table.ts';
import type { DrivingWorld } from '../../sim/driving/driving-world.ts';
import type { EgoAction } from '../../sim/driving/ego-action.ts';
import { EpisodeTopics, type TopicSink } from '../records/episode-topics.ts';
import { Episode, type EpisodeSetup } from '../runner/episode.ts';
import { latencyName } from '../runner/job.ts';
import { ClipBuilder, type ClipWithHashes } from './clip-builder.ts';
import type { ClipOutcome } from './clip.ts';

/** Makes a clip of an episode that runs in virtual time: listens to what its record would tell. */
export class ClipRecorder {
  /** To be among the episode's observers. */
  readonly observer: RuntimeObserver<DrivingDecision, DrivingPlan, EgoAction>;
  private readonly topics: EpisodeTopics;
  private builder: ClipBuilder | null = null;

  constructor() {
    const sink: TopicSink = {
      message: (topic, value) => {
        this.begun().message(topic, value);
      },
      scene: () => undefined,
    };
    this.topics = new EpisodeTopics(sink);
    this.observer = this.topics.observer;
  }

  /** Before the first tick. */
  begin({ world, system, setup }: Episode): void {
    const { scenario, seed, arm, latency } = setup.job;
    this.builder = new ClipBuilder({
      ...{ scenario, seed, arm, latency: latencyName(latency), family: setup.spec.family },
      controlDt: world.controlDt,
      actors: world.actors.ids.map((id, row) => ({
        id,
        kind: ACTOR_KINDS[world.actors.kind[row]],
        lengthM: world.actors.lengthM[row],
        widthM: world.actors.widthM[row],
      })),
      map: world.map,
    });
    this.topics.begin(world, system);
    this.builder.state(0, world.actors);
  }

  /** After every tick. */
  ticked({ world, system }: Episode): void {
    this.topics.ticked(world, system);
    this.begun().state(world.tick, world.actors);
  }

  /** After the episode's `finish`. */
  finish({ world, digest }: Episode): ClipWithHashes {
    return this.begun().finish(digest, outcomeOf(world));
  }

  private begun(): ClipBuilder {
    if (this.builder === null) throw new Error('ClipRecorder: begin() must come first.');
    return this.builder;
  }
}

function outcomeOf({ end, collisionRow, actors, impactSpeedMps }: DrivingWorld): ClipOutcome {
  const collided = collisionRow >= 0;
  return {
    end,
    collisionWith: collided ? actors.ids[collisionRow] : null,
    impactSpeedMps: collided ? impactSpeedMps : null,
  };
}

/** Runs an episode to its end and makes a clip of it. @throws Error where the episode cannot be run */
export async function clipOfRun(setup: EpisodeSetup): Promise<ClipWithHashes> {
  const recorder = new ClipRecorder();
  const episode = new Episode({ ...setup, observers: [...(setup.observers ?? []), recorder.observer] });
  recorder.begin(episode);
  let running = true;
  while (running) {
    running = await episode.tick();
    recorder.ticked(episode);
  }
  episode.finish(0);
  const [broken] = episode.system.observerErrors;
  if (broken !== undefined) throw new Error('The episode could not be made into a clip.', { cause: broken });
  return recorder.finish(episode);
}
