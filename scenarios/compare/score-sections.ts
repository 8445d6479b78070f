import { measuresOf } from '../results/domain-measures.ts';
import type { RateSummary, Summary } from '../results/summary-types.ts';
import { entriesByArm } from './arm-order.ts';
import { countCell, plain, rateCell, UNDEFINED } from './cell-text.ts';
import type { Section } from './section.ts';
import { ENOUGH_RUNS } from './verdict.ts';

/** A row per score, since arms are few. */
export function scoresSection(summary: Summary): Section[] {
  const arms = entriesByArm(summary.arms);
  const { mainScores, scores: facts, scoreNotes } = measuresOf(summary.domain ?? 'driving');
  const ids = mainScores.filter((id) => arms.some(([, { scores }]) => Object.hasOwn(scores, id)));
  if (ids.length === 0) return [];
  const cells = ids.map((id) => [
    facts[id].unit === '' ? facts[id].title : `${facts[id].title}, ${facts[id].unit}`,
    ...arms.map(([, { scores }]) => {
      if (!Object.hasOwn(scores, id)) return UNDEFINED;
      const { mean, n, invalid } = scores[id];
      return `${mean === null ? UNDEFINED : plain(mean)} (${n}/${n + invalid})`;
    }),
  ]);
  return [{ title: 'Scores', cells: [['score', ...arms.map(([name]) => name)], ...cells], notes: scoreNotes }];
}

/** What the reference drivers tell. */
export function preventabilitySection(summary: Summary): Section[] {
  const arms = entriesByArm(summary.arms).flatMap(([name, arm]) =>
    arm.preventability === null ? [] : [{ name, arm, preventability: arm.preventability }],
  );
  if (arms.length === 0) return [];
  const references = [...new Set(arms.flatMap(({ preventability }) => preventability.references))];
  const head = [
    'arm',
    'collisions',
    'preventable % [95 %]',
    'of its collisions, % [95 %]',
    ...references.map((reference) => `avoided of ${reference}`),
  ];
  const cells = arms.map(({ name, arm, preventability }) => [
    name,
    countCell(arm.collision),
    rateCell(preventability.preventableCollision),
    preventability.preventableShare.rate === null ? UNDEFINED : shareCell(preventability.preventableShare),
    ...references.map((reference) =>
      Object.hasOwn(preventability.avoided, reference) ? countCell(preventability.avoided[reference]) : UNDEFINED,
    ),
  ]);
  const notes = [
    'Preventable: at least one reference driver drives the same situation without a collision and stays on the road; of the',
    'situations that all of them drove. Avoided: of the situations in which that one collides, those that the arm drives so.',
  ];
  return [{ title: 'Preventability', cells: [head, ...cells], notes }];
}

/** How many of how many; a share of few is no rate. */
function shareCell(share: RateSummary): string {
  return share.n < ENOUGH_RUNS ? countCell(share) : `${countCell(share)}: ${rateCell(share)}`;
}
