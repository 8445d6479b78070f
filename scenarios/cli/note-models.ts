import type { Selection } from './select-scenarios.ts';
import { UsageProblem } from './usage.ts';

/**
 * What is to be known of the models of arms in scenarios that came from files, each thing once.
 * @throws UsageProblem where the models cannot act at all
 */
export function noteModels({ domain, scenarios, ofFiles }: Selection, arms: readonly string[]): string[] {
  if (!arms.some((arm) => domain.usesModels(arm))) return [];
  const notes = new Set<string>();
  for (const [id, scenario] of Object.entries(ofFiles)) {
    const note = scenarios.includes(id) ? domain.modelsIn(scenario) : null;
    if (note === null) continue;
    if (note.isRefused) throw new UsageProblem(`${id}: ${note.text}`);
    notes.add(note.text);
  }
  return [...notes];
}
