import type { ArmModel, JointModel, LinkModel } from '../../sim/robotics/arm/arm-model.ts';
import { Kinematics } from '../../sim/robotics/arm/kinematics.ts';
import { boxAround, coverShape } from './cover-shape.ts';
import { findChain } from './find-chain.ts';
import type { Chain, MovedBranch } from './find-chain.ts';
import { findHome } from './find-home.ts';
import { growTree } from './link-tree.ts';
import type { Branch } from './link-tree.ts';
import { mergeLinks } from './merge-links.ts';
import type { Body } from './merge-links.ts';
import { readHand } from './read-hand.ts';
import { readRobot } from './read-robot.ts';
import { massOf } from './rigid-body.ts';
import { UrdfText } from './urdf-text.ts';

/** Of every joint, rad/s2: URDF has no accelerations. Arms of this size reach 7 to 20. */
export const DEFAULT_ACCELERATION_RADPS2 = 10;

/** From straight down, rad: what the hand may be off at home before it is worth a note. */
const TILT_WORTH_A_NOTE = 0.05;

/**
 * An arm from a URDF file (https://wiki.ros.org/urdf/XML). Its base is the root link, its joints are the revolute and
 * continuous ones on the way to the link named `tcp`, `tool0` or alike, else the longest way of them. Fixed joints merge
 * links, with their masses; other branches are merged as they stand at 0. Two opposed prismatic joints on the hand are
 * the gripper. Collision boxes, cylinders and spheres are covered by spheres; meshes and visuals are left out.
 * @param fileName for messages
 * @param notes gets a sentence for each thing that the file does not say or that was taken otherwise
 * @throws UrdfProblem that names line and element, what was expected, what was found
 */
export function parseUrdf(text: string, fileName: string, notes: string[] = []): ArmModel {
  const urdf = new UrdfText(text, fileName);
  const robot = readRobot(urdf);
  const branches = growTree(urdf, robot);
  const chain = findChain(urdf, branches);
  const bodies = mergeLinks(branches, chain);
  noteOddities(branches, chain, notes);
  const draft: ArmModel = {
    name: robot.name,
    joints: chain.moved.map((branch, i) => jointModel(branch, bodies[i + 1])),
    links: bodies.map((body, i) => linkModel(urdf, body, i)),
    ...readHand(urdf, bodies, chain, notes),
    home: [],
  };
  noteCover(bodies, notes);
  const model = { ...draft, home: findHome(draft) };
  noteTilt(model, notes);
  return model;
}

function jointModel({ joint: { name, axis, limit } }: MovedBranch, { origin }: Body): JointModel {
  return {
    name,
    origin,
    axis,
    lowerRad: limit.lower,
    upperRad: limit.upper,
    maxSpeedRadps: limit.speed,
    maxAccelerationRadps2: DEFAULT_ACCELERATION_RADPS2,
    maxTorqueNm: limit.effort,
  };
}

function linkModel(urdf: UrdfText, { name, parts }: Body, index: number): LinkModel {
  const mass = massOf(parts);
  if (index > 0 && mass.massKg === 0) {
    const expected = 'an <inertial> in this link or in one fixed to it';
    urdf.refuse(parts[0].branch.link.element, expected, 'none', 'What a joint moves must have a mass.');
  }
  // Fingers move; the gripper's own model stands for them.
  const still = parts.filter((part) => part.finger === null);
  return {
    name,
    ...mass,
    spheres: still.flatMap(({ frame, branch }) =>
      branch.link.shapes.flatMap((shape) => coverShape(frame, shape).spheres),
    ),
    boxes: still.flatMap(({ frame, branch }) => branch.link.shapes.map((shape) => boxAround(frame, shape))),
  };
}

function noteOddities(branches: readonly Branch[], { moved }: Chain, notes: string[]): void {
  const list = (some: readonly Branch[]): string => some.map(({ link }) => link.name).join(', ');
  const joints = (some: readonly Branch[]): string => some.map(({ joint }) => joint?.name).join(', ');
  notes.push(`Acceleration of all joints (URDF does not have it): ${DEFAULT_ACCELERATION_RADPS2} rad/s2.`);
  const endless = moved.filter(({ joint }) => joint.type === 'continuous');
  if (endless.length > 0) notes.push(`Continuous joints turn by up to one turn either way: ${joints(endless)}.`);
  const stiff = branches.filter(({ joint }) => joint?.type === 'revolute' || joint?.type === 'continuous');
  const merged = stiff.filter((branch) => !moved.some((other) => other === branch));
  if (merged.length > 0) notes.push(`Joints beside the arm stand still at 0: ${joints(merged)}.`);
  const meshes = branches.filter(({ link }) => link.collisionMeshes > 0);
  if (meshes.length > 0) notes.push(`Collision meshes are left out, as if nothing were there: ${list(meshes)}.`);
}

function noteCover(bodies: readonly Body[], notes: string[]): void {
  let count = 0;
  let farthestM = 0;
  for (const { parts } of bodies) {
    for (const { frame, branch, finger } of parts) {
      if (finger !== null) continue;
      for (const shape of branch.link.shapes) {
        const { spheres, excessM } = coverShape(frame, shape);
        count += spheres.length;
        farthestM = Math.max(farthestM, excessM);
      }
    }
  }
  if (count === 0) notes.push('No link has a collision primitive: the arm cannot touch anything and is not drawn.');
  else
    notes.push(`${count} spheres stand for the arm; they reach up to ${(farthestM * 1000).toFixed(0)} mm beyond it.`);
}

function noteTilt(model: ArmModel, notes: string[]): void {
  const { tilt } = new Kinematics(model);
  if (tilt < TILT_WORTH_A_NOTE) return;
  const degrees = ((tilt * 180) / Math.PI).toFixed(0);
  notes.push(`No good posture was found in which the hand points down: at home it is ${degrees} degrees off.`);
}
