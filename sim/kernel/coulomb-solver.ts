import { ContactEquation, Solver } from 'cannon-es';
import type { Body, Equation, World } from 'cannon-es';
import { CoulombFrictionEquation } from './coulomb-narrowphase.ts';

/** Numbers per row: linear and angular Jacobian of both bodies (12), then the same times the inverse mass matrix (12). */
const ROW = 24;
/** Numbers per body: linear and angular velocity change. */
const BODY = 6;

/**
 * Projected Gauss-Seidel with Coulomb friction (a pyramid or a cone per contact point), without warm
 * start, hence without state between steps. Differs from `GSSolver` of cannon-es in what physics needs: force limits of
 * constraints are forces (N or N m), not impulses per step, and friction is bounded by friction times normal impulse.
 * The world must use a `CoulombNarrowphase`. Regularisation is SPOOK, Lacoursiere 2007, as in cannon-es.
 */
export class CoulombSolver extends Solver {
  /** Sweeps per step. */
  iterations: number;
  /** Sweeping stops when the impulses of one sweep change by less than this in sum, N s. */
  tolerance = 1e-7;
  /**
   * Whether friction is bounded by a cone, the same in all directions, instead of the pyramid over the two tangents of
   * each contact, which holds up to 1.41 times as much between them.
   */
  cone = false;

  private rows = new Float64Array(ROW * 64);
  private right = new Float64Array(64);
  private inverse = new Float64Array(64);
  private epsilon = new Float64Array(64);
  private low = new Float64Array(64);
  private high = new Float64Array(64);
  private impulse = new Float64Array(64);
  private bodyA = new Int32Array(64);
  private bodyB = new Int32Array(64);
  private frictionOf = new Float64Array(64);
  private contactRow = new Int32Array(64);
  private change = new Float64Array(BODY * 32);
  /** Never shortened: an empty array would grow anew in every step. */
  private readonly ordered: Equation[] = [];
  /** Numbers that the methods of a sweep hand each other: passed as values, each would be an object in memory. */
  private readonly gap = new Float64Array(1);
  private readonly delta = new Float64Array(1);
  private readonly moved = new Float64Array(1);

  constructor(iterations = 20) {
    super();
    this.iterations = iterations;
  }

  override solve(dt: number, world: World): number {
    const count = this.equations.length;
    if (count === 0) return 0;
    const bodies = world.bodies;
    this.reserve(count, bodies.length);
    for (let i = 0; i < bodies.length; i++) bodies[i].updateSolveMassProperties();
    this.change.fill(0, 0, BODY * bodies.length);

    const normals = this.order();
    for (let k = 0; k < count; k++) this.loadRow(k, dt);
    for (let k = 0; k < normals; k++) this.loadForceLimits(k, dt);
    for (let k = normals; k < count; k++) this.loadFriction(k);

    let sweeps = 0;
    while (sweeps < this.iterations) {
      sweeps++;
      if (this.sweep(normals, count) < this.tolerance) break;
    }

    this.applyTo(bodies);
    for (let k = 0; k < count; k++) {
      this.ordered[k].multiplier = this.impulse[k] / dt;
    }
    return sweeps;
  }

  /** Fills `ordered`: normals and constraints first, friction after; returns the number of the former. */
  private order(): number {
    const equations = this.equations;
    const ordered = this.ordered;
    let count = 0;
    for (let i = 0; i < equations.length; i++) {
      const equation = equations[i];
      if (equation instanceof CoulombFrictionEquation) continue;
      // Until it receives the result, the multiplier of a contact says which row is its own: friction rows look it up.
      if (equation instanceof ContactEquation) equation.multiplier = count;
      ordered[count++] = equation;
    }
    const normals = count;
    for (let i = 0; i < equations.length; i++) {
      const equation = equations[i];
      if (equation instanceof CoulombFrictionEquation) ordered[count++] = equation;
    }
    return normals;
  }

