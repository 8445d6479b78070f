import type { XmlElement } from '@rgrove/parse-xml';
import type { Frame } from '../../sim/robotics/arm/arm-model.ts';
import { describeFound } from '../language/problem.ts';
import { length, scale } from './frame.ts';
import type { Vector3 } from './frame.ts';
import { readName, readNumber, readOnly, readOrigin, readText, readVector } from './read-values.ts';
import type { UrdfText } from './urdf-text.ts';

export interface UrdfJoint {
  readonly name: string;
  readonly element: XmlElement;
  readonly type: 'revolute' | 'continuous' | 'prismatic' | 'fixed';
  /** Names of links. */
  readonly parent: string;
  readonly child: string;
  /** In the parent's frame. */
  readonly origin: Frame;
  /** Unit vector in the joint's frame; of a fixed joint without meaning. */
  readonly axis: Vector3;
  /** Null of a fixed joint. */
  readonly limit: JointLimit | null;
  /** The joint that it follows. */
  readonly mimic: { readonly joint: string; readonly multiplier: number } | null;
}

/** rad, rad/s and Nm; of a prismatic joint m, m/s and N. */
export interface JointLimit {
  readonly lower: number;
  readonly upper: number;
  readonly speed: number;
  readonly effort: number;
}

/** How far a continuous joint may turn either way, rad: without end there would be no middle to keep to. */
const CONTINUOUS_LIMIT_RAD = 2 * Math.PI;

/** @throws UrdfProblem */
export function readJoint(text: UrdfText, element: XmlElement, name: string): UrdfJoint {
  const type = readType(text, element);
  return {
    name,
    element,
    type,
    parent: readEnd(text, element, 'parent'),
    child: readEnd(text, element, 'child'),
    origin: readOrigin(text, element),
    axis: type === 'fixed' ? [1, 0, 0] : readAxis(text, element),
    limit: type === 'fixed' ? null : readLimit(text, element, type),
    mimic: readMimic(text, element),
  };
}

function readType(text: UrdfText, element: XmlElement): UrdfJoint['type'] {
  const type = readText(text, element, 'type');
  if (type === 'revolute' || type === 'continuous' || type === 'prismatic' || type === 'fixed') return type;
  const expected = 'a type of joint that is revolute, continuous, prismatic (fingers) or fixed';
  return text.refuse(element, expected, describeFound(type));
}

function readEnd(text: UrdfText, element: XmlElement, end: 'parent' | 'child'): string {
  const found = readOnly(text, element, end) ?? text.refuse(element, `<${end} link>`, 'none');
  return readName(text, found, 'link');
}

function readAxis(text: UrdfText, joint: XmlElement): Vector3 {
  const element = readOnly(text, joint, 'axis');
  if (element === null) return [1, 0, 0];
  const axis = readVector(text, element, 'xyz', { what: 'a part of the axis', min: -1e6, max: 1e6 });
  const norm = length(axis);
  if (norm < 1e-6) text.refuse(element, 'an axis that points somewhere', describeFound(element.attributes.xyz));
  return scale(axis, 1 / norm);
}

function readLimit(text: UrdfText, joint: XmlElement, type: UrdfJoint['type']): JointLimit {
  const element =
    readOnly(text, joint, 'limit') ??
    text.refuse(joint, `<limit> with effort and velocity${type === 'continuous' ? '' : ', lower and upper'}`, 'none');
  const speed = readNumber(text, element, 'velocity', { what: 'the highest speed', above: 0, max: 1e4 });
  const effort = readNumber(text, element, 'effort', { what: 'the highest torque or force', above: 0, max: 1e6 });
  if (type === 'continuous') return { lower: -CONTINUOUS_LIMIT_RAD, upper: CONTINUOUS_LIMIT_RAD, speed, effort };
  const position =
    type === 'prismatic'
      ? { what: 'a position, m', min: -10, max: 10 }
      : { what: 'an angle, rad', min: -100, max: 100, tip: 'Angles are in radians.' };
  const lower = readNumber(text, element, 'lower', position, 0);
  const upper = readNumber(text, element, 'upper', position, 0);
  if (lower >= upper) {
    const tip = 'Swap them, or make a joint that does not move fixed.';
    text.refuse(element, 'lower below upper', `lower ${lower}, upper ${upper}`, tip);
  }
  return { lower, upper, speed, effort };
}

function readMimic(text: UrdfText, joint: XmlElement): UrdfJoint['mimic'] {
  const element = readOnly(text, joint, 'mimic');
  if (element === null) return null;
  const multiplier = readNumber(text, element, 'multiplier', { what: 'a factor', min: -1e3, max: 1e3 }, 1);
  return { joint: readName(text, element, 'joint'), multiplier };
}
