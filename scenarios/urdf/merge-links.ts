import type { Frame } from '../../sim/robotics/arm/arm-model.ts';
import type { Chain } from './find-chain.ts';
import { compose, IDENTITY } from './frame.ts';
import type { Branch } from './link-tree.ts';

/** What moves as one: 0 is the base, then one after each of the arm's joints. */
export interface Body {
  /** Of the link that the joint moves; the root's. */
  readonly name: string;
  /** The joint's frame in the body before it. */
  readonly origin: Frame;
  /** All links within, the first at the body's own frame. */
  readonly parts: readonly Part[];
}

export interface Part {
  readonly branch: Branch;
  /** In the body's frame, with all joints beside the arm's at 0. */
  readonly frame: Frame;
  /** The sliding joint's link that carries it, itself if it is one; null of what is no finger. */
  readonly finger: Branch | null;
}

/**
 * The arm's bodies: fixed joints merge their links, and so do joints that are not on the arm's way.
 * @param branches as from `growTree`
 */
export function mergeLinks(branches: readonly Branch[], { moved }: Chain): readonly Body[] {
  const bodies: { name: string; origin: Frame; parts: Part[] }[] = [];
  const places = new Map<Branch | null, { body: number; part: Part }>();
  for (const branch of branches) {
    const { joint } = branch;
    const parent = places.get(branch.parent);
    const origin = joint === null ? IDENTITY : joint.origin;
    const frame = parent === undefined ? origin : compose(parent.part.frame, origin);
    const place = moved.findIndex((other) => other === branch) + 1;
    if (parent === undefined || place > 0) {
      const part = { branch, frame: IDENTITY, finger: null };
      bodies[place] = { name: branch.link.name, origin: frame, parts: [part] };
      places.set(branch, { body: place, part });
    } else {
      const part = { branch, frame, finger: joint?.type === 'prismatic' ? branch : parent.part.finger };
      bodies[parent.body].parts.push(part);
      places.set(branch, { body: parent.body, part });
    }
  }
  return bodies;
}
