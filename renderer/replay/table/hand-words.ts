import { TOLD, TOLD_COUNT } from '../../../scenarios/clips/clip-table.ts';
import { NBSP } from '../../panels/words.ts';
import type { ClipSampler } from '../sample-clip.ts';

/** How far an arm's task is, for a line below its picture: `62 % done`, `12.3 cm to the goal`, `8 cm clear`, `holds cube`. */
export function handWords(sampler: ClipSampler): string[] {
  const { clip, before } = sampler;
  const { table } = clip;
  if (table === undefined) return [];
  const told = (name: keyof typeof TOLD): number => sampler.between(table.told, TOLD_COUNT, TOLD[name]);
  const parts = [`${Math.round(100 * told('progress'))}${NBSP}% done`, `${lengthText(told('goalM'))} to the goal`];
  const clearanceM = told('clearanceM');
  if (!Number.isNaN(clearanceM)) parts.push(clearanceM > 0 ? `${lengthText(clearanceM)} clear` : 'touches');
  // A row is one of its samples': there is nothing between two.
  const held = table.told[before * TOLD_COUNT + TOLD.held];
  if (held >= 0) parts.push(`holds ${clip.actors[held]?.id ?? 'something'}`);
  return parts;
}

function lengthText(metres: number): string {
  return `${(100 * metres).toFixed(1)}${NBSP}cm`;
}
