/** The order in which tables and charts show arms: from no thinking to knowing everything; others follow by name. */
const STANDARD = [
  ...['fast', 'aeb', 'reflex', 'dual', 'dual-follow', 'always', 'periodic', 'random', 'slow'],
  // Of the arm: Hume without one of its parts.
  ...['best-of-n', 'random-of-n', 'n1', 'no-cascade', 'no-system-1'],
  'oracle',
];

/** Entries of an object whose keys are names of arms, in the order of presentation. */
export function entriesByArm<T>(arms: Readonly<Record<string, T>>): [arm: string, value: T][] {
  return Object.entries(arms).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function rank(arm: string): number {
  const at = STANDARD.indexOf(arm);
  return at < 0 ? STANDARD.length : at;
}
