import { plain } from './cell-text.ts';
import type { ChangedEpisode, ChangedSide } from './comparison.ts';
import type { Section } from './section.ts';

/** Lines of the list that a terminal shows. */
export const SHOWN = 20;

/** What changed, worst first; the rest is counted. */
export function changedSection(changed: readonly ChangedEpisode[]): Section[] {
  if (changed.length === 0) return [];
  const worse = changed.filter(({ direction }) => direction === 'worse').length;
  const cells = changed
    .slice(0, SHOWN)
    .map(({ scenario, seed, a, b, direction }) => [
      `${scenario}, seed ${seed}`,
      direction,
      `${a.arm}: ${endText(a)}`,
      `${b.arm}: ${endText(b)}`,
    ]);
  const rest = changed.length - SHOWN;
  const notes = rest > 0 ? [`And ${rest} more; --changed FILE writes all of them.`] : [];
  const title = `Episodes that ended differently, worst first: ${worse} worse, ${changed.length - worse} better`;
  return [{ title, cells: [['situation', 'change', 'a', 'b'], ...cells], textColumns: 4, notes }];
}

function endText({ end, collisionKind, atFault, impactSpeedMps }: ChangedSide): string {
  const facts = [
    ...(collisionKind === null ? [] : [collisionKind]),
    ...(atFault === null ? [] : [atFault ? 'at fault' : 'not at fault']),
    ...(impactSpeedMps === null ? [] : [`${plain(impactSpeedMps)} m/s`]),
  ];
  return facts.length === 0 ? end : `${end} (${facts.join(', ')})`;
}
