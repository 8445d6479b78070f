import { measuresOf } from '../results/domain-measures.ts';
import { splitArmName } from '../results/arm-name.ts';
import { baselineSection } from './baseline-section.ts';
import { changedSection } from './changed-section.ts';
import type { ComparisonDocument, Difference } from './comparison.ts';
import { familiesSection, measuresSection, pairsSection } from './difference-sections.ts';
import { bestReflex } from './best-reflex.ts';
import { rateTitle } from './rate-words.ts';
import { latencySections } from './latency-sections.ts';
import { preventabilitySection, scoresSection } from './score-sections.ts';
import { markdownSection, plainSection, type Section } from './section.ts';
import { renderTables, type TableOptions } from './table.ts';

/** The comparison as text: for a terminal, or as Markdown for a page of GitHub. */
export function renderComparison(document: ComparisonDocument, options: TableOptions = {}): string {
  const render = options.markdown === true ? markdownSection : plainSection;
  return [renderTables(document.summary, options), ...sectionsOf(document).map((section) => render(section))].join(
    '\n',
  );
}

function sectionsOf({ summary, differences, baseline, changed }: ComparisonDocument): Section[] {
  const shown = measuresOf(summary.domain ?? 'driving').pairRates;
  const focus = focusOf(differences, bestReflex(summary) ?? 'fast');
  return [
    ...shown.flatMap((metric) => pairsSection(differences, metric, rateTitle(metric))),
    ...(focus === null ? [] : familiesSection(differences, focus, shown[0])),
    ...(focus === null ? [] : measuresSection(differences, focus, shown)),
    ...preventabilitySection(summary),
    ...scoresSection(summary),
    ...latencySections(summary),
    ...(baseline === null ? [] : [baselineSection(baseline, Object.keys(summary.arms))]),
    ...changedSection(changed),
  ];
}

/** The pair of arms that is shown in detail: an arm of two folders, else a dual arm against its best opponent. */
function focusOf(differences: readonly Difference[], opponent: string): Difference | null {
  const preferences: readonly ((one: Difference) => boolean)[] = [
    ({ a, b }) => splitArmName(a).arm === 'dual' && splitArmName(b).arm === 'dual',
    ({ a, b }) => splitArmName(a).arm === splitArmName(b).arm,
    ({ a, b }) => splitArmName(a).arm === 'dual' && splitArmName(b).arm === opponent,
    ({ a, b }) => a.startsWith('dual') && splitArmName(b).arm === opponent,
    ({ a }) => a.startsWith('dual'),
    () => true,
  ];
  for (const preferred of preferences) {
    const found = differences.find(preferred);
    if (found !== undefined) return found;
  }
  return null;
}
