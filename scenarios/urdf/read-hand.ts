import type { BoxModel, Frame, GripperModel } from '../../sim/robotics/arm/arm-model.ts';
import { acos } from '../../sim/kernel/math.ts';
import { boxAround } from './cover-shape.ts';
import type { Chain } from './find-chain.ts';
import { findFingers } from './find-fingers.ts';
import type { Fingers } from './find-fingers.ts';
import { add, axisOf, compose, cross, dot, IDENTITY, inverse, length, scale, transform } from './frame.ts';
import type { Vector3 } from './frame.ts';
import type { Body, Part } from './merge-links.ts';
import type { UrdfText } from './urdf-text.ts';

/** What a file does not say: as a common electric gripper has it. */
const COMMON_GRIPPER: GripperModel = {
  maxWidthM: 0.08,
  maxSpeedMps: 0.1,
  maxForceN: 40,
  fingerSize: [0.02, 0.05, 0.015],
  tipBeyondTcpM: 0.01,
  padFriction: 0.8,
  padRadiusM: 0.007,
};

/** Sine of the largest angle, 3 degrees, by which fingers may move out of the plane across the hand. */
const OUT_OF_PLANE = 0.0523;

export interface Hand {
  /** In the last body's frame. */
  readonly tcp: Frame;
  readonly gripper: GripperModel;
}

/**
 * The tool centre point and the gripper.
 * @param notes gets a sentence for each thing that the file does not say
 * @throws UrdfProblem where something slides that is not one of two fingers
 */
export function readHand(text: UrdfText, bodies: readonly Body[], chain: Chain, notes: string[]): Hand {
  const { parts } = bodies[bodies.length - 1];
  const fingers = findFingers(text, bodies);
  const tool = parts.find((part) => part.branch === chain.tool)?.frame ?? null;
  notes.push(`Friction of the pads (URDF does not have it): ${COMMON_GRIPPER.padFriction}.`);
  if (fingers === null) {
    notes.push(
      'No fingers were found (two prismatic joints on the hand); the gripper opens 80 mm and holds with 40 N.',
    );
    return { tcp: tool ?? endOf(parts, notes), gripper: COMMON_GRIPPER };
  }
  checkAcross(text, tool ?? fingers.hand.frame, fingers);
  const across = turnToFingers(tool ?? fingers.hand.frame, fingers.direction, notes);
  const boxes = fingers.parts.flatMap(({ frame, branch }) =>
    branch.link.shapes.map((shape) => boxAround(frame, shape)),
  );
  if (boxes.length === 0)
    notes.push('The fingers have no collision primitives; they are 20 x 15 mm wide and 50 mm long.');
  const [least, most] = boxes.length === 0 ? COMMON_EXTENT : extentOf(boxes, across);
  const tcp = tool === null ? moveToPads(across, most[2], notes) : across;
  return {
    tcp,
    gripper: {
      ...COMMON_GRIPPER,
      maxWidthM: fingers.strokeM,
      maxSpeedMps: fingers.speedMps,
      maxForceN: fingers.forceN,
      fingerSize: [most[0] - least[0], most[2] - least[2], most[1] - least[1]],
      tipBeyondTcpM: tool === null ? COMMON_GRIPPER.tipBeyondTcpM : most[2],
    },
  };
}

/** Of a finger without shapes, from the tool centre point: least and most x, y, z. */
const COMMON_EXTENT: readonly [Vector3, Vector3] = [
  [-0.01, 0, -0.04],
  [0.01, 0.015, 0.01],
];

/** The last of the links that hang on the hand one on another, as far as they do not branch. */
function endOf(parts: readonly Part[], notes: string[]): Frame {
  let end = parts[0];
  for (
    let at: readonly Part[] = [end];
    at.length === 1;
    at = parts.filter((part) => part.branch.parent === end.branch)
  ) {
    end = at[0];
  }
  notes.push(`No link is named tcp or tool0; the tool centre point is the frame of the link ${nameOf(end)}.`);
  return end.frame;
}

function checkAcross(text: UrdfText, tool: Frame, { element, direction }: Fingers): void {
  const along = dot(axisOf(tool, 2), direction);
  if (Math.abs(along) <= OUT_OF_PLANE) return;
  text.refuse(
    element,
    'fingers that move across the z axis of the tool centre point, or of the hand without one',
    `an angle of ${toDegrees(acos(Math.min(1, Math.abs(along))))} between them`,
    'Add a fixed link named tcp between the pads: z out of the hand, y along the fingers.',
  );
}

/** The tool turned about its z axis so that the fingers move along y. */
function turnToFingers(tool: Frame, direction: Vector3, notes: string[]): Frame {
  const z = axisOf(tool, 2);
  const flat = add(direction, scale(z, -dot(direction, z)));
  const sign = dot(flat, axisOf(tool, 1)) < 0 ? -1 : 1;
  const y = scale(flat, sign / length(flat));
  const angle = acos(Math.min(1, dot(y, axisOf(tool, 1))));
  if (angle < 1e-6) return tool;
  const x = cross(y, z);
  notes.push(
    `The tool centre point is turned by ${toDegrees(angle)} about z so that the fingers move along its y axis.`,
  );
  return { rotation: [x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]], translation: tool.translation };
}

function moveToPads(hand: Frame, tipM: number, notes: string[]): Frame {
  const forward = tipM - COMMON_GRIPPER.tipBeyondTcpM;
  const from = "the fingers' parent";
  notes.push(
    `No link is named tcp or tool0; the tool centre point is ${(forward * 1000).toFixed(0)} mm along z from ${from}.`,
  );
  return compose(hand, { ...IDENTITY, translation: [0, 0, forward] });
}

/** Least and most x, y, z of the boxes in `frame`. */
function extentOf(boxes: readonly BoxModel[], frame: Frame): readonly [Vector3, Vector3] {
  const least: [number, number, number] = [Infinity, Infinity, Infinity];
  const most: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  const back = inverse(frame);
  for (const { frame: place, size } of boxes) {
    const inFrame = compose(back, place);
    for (let corner = 0; corner < 8; corner++) {
      const sign = (bit: number): number => ((corner & bit) === 0 ? -0.5 : 0.5);
      const point = transform(inFrame, [sign(1) * size[0], sign(2) * size[1], sign(4) * size[2]]);
      for (let axis = 0; axis < 3; axis++) {
        least[axis] = Math.min(least[axis], point[axis]);
        most[axis] = Math.max(most[axis], point[axis]);
      }
    }
  }
  return [least, most];
}

function toDegrees(angle: number): string {
  return `${((angle * 180) / Math.PI).toFixed(1)} degrees`;
}

function nameOf(part: Part): string {
  return JSON.stringify(part.branch.link.name);
}
