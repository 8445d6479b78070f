import { clamp, wrapAngle } from '../../../sim/kernel/math.ts';
import { ArmAction } from '../../../sim/robotics/arm-action.ts';
import { Kinematics } from '../../../sim/robotics/arm/kinematics.ts';
import { TcpController } from '../../../sim/robotics/arm/tcp-controller.ts';
import { ACTION_DIMS, actionAt, CHUNK_KNOTS, CHUNK_LENGTH, CHUNK_TICKS } from '../action-chunk.ts';
import { HandGoal } from './hand-goal.ts';
import { STEP_TICKS, STEPS, STEPS_PER_KNOT } from './horizon.ts';
import { COLLISION, Risk } from './risk.ts';
import type { SceneModel } from './scene-model.ts';
import { aim, timeToGo } from './task-script.ts';
import { TaskState } from './task-state.ts';

/** Deviation from the script: velocity, and how far its own speed is taken back, at points of the horizon. */
export const DEVIATION_POINTS = 5;
export const DEVIATION_DIMS = 4;
export const DEVIATION_LENGTH = DEVIATION_POINTS * DEVIATION_DIMS;

/** Share of the way to the goal that the hand covers in a second. */
const GAIN_PER_S = 4.5;
const MAX_YAW_RATE_RADPS = 1.5;
const MAX_CHANGE_RADPS2 = 8;
/** Of the commanded velocity, m/s2. */
const MAX_ACCELERATION_MPS2 = 5;
const MAX_SPEED_MPS = 0.8;
/** What a deviation costs, per second and (m/s)^2. */
const DEVIATION_COST = 0.15;
/** What it costs to push the object as the model does not hold good for, s per m. */
const ROUGH_COST = 100;

/**
 * A second of the arm in a planner's model: the script, deviated from, commands the hand; joints follow through the
 * arm's own controller; fingers and object do as expected. No physics engine. A step is `STEP_TICKS` control ticks.
 */
export class RollOut {
  readonly chunk = new Float64Array(CHUNK_LENGTH);
  /** Of the tool centre point at the knots, m. */
  readonly x = new Float64Array(CHUNK_KNOTS);
  readonly y = new Float64Array(CHUNK_KNOTS);
  readonly z = new Float64Array(CHUNK_KNOTS);
  /** Cost, s: time to go at the end, nearness, collision, deviation; the share of nearness and collision. */
  cost = 0;
  risk = 0;
  /** How a replayed chunk deviated from the script. */
  readonly deviation = new Float64Array(DEVIATION_LENGTH);
  /** Of the first step. */
  readonly firstGoal = new HandGoal();

  readonly start: TaskState;
  private readonly state: TaskState;
  private readonly goal = new HandGoal();
  private readonly kinematics: Kinematics;
  private readonly controller: TcpController;
  private readonly risks: Risk;
  private readonly q0: Float64Array;
  private readonly qd0: Float64Array;
  private readonly q: Float64Array;
  private readonly qd: Float64Array;
  private readonly action = new ArmAction();
  private readonly replayed = new ArmAction();
  private readonly at = new Float64Array(DEVIATION_DIMS);
  private startYawRate = 0;
  private readonly twist = new Float64Array(6);

  /** @param stepS time of a step, s */
  constructor(
    private readonly scene: SceneModel,
    private readonly stepS: number,
  ) {
    const { model, task } = scene;
    this.start = new TaskState(model, task);
    this.state = new TaskState(model, task);
    this.kinematics = new Kinematics(model);
    this.controller = new TcpController(model, stepS);
    this.risks = new Risk(scene);
    const n = model.joints.length;
    this.q0 = new Float64Array(n);
    this.qd0 = new Float64Array(n);
    this.q = new Float64Array(n);
    this.qd = new Float64Array(n);
  }

  /**
   * Takes the scene, and what is executed until the plan arrives.
   * @param executing the chunk that is executed, or null: the hand holds still. @param age of it, ticks
   */
  begin(executing: Float64Array | null, age: number, delaySteps: number): void {
    const { scene, kinematics, start, q0, qd0, twist } = this;
    q0.set(scene.q);
    qd0.set(scene.qd);
    this.placeStart();
    start.take(scene);
    if (scene.held) start.takeHold();
    kinematics.twist(qd0, twist);
    start.vx = twist[0];
    start.vy = twist[1];
    start.vz = twist[2];
    this.startYawRate = twist[5];
    if (delaySteps > 0) this.advance(executing, age, delaySteps);
  }

