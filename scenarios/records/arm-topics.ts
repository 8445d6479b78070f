import { ACTION_DIMS, KNOT_TICKS } from '../../policies/manipulation/action-chunk.ts';
import { FAST_KNOTS, type ArmDecision } from '../../policies/manipulation/arm-decision.ts';
import type { ArmPlan } from '../../policies/manipulation/arm-plan.ts';
import type { RuntimeObserver } from '../../policies/runtime/observer.ts';
import { tickTimeS } from '../../sim/kernel/clock.ts';
import type { ArmAction } from '../../sim/robotics/arm-action.ts';
import type { ManipulationWorld } from '../../sim/robotics/manipulation-world.ts';
import type { ManipulationSystem } from '../runner/manipulation-past.ts';
import { idOfOther } from '../runner/manipulation-summary.ts';
import { ArmEventWatch } from './arm-event-watch.ts';
import type { ArmMessage } from './arm-messages.ts';
import { armMapScene, armScene, armTransforms } from './arm-scene-messages.ts';
import { armSceneOf, emptyArmFrame, type ArmFrame, type ArmScene } from './arm-scene.ts';
import { readArmWorld, readPlannedWay } from './read-arm-frame.ts';
import type { RecordWriter } from './record-writer.ts';
import { logMessage } from './scene-messages.ts';

/** Period of what is drawn rather than replayed, s. */
const SCENE_PERIOD_S = 0.05;

/** What takes the messages: a record, or what listens as one would be written. */
export type ArmTopicSink = Pick<RecordWriter, 'armMessage' | 'scene'>;

/** What a record tells people of an episode of the arm: listens to the two systems, and looks at the world between ticks. */
export class ArmTopics {
  /** To be among the episode's observers. */
  readonly observer: RuntimeObserver<ArmDecision, ArmPlan, ArmAction>;
  private readonly watch: ArmEventWatch;
  private readonly scene: ArmScene;
  private readonly frame: ArmFrame;
  private readonly controlDt: number;
  private lastReflex: string | null = null;

  constructor(
    private readonly writer: ArmTopicSink,
    spec: ManipulationWorld['spec'],
  ) {
    this.scene = armSceneOf(spec);
    this.frame = emptyArmFrame(this.scene);
    this.controlDt = spec.controlDt;
    this.watch = new ArmEventWatch((event) => {
      this.event(event);
    });
    this.observer = {
      onDecision: (tick, decision, missed) => {
        this.decided(tick, decision, missed);
      },
      onGate: (tick, think, reason, dispatched) => {
        writer.armMessage('/gate', { tick, think, reason, dispatched });
      },
      onRequest: ({ tick, id, state, why, dispatchTick }) => {
        writer.armMessage('/ledger', { tick, id, state, why, dispatchTick });
      },
      onDelivery: ({ tick, id, state, plan, stalenessMs }) => {
        this.delivered(tick, id, state, plan, stalenessMs);
      },
      onAction: (tick, action, source, reflex) => {
        this.acted(tick, action, source, reflex);
      },
      onFailure: ({ tick, id, kind, message }) => {
        this.event({ tick, kind: 'failure', entity: null, text: `request ${id}: ${kind}: ${message}` });
      },
    };
  }

  /** Before the first tick. */
  begin(world: ManipulationWorld, system: ManipulationSystem): void {
    const { family, task } = world.spec;
    this.event({ tick: 0, kind: 'start', entity: null, text: `${family} starts: ${task.kind}` });
    this.writer.scene('/map', 0, armMapScene(this.scene));
    this.watch.begin(world);
    this.look(world, system);
  }

  /** Instead of `begin`, where the record holds what came before. */
  resume(world: ManipulationWorld): void {
    this.watch.begin(world);
  }

  /** After every tick. */
  ticked(world: ManipulationWorld, system: ManipulationSystem): void {
    this.watch.ticked(world);
    if (world.ended)
      this.event({
        tick: world.tick,
        kind: world.end,
        entity: world.end === 'collision' ? idOfOther(world) : null,
        text: endText(world),
      });
    if (world.ended || world.tick % lookEvery(this.controlDt) === 0) this.look(world, system);
  }

  event(event: ArmMessage<'/events'>): void {
    this.writer.armMessage('/events', event);
    this.writer.scene('/log', event.tick, logMessage(event, tickTimeS(event.tick, this.controlDt)));
  }