  private loadRow(k: number, dt: number): void {
    const equation = this.ordered[k];
    // The typings give `computeB` of the base class, (a, b, h); every subclass takes the time step alone.
    const b = (equation as unknown as { computeB(h: number): number }).computeB(dt);
    const o = k * ROW;
    const rows = this.rows;
    const bi = equation.bi;
    const bj = equation.bj;
    this.loadSide(o, equation.jacobianElementA.spatial, equation.jacobianElementA.rotational, bi);
    this.loadSide(o + 6, equation.jacobianElementB.spatial, equation.jacobianElementB.rotational, bj);
    let c = equation.eps;
    for (let n = 0; n < 12; n++) c += rows[o + n] * rows[o + 12 + n];
    this.bodyA[k] = bi.index * BODY;
    this.bodyB[k] = bj.index * BODY;
    this.right[k] = b;
    this.inverse[k] = c > 0 ? 1 / c : 0;
    this.epsilon[k] = equation.eps;
    this.impulse[k] = 0;
  }

  private loadSide(
    o: number,
    linear: { x: number; y: number; z: number },
    angular: { x: number; y: number; z: number },
    body: Body,
  ): void {
    const rows = this.rows;
    const m = body.invMassSolve;
    const e = body.invInertiaWorldSolve.elements;
    rows[o] = linear.x;
    rows[o + 1] = linear.y;
    rows[o + 2] = linear.z;
    rows[o + 3] = angular.x;
    rows[o + 4] = angular.y;
    rows[o + 5] = angular.z;
    rows[o + 12] = m * linear.x;
    rows[o + 13] = m * linear.y;
    rows[o + 14] = m * linear.z;
    rows[o + 15] = e[0] * angular.x + e[1] * angular.y + e[2] * angular.z;
    rows[o + 16] = e[3] * angular.x + e[4] * angular.y + e[5] * angular.z;
    rows[o + 17] = e[6] * angular.x + e[7] * angular.y + e[8] * angular.z;
  }

  private loadForceLimits(k: number, dt: number): void {
    this.low[k] = this.ordered[k].minForce * dt;
    this.high[k] = this.ordered[k].maxForce * dt;
  }

  private loadFriction(k: number): void {
    const row = this.ordered[k] as CoulombFrictionEquation;
    this.frictionOf[k] = row.friction;
    this.contactRow[k] = row.contact!.multiplier;
  }

  /** @returns the sum of the changes of impulses, N s */
  private sweep(normals: number, count: number): number {
    this.moved[0] = 0;
    for (let k = 0; k < normals; k++) this.relax(k);
    if (this.cone) {
      for (let k = normals; k < count; k += 2) this.relaxCone(k);
      return this.moved[0];
    }
    const { impulse, frictionOf, contactRow, low, high } = this;
    for (let k = normals; k < count; k++) {
      high[k] = frictionOf[k] * impulse[contactRow[k]];
      low[k] = -high[k];
      this.relax(k);
    }
    return this.moved[0];
  }

  /**
   * Friction rows come in pairs, one for each tangent. Both take a step of the same length against the slip, so that
   * the force points against it, and are then shortened to the bound: the gradient projected on the disc.
   */
  private relaxCone(k: number): void {
    const { impulse, inverse, delta, gap } = this;
    const bound = this.frictionOf[k] * impulse[this.contactRow[k]];
    const first = impulse[k];
    const second = impulse[k + 1];
    if (bound === 0 && first === 0 && second === 0) return;
    const step = inverse[k] < inverse[k + 1] ? inverse[k] : inverse[k + 1];
    this.measure(k);
    let x = first + step * gap[0];
    this.measure(k + 1);
    let y = second + step * gap[0];
    const squared = x * x + y * y;
    if (squared > bound * bound) {
      const scale = bound / Math.sqrt(squared);
      x *= scale;
      y *= scale;
    }
    impulse[k] = x;
    impulse[k + 1] = y;
    delta[0] = x - first;
    this.apply(k);
    delta[0] = y - second;
    this.apply(k + 1);
    this.moved[0] += Math.abs(x - first) + Math.abs(y - second);
  }