  /**
   * @param deviation from the script, or null: none
   * @param replay a chunk to follow instead of the script, or null. @param age ticks of it that have passed
   * @param limit stops, with an infinite cost, where it costs more
   */
  run(deviation: Float64Array | null, replay: Float64Array | null, age: number, limit: number): void {
    const { state, goal, controller, q, qd, kinematics, action, stepS, risks } = this;
    state.copy(this.start);
    q.set(this.q0);
    qd.set(this.qd0);
    controller.resume(q, qd);
    risks.begin();
    action.vx = state.vx;
    action.vy = state.vy;
    action.vz = state.vz;
    action.yawRate = this.startYawRate;
    this.cost = 0;
    this.risk = 0;
    for (let k = 0; k < STEPS; k++) {
      aim(state, goal);
      if (k === 0) copyGoal(goal, this.firstGoal);
      this.command(k, deviation, replay, age + STEP_TICKS * k);
      if (k % STEPS_PER_KNOT === 0) this.writeKnot(k / STEPS_PER_KNOT);
      controller.update(action, q, qd);
      for (let i = 0; i < q.length; i++) q[i] += qd[i] * stepS;
      kinematics.update(q);
      state.step(kinematics.x, kinematics.y, kinematics.z, kinematics.yaw, action.grip, stepS);
      this.risk += stepS * risks.at(kinematics, state, k + 1);
      if (risks.collides) {
        // The later, the better: there is more time to find a way out.
        this.risk += COLLISION * (1.5 - k / STEPS);
        this.cost += this.risk + 2 * timeToGo(state);
        this.stopAfterKnot(Math.floor(k / STEPS_PER_KNOT));
        return;
      }
      if (this.cost + this.risk > limit) {
        this.cost = Infinity;
        return;
      }
    }
    aim(state, goal);
    this.command(STEPS, deviation, replay, age + STEP_TICKS * STEPS);
    this.writeKnot(CHUNK_KNOTS - 1);
    this.cost += this.risk + ROUGH_COST * state.roughM + timeToGo(state);
  }

  /** Knots after a collision say to stand, so that none is left of a roll-out before. */
  private stopAfterKnot(last: number): void {
    const { chunk, x, y, z } = this;
    for (let knot = last + 1; knot < CHUNK_KNOTS; knot++) {
      const o = ACTION_DIMS * knot;
      chunk.fill(0, o, o + ACTION_DIMS - 1);
      chunk[o + ACTION_DIMS - 1] = chunk[o - 1];
      x[knot] = x[last];
      y[knot] = y[last];
      z[knot] = z[last];
    }
  }

  private placeStart(): void {
    const { kinematics, start } = this;
    kinematics.update(this.q0);
    start.setHand(kinematics.x, kinematics.y, kinematics.z, kinematics.yaw);
  }

  /** Moves the start forward by what is executed meanwhile. */
  private advance(executing: Float64Array | null, age: number, steps: number): void {
    const { start, q0, qd0, controller, kinematics, action, stepS } = this;
    controller.resume(q0, qd0);
    action.copy(STILL);
    action.grip = start.held || start.heldOther ? 1 : 0;
    for (let k = 0; k < steps; k++) {
      if (executing !== null) actionAt(executing, age + STEP_TICKS * k, action);
      controller.update(action, q0, qd0);
      for (let i = 0; i < q0.length; i++) q0[i] += qd0[i] * stepS;
      kinematics.update(q0);
      start.step(kinematics.x, kinematics.y, kinematics.z, kinematics.yaw, action.grip, stepS);
    }
    this.startYawRate = action.yawRate;
  }

