import { Cylinder, FrictionEquation, Narrowphase, Vec3 } from 'cannon-es';
import type { Body, ContactEquation, Quaternion } from 'cannon-es';
import { SurfaceMaterial } from './body-shapes.ts';

/**
 * A tangential row of one contact point. Its bound is `friction` times the normal impulse of `contact`, re-read in
 * every iteration; the fixed slip force of the base class is not used.
 */
export class CoulombFrictionEquation extends FrictionEquation {
  /** Coulomb coefficient, dimensionless. */
  friction = 0;
  contact: ContactEquation | null = null;
  /** Speed along the tangent at which the surface of body j runs ahead of that of body i, m/s: belts. */
  surfaceSpeedMps = 0;

  constructor(bodyA: Body, bodyB: Body) {
    super(bodyA, bodyB, 0);
  }

  override computeB(h: number): number {
    return super.computeB(h) - this.b * this.surfaceSpeedMps;
  }
}

/**
 * Creates friction rows that know their contact. Coefficients of two materials combine as their geometric mean (the rule
 * of Box2D's `b2MixFriction`). Cylinders are round on planes; between solids they are the prisms of cannon-es.
 */
export class CoulombNarrowphase extends Narrowphase {
  /** How fast the surfaces of bodies run that stand still themselves, m/s in world axes. */
  readonly surfaceVelocities = new Map<Body, Vec3>();
  /**
   * How far a body on four contact points sinks under its weight, m. A contact exists only where bodies overlap: hard ones
   * lie so close to zero that their points come and go, and small bodies never come to rest. Default 0: as hard as the
   * contact material.
   */
  restingDepthM = 0;

  /** Contacts push as hard as it takes; the bound of stock contacts is a force of 1 MN, less than a crash. */
  override createContactEquation(...args: Parameters<Narrowphase['createContactEquation']>): ContactEquation {
    const contact = super.createContactEquation(...args);
    contact.maxForce = Infinity;
    const compliance = this.compliance(contact.bi, contact.bj);
    if (compliance > 0) {
      contact.setSpookParams(1 / compliance, this.currentContactMaterial.contactEquationRelaxation, this.world.dt);
    }
    return contact;
  }

  override createFrictionEquationsFromContact(contact: ContactEquation, out: FrictionEquation[]): boolean {
    const material = this.currentContactMaterial;
    const a = contact.si.material ?? contact.bi.material;
    const b = contact.sj.material ?? contact.bj.material;
    const friction =
      a && b && a.friction >= 0 && b.friction >= 0 ? Math.sqrt(a.friction * b.friction) : material.friction;
    if (friction <= 0) return false;
    const first = this.takeRow(contact, friction);
    const second = this.takeRow(contact, friction);
    contact.ni.tangents(first.t, second.t);
    first.setSpookParams(material.frictionEquationStiffness, material.frictionEquationRelaxation, this.world.dt);
    second.setSpookParams(material.frictionEquationStiffness, material.frictionEquationRelaxation, this.world.dt);
    if (this.surfaceVelocities.size > 0) {
      this.runSurface(first);
      this.runSurface(second);
    }
    out.push(first, second);
    return true;
  }

  override planeConvex(...args: Parameters<Narrowphase['planeConvex']>): true | void {
    const [plane, convex, planePosition, position, planeTurn, turn, planeBody, body, si, sj, justTest] = args;
    if (!(convex instanceof Cylinder) || justTest === true) return super.planeConvex(...args);
    planeTurn.vmult(UP, normal);
    rimTowards(convex, turn);
    for (let k = 0; k < RIM_POINTS; k++) {
      position.vadd(rim[k], point);
      point.vsub(planePosition, fromPlane);
      const height = fromPlane.dot(normal);
      if (height > 0) continue;
      const contact = this.createContactEquation(planeBody, body, plane, convex, si, sj);
      contact.ni.copy(normal);
      point.vsub(body.position, contact.rj);
      point.addScaledVector(-height, normal, contact.ri);
      contact.ri.vsub(planeBody.position, contact.ri);
      this.result.push(contact);
      this.createFrictionEquationsFromContact(contact, this.frictionResult);
    }
  }

  private runSurface(row: CoulombFrictionEquation): void {
    const i = this.surfaceVelocities.get(row.bi);
    const j = this.surfaceVelocities.get(row.bj);
    row.surfaceSpeedMps = (j === undefined ? 0 : j.dot(row.t)) - (i === undefined ? 0 : i.dot(row.t));
  }

  /** Of a contact point between two bodies, m/N; 0 where the contact material decides. */
  private compliance(a: Body, b: Body): number {
    const own = complianceOf(a) + complianceOf(b);
    if (own > 0 || this.restingDepthM === 0) return own;
    const mass = a.mass > 0 && b.mass > 0 ? Math.sqrt(a.mass * b.mass) : a.mass + b.mass;
    return (4 * this.restingDepthM) / (mass * this.world.gravity.length());
  }

  private takeRow(contact: ContactEquation, friction: number): CoulombFrictionEquation {
    // The pool is shared by all worlds of the process; a stock world may have left rows of its own kind in it.
    const pooled = this.frictionEquationPool.pop();
    const row =
      pooled instanceof CoulombFrictionEquation ? pooled : new CoulombFrictionEquation(contact.bi, contact.bj);
    row.bi = contact.bi;
    row.bj = contact.bj;
    row.ri.copy(contact.ri);
    row.rj.copy(contact.rj);
    row.enabled = contact.enabled;
    row.friction = friction;
    row.contact = contact;
    row.surfaceSpeedMps = 0;
    return row;
  }
}

function complianceOf(body: Body): number {
  return body.material instanceof SurfaceMaterial ? body.material.complianceMpN : 0;
}

const UP = new Vec3(0, 0, 1);
/** The library's cylinder lies along y. */
const AXIS = new Vec3(0, 1, 0);
const SIDE = new Vec3(1, 0, 0);
const RIM_POINTS = 5;
/** Sine of the tilt below which a cylinder stands: its lowest point is then anywhere on the rim. */
const STANDS = 0.02;

const normal = new Vec3();
const point = new Vec3();
const fromPlane = new Vec3();
const axis = new Vec3();
const down = new Vec3();
const across = new Vec3();
const rim = Array.from({ length: RIM_POINTS }, () => new Vec3());

/**
 * Writes to `rim` the points, from the cylinder's centre, on which it can rest on a plane of the `normal`: the lowest of
 * both ends, and three more a quarter apart on the lower end.
 */
function rimTowards(cylinder: Cylinder, turn: Quaternion): void {
  turn.vmult(AXIS, axis);
  if (axis.dot(normal) > 0) axis.negate(axis);
  axis.scale(axis.dot(normal), down);
  down.vsub(normal, down);
  if (down.lengthSquared() < STANDS * STANDS) turn.vmult(SIDE, down);
  down.normalize();
  axis.cross(down, across);
  const r = cylinder.radiusBottom;
  const half = cylinder.height / 2;
  axis.scale(half, point);
  point.addScaledVector(r, down, rim[0]);
  point.addScaledVector(-r, down, rim[1]);
  point.addScaledVector(r, across, rim[2]);
  point.addScaledVector(-r, across, rim[3]);
  down.scale(r, rim[4]);
  rim[4].addScaledVector(-half, axis, rim[4]);
}
