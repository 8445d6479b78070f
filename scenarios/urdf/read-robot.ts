import type { XmlElement } from '@rgrove/parse-xml';
import { describeFound } from '../language/problem.ts';
import { readJoint } from './read-joint.ts';
import type { UrdfJoint } from './read-joint.ts';
import { readLink } from './read-link.ts';
import type { UrdfLink } from './read-link.ts';
import { readName } from './read-values.ts';
import { childrenOf } from './urdf-text.ts';
import type { UrdfText } from './urdf-text.ts';

/** Most collision shapes of a robot: each costs time at every tick. */
const MAX_SHAPES = 128;

/** A robot as its file says it; every number is checked, how the links hang together is not. */
export interface UrdfRobot {
  readonly name: string;
  /** In the order of the file, as are the joints. */
  readonly links: ReadonlyMap<string, UrdfLink>;
  readonly joints: readonly UrdfJoint[];
}

/** @throws UrdfProblem */
export function readRobot(text: UrdfText): UrdfRobot {
  const { robot } = text;
  const links = readNamed(text, 'link', readLink);
  const joints = readNamed(text, 'joint', readJoint);
  if (links.size === 0) text.refuse(robot, 'at least one <link>', 'none');
  let shapes = 0;
  for (const link of links.values()) {
    shapes += link.shapes.length;
    if (shapes > MAX_SHAPES) {
      text.refuse(link.element, `at most ${MAX_SHAPES} collision shapes in all`, 'more', 'Use fewer, larger ones.');
    }
  }
  return { name: readName(text, robot), links, joints: [...joints.values()] };
}

function readNamed<T>(
  text: UrdfText,
  kind: string,
  read: (text: UrdfText, element: XmlElement, name: string) => T,
): Map<string, T> {
  const all = new Map<string, T>();
  for (const element of childrenOf(text.robot, kind)) {
    const name = readName(text, element);
    if (all.has(name)) {
      text.refuse(
        element,
        `a name of its own for each ${kind}`,
        `${describeFound(name)} again`,
        'Rename one of the two.',
      );
    }
    all.set(name, read(text, element, name));
  }
  return all;
}
