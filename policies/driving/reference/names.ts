/** Names of the reference drivers, and of the arms that they drive. They stand apart so that tables need not import the drivers. */
export const REFERENCE_ARMS = ['human', 'fuzzy', 'rss', 'regulation'] as const;
export type ReferenceArm = (typeof REFERENCE_ARMS)[number];

export function isReferenceArm(name: string): name is ReferenceArm {
  return (REFERENCE_ARMS as readonly string[]).includes(name);
}
