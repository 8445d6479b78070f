import { describeFound } from '../language/problem.ts';
import type { Branch } from './link-tree.ts';
import type { JointLimit, UrdfJoint } from './read-joint.ts';
import type { UrdfText } from './urdf-text.ts';

export const MAX_JOINTS = 12;

/** Names of links at the tool centre point, most telling first; what comes before an underscore does not matter. */
const TOOL_NAMES = ['tcp', 'tool_center_point', 'tool_centre_point', 'tool0', 'grasp_frame', 'end_effector', 'ee_link'];

/** A link that a joint of the arm moves. */
export interface MovedBranch extends Branch {
  readonly joint: UrdfJoint & { readonly limit: JointLimit };
}

export interface Chain {
  /** The links that the arm's joints move, from base to hand. */
  readonly moved: readonly MovedBranch[];
  /** The link at the tool centre point by its name; null without one. */
  readonly tool: Branch | null;
}

/**
 * The arm: the joints on the way to the tool, or, where no link is called so, the longest way of revolute joints.
 * @param branches as from `growTree`
 * @throws UrdfProblem where that is no arm
 */
export function findChain(text: UrdfText, branches: readonly Branch[]): Chain {
  const joints = new Map<Branch, number>();
  for (const branch of branches) {
    const before = branch.parent === null ? 0 : (joints.get(branch.parent) ?? 0);
    joints.set(branch, before + (turns(branch) ? 1 : 0));
  }
  const count = (branch: Branch): number => joints.get(branch) ?? 0;
  let tool: Branch | null = null;
  for (const branch of branches) {
    const rank = toolRank(branch);
    if (rank < 0) continue;
    if (tool === null || rank < toolRank(tool) || (rank === toolRank(tool) && count(branch) > count(tool)))
      tool = branch;
  }
  let end = tool ?? branches[0];
  if (tool === null) for (const branch of branches) if (count(branch) > count(end)) end = branch;

  const moved: MovedBranch[] = [];
  for (let at: Branch | null = end; at !== null; at = at.parent) {
    if (turns(at)) moved.unshift(at);
    else if (at.joint !== null) checkStill(text, at);
  }
  if (moved.length < 1 || moved.length > MAX_JOINTS) {
    const where = tool === null ? '' : ` on the way to ${describeFound(tool.link.name)}`;
    const expected = `1 to ${MAX_JOINTS} revolute or continuous joints${where}`;
    text.refuse(moved[MAX_JOINTS]?.joint.element ?? end.link.element, expected, `${moved.length}`);
  }
  return { moved, tool };
}

function turns(branch: Branch): branch is MovedBranch {
  const { joint } = branch;
  return joint !== null && joint.mimic === null && (joint.type === 'revolute' || joint.type === 'continuous');
}

function checkStill(text: UrdfText, { joint }: Branch): void {
  if (joint === null || joint.type === 'fixed') return;
  const found = joint.mimic === null ? `a ${joint.type} joint` : 'a joint that mimics another';
  const tip = 'Only the two fingers of a gripper may slide; arms with linear axes are not read.';
  text.refuse(joint.element, 'only revolute, continuous and fixed joints between base and tool', found, tip);
}

/** Place among `TOOL_NAMES`, or -1. */
function toolRank({ link }: Branch): number {
  const name = link.name.toLowerCase();
  return TOOL_NAMES.findIndex((tool) => name === tool || name.endsWith(`_${tool}`));
}