  private decided(tick: number, decision: ArmDecision, missed: boolean): void {
    const { uncertainty, cascaded, value, chunk } = decision;
    this.writer.armMessage('/policy', {
      tick,
      missed,
      level: short(uncertainty.level),
      aleatoric: short(uncertainty.aleatoric),
      epistemic: short(uncertainty.epistemic),
      cascaded,
      value: short(value),
      chunk: Array.from({ length: FAST_KNOTS }, (_, k) => knot(chunk, k, this.controlDt)),
    });
  }

  private delivered(tick: number, id: number, state: string, plan: ArmPlan, stalenessMs: number): void {
    const { fromTick, requestedTick, horizonTicks, value, explanation, denoised, chosen } = plan;
    const why = state === 'accepted' ? 'the plan arrived' : 'the plan arrived when it was over';
    const candidateValues = Array.from(plan.candidateValue.subarray(0, plan.candidates), finite);
    const about = { fromTick, requestedTick, horizonTicks, value, explanation, stalenessMs, denoised, chosen };
    this.writer.armMessage('/ledger', {
      ...{ tick, id, state: 'delivered', why, dispatchTick: requestedTick },
      plan: { ...about, candidateValues, ...pathOf(plan) },
    });
    if (state !== 'accepted') return;
    this.event({ tick, kind: 'plan', entity: 'arm', text: `plan ${id} applied: ${explanation}` });
  }

  /** All digits: from its actions alone the world can be simulated again. */
  private acted(tick: number, action: ArmAction, source: string, reflex: string | null): void {
    const { vx, vy, vz, yawRate, grip } = action;
    this.writer.armMessage('/action', { tick, vx, vy, vz, yawRate, grip, source, reflex });
    if (reflex !== null && reflex !== this.lastReflex)
      this.event({ tick, kind: 'reflex', entity: 'arm', text: `${reflex} takes over` });
    this.lastReflex = reflex;
  }

  private look(world: ManipulationWorld, system: ManipulationSystem): void {
    const { scene, frame, writer } = this;
    readArmWorld(world, frame);
    readPlannedWay(system.planInForce, frame);
    writer.scene('/scene', world.tick, armScene(scene, frame));
    writer.scene('/tf', world.tick, armTransforms(scene, frame));
    writer.armMessage('/metrics', metricsOf(world));
  }
}

function metricsOf({ tick, manipulator, metrics, collision, objects, progress }: ManipulationWorld) {
  const { kinematics } = manipulator.arm;
  const { held, padN } = manipulator.grasp;
  return {
    tick,
    x: short(kinematics.x),
    y: short(kinematics.y),
    z: short(kinematics.z),
    yawRad: short(kinematics.yaw),
    speedMps: short(metrics.hand.speedMps),
    widthM: short(manipulator.gripper.widthM),
    held: held < 0 ? null : objects.ids[held],
    padN: short(padN),
    forceN: short(manipulator.forceN),
    obstacleM: Number.isFinite(collision.obstacleM) ? short(collision.obstacleM) : null,
    personM: Number.isFinite(collision.personM) ? short(collision.personM) : null,
    progress: short(progress),
    drops: metrics.dropped.drops,
  };
}

function endText(world: ManipulationWorld): string {
  if (world.end !== 'collision') return `the episode ends: ${world.end}`;
  return `the arm runs into ${idOfOther(world)} (${world.collision.partner}) at ${world.collision.impactSpeedMps.toFixed(2)} m/s`;
}

function knot(chunk: Float64Array, k: number, controlDt: number): ArmMessage<'/policy'>['chunk'][number] {
  const [vx, vy, vz, yawRate, grip] = chunk.subarray(ACTION_DIMS * k, ACTION_DIMS * (k + 1)).map(short);
  return { startS: short(k * KNOT_TICKS * controlDt), vx, vy, vz, yawRate, grip };
}

/** Up to the first point that is not finite. */
function pathOf({ x, y, z }: ArmPlan): { x: number[]; y: number[]; z: number[] } {
  let count = 0;
  while (count < x.length && Number.isFinite(x[count]) && Number.isFinite(y[count]) && Number.isFinite(z[count]))
    count++;
  const path = (values: Float64Array): number[] => Array.from(values.subarray(0, count), short);
  return { x: path(x), y: path(y), z: path(z) };
}

function lookEvery(controlDt: number): number {
  return Math.max(1, Math.round(SCENE_PERIOD_S / controlDt));
}

function finite(x: number): number {
  return Number.isFinite(x) ? short(x) : 0;
}

/** For people and plots; the exact number is in the state. */
function short(x: number): number {
  return Math.round(x * 1e5) / 1e5;
}
