import { describeFound } from '../language/problem.ts';
import type { UrdfJoint } from './read-joint.ts';
import type { UrdfLink } from './read-link.ts';
import type { UrdfRobot } from './read-robot.ts';
import type { UrdfText } from './urdf-text.ts';

/** A link and how it hangs on the tree. */
export interface Branch {
  readonly link: UrdfLink;
  /** From the parent; null of the root. */
  readonly joint: UrdfJoint | null;
  readonly parent: Branch | null;
}

/**
 * All links, each after its parent, the root first.
 * @throws UrdfProblem where they are not one tree
 */
export function growTree(text: UrdfText, { links, joints }: UrdfRobot): readonly Branch[] {
  const jointTo = new Map<string, UrdfJoint>();
  const jointsFrom = new Map<string, UrdfJoint[]>();
  for (const joint of joints) {
    for (const end of ['parent', 'child'] as const) {
      if (links.has(joint[end])) continue;
      const known = `the name of a link as its ${end}`;
      text.refuse(joint.element, known, describeFound(joint[end]), `Links are: ${listOf([...links.keys()])}.`);
    }
    const other = jointTo.get(joint.child);
    if (other !== undefined) {
      const expected = `one joint to the link ${describeFound(joint.child)}`;
      text.refuse(joint.element, expected, `a second one beside ${describeFound(other.name)}`, 'Loops are not read.');
    }
    jointTo.set(joint.child, joint);
    const siblings = jointsFrom.get(joint.parent);
    if (siblings === undefined) jointsFrom.set(joint.parent, [joint]);
    else siblings.push(joint);
  }
  const roots = [...links.values()].filter((link) => !jointTo.has(link.name));
  if (roots.length > 1) {
    const names = listOf(roots.map((root) => root.name));
    text.refuse(roots[1].element, 'one link without a parent', names, 'Join them by a fixed joint.');
  }
  const branches: Branch[] = roots.map((link) => ({ link, joint: null, parent: null }));
  for (const parent of branches) {
    for (const joint of jointsFrom.get(parent.link.name) ?? []) {
      const link = links.get(joint.child);
      if (link !== undefined) branches.push({ link, joint, parent });
    }
  }
  if (branches.length < links.size) {
    const reached = new Set(branches.map((branch) => branch.link));
    const lost = [...links.values()].filter((link) => !reached.has(link));
    text.refuse(
      lost[0].element,
      'links that hang on one root',
      `a loop among ${listOf(lost.map((link) => link.name))}`,
    );
  }
  return branches;
}

function listOf(names: readonly string[]): string {
  const first = names.slice(0, 8).map(describeFound).join(', ');
  return names.length > 8 ? `${first} and ${names.length - 8} more` : first;
}
