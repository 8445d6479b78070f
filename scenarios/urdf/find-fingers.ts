import { describeFound } from '../language/problem.ts';
import { dot, rotate } from './frame.ts';
import type { Vector3 } from './frame.ts';
import type { Body, Part } from './merge-links.ts';
import type { JointLimit, UrdfJoint } from './read-joint.ts';
import type { UrdfText } from './urdf-text.ts';

/** Cosine of 3 degrees: directions closer than that count as one. */
const ALIGNED = 0.9986;

/** Two fingers that move equally and against each other. */
export interface Fingers {
  /** Unit vector along which the first one moves, in the last body's frame. */
  readonly direction: Vector3;
  /** The link that carries the first one. */
  readonly hand: Part;
  /** All that moves with the first one. */
  readonly parts: readonly Part[];
  /** Of the first one's joint. */
  readonly element: UrdfJoint['element'];
  /** How far the two can move in all, m. */
  readonly strokeM: number;
  /** Of the distance between them, m/s. */
  readonly speedMps: number;
  readonly forceN: number;
}

interface Finger {
  readonly joint: UrdfJoint;
  readonly limit: JointLimit;
  readonly part: Part;
  readonly hand: Part;
}

/**
 * The two links that slide on the hand; null where nothing slides.
 * @throws UrdfProblem where something slides that is not one of two fingers
 */
export function findFingers(text: UrdfText, bodies: readonly Body[]): Fingers | null {
  const found: Finger[] = [];
  for (const body of bodies) {
    for (const part of body.parts) {
      const { joint, parent } = part.branch;
      if (joint?.type !== 'prismatic' || joint.limit === null) continue;
      const hand = body.parts.find((other) => other.branch === parent);
      if (hand === undefined || hand.finger !== null || body !== bodies[bodies.length - 1]) {
        text.refuse(joint.element, 'prismatic joints only of two fingers on the hand', 'one elsewhere');
      }
      found.push({ joint, limit: joint.limit, part, hand });
    }
  }
  if (found.length === 0) return null;
  if (found.length !== 2) {
    const { element } = found[Math.min(2, found.length - 1)].joint;
    text.refuse(element, 'two prismatic joints, of a gripper with two fingers', `${found.length}`);
  }
  const [one, two] = found;
  checkOpposed(text, one, two);
  const [first, second] = one.joint.mimic !== null ? [two, two] : [one, two.joint.mimic !== null ? one : two];
  return {
    direction: rotate(one.part.frame, one.joint.axis),
    hand: one.hand,
    parts: bodies[bodies.length - 1].parts.filter((part) => part.finger === one.part.branch),
    element: one.joint.element,
    strokeM: first.limit.upper - first.limit.lower + (second.limit.upper - second.limit.lower),
    speedMps: 2 * Math.min(one.limit.speed, two.limit.speed),
    forceN: Math.min(first.limit.effort, second.limit.effort),
  };
}

function checkOpposed(text: UrdfText, one: Finger, two: Finger): void {
  const follower = one.joint.mimic !== null ? one : two;
  const leader = follower === one ? two : one;
  const { mimic, element } = follower.joint;
  if (mimic !== null && (mimic.joint !== leader.joint.name || leader.joint.mimic !== null)) {
    text.refuse(element, 'one finger that mimics the other', `${describeFound(mimic.joint)} is mimicked`);
  }
  const along = dot(rotate(one.part.frame, one.joint.axis), rotate(two.part.frame, two.joint.axis));
  // Fingers that do not mimic are closed together, whatever the signs of their axes are.
  const opposed = mimic === null ? Math.abs(along) > ALIGNED : along * Math.sign(mimic.multiplier) < -ALIGNED;
  const equal = mimic === null || Math.abs(Math.abs(mimic.multiplier) - 1) < 0.01;
  if (opposed && equal) return;
  text.refuse(
    element,
    'two fingers that move equally far and against each other',
    `${describeFound(one.joint.name)} and ${describeFound(two.joint.name)}`,
    'Check axis, origin and, of the one that mimics, the multiplier (1 or -1).',
  );
}
