import { isAblationOf } from '../../policies/manipulation/arm-names.ts';

/** An arm of the pool: its name there, the arm as it was run, and the folder that it was kept apart for. */
export interface PooledArm {
  readonly name: string;
  readonly plainArm: string;
  /** Null where all folders agree on the arm. */
  readonly set: string | null;
}

export interface ArmPair {
  readonly a: PooledArm;
  readonly b: PooledArm;
}

/**
 * Which arms are compared: every dual arm (name beginning with 'dual') against the others, every arm against `fast`,
 * the arm's Hume against itself without one of its parts, and an arm of which folders tell different things against itself, the earlier folder of the command line as `a`. Arms kept
 * apart for two different folders are otherwise not compared with each other.
 *
 * @param arms in the order of the summary
 * @param sets names of the folders in the order of the command line
 */
export function armPairs(arms: readonly PooledArm[], sets: readonly string[]): ArmPair[] {
  const pairs = pairsBy(arms, sets, arePaired);
  return pairs.length > 0 ? pairs : pairsBy(arms, sets, (a, b) => a.name < b.name);
}

function pairsBy(
  arms: readonly PooledArm[],
  sets: readonly string[],
  areCompared: (a: PooledArm, b: PooledArm) => boolean,
): ArmPair[] {
  const pairs: ArmPair[] = [];
  for (const a of arms) {
    for (const b of arms) {
      if (a === b) continue;
      if (a.set !== null && b.set !== null && a.set !== b.set) {
        if (a.plainArm === b.plainArm && sets.indexOf(a.set) < sets.indexOf(b.set)) pairs.push({ a, b });
      } else if (areCompared(a, b)) pairs.push({ a, b });
    }
  }
  return pairs;
}

function arePaired(a: PooledArm, b: PooledArm): boolean {
  if (isDual(a.plainArm)) return !isDual(b.plainArm) || a.name < b.name;
  return (b.plainArm === 'fast' && a.plainArm !== 'fast') || isAblationOf(b.plainArm, a.plainArm);
}

function isDual(arm: string): boolean {
  return arm.startsWith('dual');
}