  /** Brings row `k` as near to satisfied as its bounds allow. */
  private relax(k: number): void {
    this.measure(k);
    const old = this.impulse[k];
    let next = old + this.inverse[k] * this.gap[0];
    if (next < this.low[k]) next = this.low[k];
    else if (next > this.high[k]) next = this.high[k];
    const delta = next - old;
    if (delta === 0) return;
    this.impulse[k] = next;
    this.delta[0] = delta;
    this.apply(k);
    this.moved[0] += delta > 0 ? delta : -delta;
  }

  /** Writes to `gap` how far row `k` is from being satisfied, m/s or rad/s. */
  private measure(k: number): void {
    const rows = this.rows;
    const v = this.change;
    const o = k * ROW;
    const a = this.bodyA[k];
    const b = this.bodyB[k];
    // Written out: as loops these sums took twice as long.
    let gv = 0 + (rows[o] * v[a] + rows[o + 6] * v[b]);
    gv += rows[o + 1] * v[a + 1] + rows[o + 7] * v[b + 1];
    gv += rows[o + 2] * v[a + 2] + rows[o + 8] * v[b + 2];
    gv += rows[o + 3] * v[a + 3] + rows[o + 9] * v[b + 3];
    gv += rows[o + 4] * v[a + 4] + rows[o + 10] * v[b + 4];
    gv += rows[o + 5] * v[a + 5] + rows[o + 11] * v[b + 5];
    this.gap[0] = this.right[k] - gv - this.epsilon[k] * this.impulse[k];
  }

  /** Adds what the impulse `delta` of row `k` does to the velocities of its bodies. */
  private apply(k: number): void {
    const delta = this.delta[0];
    const rows = this.rows;
    const v = this.change;
    const o = k * ROW;
    const a = this.bodyA[k];
    const b = this.bodyB[k];
    v[a] += delta * rows[o + 12];
    v[b] += delta * rows[o + 18];
    v[a + 1] += delta * rows[o + 13];
    v[b + 1] += delta * rows[o + 19];
    v[a + 2] += delta * rows[o + 14];
    v[b + 2] += delta * rows[o + 20];
    v[a + 3] += delta * rows[o + 15];
    v[b + 3] += delta * rows[o + 21];
    v[a + 4] += delta * rows[o + 16];
    v[b + 4] += delta * rows[o + 22];
    v[a + 5] += delta * rows[o + 17];
    v[b + 5] += delta * rows[o + 23];
  }

  private applyTo(bodies: readonly Body[]): void {
    const v = this.change;
    for (let i = 0; i < bodies.length; i++) {
      const body = bodies[i];
      const o = i * BODY;
      const l = body.linearFactor;
      const w = body.angularFactor;
      body.velocity.x += v[o] * l.x;
      body.velocity.y += v[o + 1] * l.y;
      body.velocity.z += v[o + 2] * l.z;
      body.angularVelocity.x += v[o + 3] * w.x;
      body.angularVelocity.y += v[o + 4] * w.y;
      body.angularVelocity.z += v[o + 5] * w.z;
    }
  }

  private reserve(rows: number, bodies: number): void {
    if (rows > this.impulse.length) {
      const n = 2 * rows;
      this.rows = new Float64Array(ROW * n);
      this.right = new Float64Array(n);
      this.inverse = new Float64Array(n);
      this.epsilon = new Float64Array(n);
      this.low = new Float64Array(n);
      this.high = new Float64Array(n);
      this.impulse = new Float64Array(n);
      this.bodyA = new Int32Array(n);
      this.bodyB = new Int32Array(n);
      this.frictionOf = new Float64Array(n);
      this.contactRow = new Int32Array(n);
    }
    if (BODY * bodies > this.change.length) this.change = new Float64Array(2 * BODY * bodies);
  }
}