  /** The action of a step: script or replay, deviation, limits. */
  private command(k: number, deviation: Float64Array | null, replay: Float64Array | null, age: number): void {
    const { goal, state, action, at, replayed, stepS } = this;
    const dx = goal.x - state.x;
    const dy = goal.y - state.y;
    const dz = goal.z - state.z;
    const distance = Math.sqrt(dx * dx + dy * dy + dz * dz);
    const speed = distance > 0 ? Math.min(goal.speedMps, GAIN_PER_S * distance) / distance : 0;
    let vx = speed * goal.level * dx + goal.vx;
    let vy = speed * goal.level * dy + goal.vy;
    let vz = speed * dz + goal.vz;
    if (replay !== null && age <= CHUNK_TICKS) {
      actionAt(replay, age, replayed);
      this.noteDeviation(k, replayed.vx - vx, replayed.vy - vy, replayed.vz - vz);
      this.cost += DEVIATION_COST * stepS * squares(replayed.vx - vx, replayed.vy - vy, replayed.vz - vz);
      vx = replayed.vx;
      vy = replayed.vy;
      vz = replayed.vz;
    } else if (deviation !== null) {
      deviationAt(deviation, k, at);
      const keep = 1 - clamp(at[3], 0, 1);
      this.cost += DEVIATION_COST * stepS * squares(at[0], at[1], at[2]);
      vx = keep * vx + at[0];
      vy = keep * vy + at[1];
      vz = keep * vz + at[2];
    }
    const lowest = -8 * (state.z - state.lowestZ());
    this.limit(vx, vy, Math.max(vz, lowest));
    const turn = clamp(GAIN_PER_S * wrapAngle(goal.yaw - state.yaw), -MAX_YAW_RATE_RADPS, MAX_YAW_RATE_RADPS);
    const change = MAX_CHANGE_RADPS2 * stepS;
    action.yawRate += clamp(turn - action.yawRate, -change, change);
    action.grip = goal.grip;
  }

  private limit(vx: number, vy: number, vz: number): void {
    const { action, stepS } = this;
    const speed = Math.sqrt(squares(vx, vy, vz));
    const share = speed > MAX_SPEED_MPS ? MAX_SPEED_MPS / speed : 1;
    const ax = share * vx - action.vx;
    const ay = share * vy - action.vy;
    const az = share * vz - action.vz;
    const change = Math.sqrt(squares(ax, ay, az));
    const allowed = MAX_ACCELERATION_MPS2 * stepS;
    const keep = change > allowed ? allowed / change : 1;
    action.vx += keep * ax;
    action.vy += keep * ay;
    action.vz += keep * az;
  }

  private noteDeviation(k: number, dx: number, dy: number, dz: number): void {
    const point = (k * (DEVIATION_POINTS - 1)) / STEPS;
    const p = Math.round(point);
    if (Math.abs(point - p) > 0.5 * ((DEVIATION_POINTS - 1) / STEPS)) return;
    const o = DEVIATION_DIMS * p;
    this.deviation[o] = dx;
    this.deviation[o + 1] = dy;
    this.deviation[o + 2] = dz;
    this.deviation[o + 3] = 0;
  }

  private writeKnot(knot: number): void {
    const { action, state, chunk } = this;
    const o = ACTION_DIMS * knot;
    chunk[o] = action.vx;
    chunk[o + 1] = action.vy;
    chunk[o + 2] = action.vz;
    chunk[o + 3] = action.yawRate;
    chunk[o + 4] = action.grip;
    this.x[knot] = state.x;
    this.y[knot] = state.y;
    this.z[knot] = state.z;
  }
}

const STILL = new ArmAction();

function squares(x: number, y: number, z: number): number {
  return x * x + y * y + z * z;
}

function deviationAt(deviation: Float64Array, k: number, out: Float64Array): void {
  const place = (k * (DEVIATION_POINTS - 1)) / STEPS;
  const before = Math.min(DEVIATION_POINTS - 2, Math.floor(place));
  const share = place - before;
  const o = DEVIATION_DIMS * before;
  for (let i = 0; i < DEVIATION_DIMS; i++) {
    out[i] = deviation[o + i] + share * (deviation[o + DEVIATION_DIMS + i] - deviation[o + i]);
  }
}

function copyGoal(from: HandGoal, to: HandGoal): void {
  to.set(from.phase, from.x, from.y, from.z, from.yaw, from.speedMps, from.grip);
}
