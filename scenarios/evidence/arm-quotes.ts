import { withInterval, percent } from '../compare/cell-text.ts';
import { entriesByArm } from '../compare/arm-order.ts';
import { markdownTable } from '../compare/text-table.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { groupBy } from '../results/group.ts';
import { summarise } from '../results/summary.ts';
import { pText, reductionText } from './arm-claims.ts';
import { type ArmEvent, eventRate, pairedEvent } from './paired-event.ts';

/** What guides quote of the arm's evidence, by the name of the place that it stands in. */
export function armQuotes(tail: readonly EpisodeResult[]): Readonly<Record<'headline:arm' | 'table:arm', string>> {
  return { 'headline:arm': headline(tail), 'table:arm': table(tail) };
}

/**
 * The text with something else between `<!-- NAME -->` and `<!-- /NAME -->`.
 * @throws Error when there is no such place
 */
export function putBetween(text: string, name: string, body: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`expected ${open} and then ${close}`);
  return `${text.slice(0, from + open.length)}\n\n${body}\n\n${text.slice(to)}`;
}

/** `dual` against `reflex` and `fast` in two sentences. */
function headline(tail: readonly EpisodeResult[]): string {
  const arms = groupBy(tail, ({ arm }) => arm);
  const rate = (arm: string, event: ArmEvent): string => {
    const { rate: value, ci95 } = eventRate(arms.get(arm) ?? [], event);
    return withInterval(value, ci95).replace(' [', ' % [');
  };
  const harm = pairedEvent(arms.get('dual') ?? [], arms.get('reflex') ?? [], 'harm');
  if (harm === null) return '';
  const fewer = `${reductionText(harm)} fewer than \`reflex\` on the same ${harm.n} episodes, ${pText(harm.pValue)}`;
  return [
    `**\`dual\` does ${rate('dual', 'success')} of its tasks, \`reflex\` ${rate('reflex', 'success')}, \`fast\` ${rate('fast', 'success')}.**`,
    `It collides or drops something in ${rate('dual', 'harm')} of the episodes (${fewer}), \`fast\` in ${rate('fast', 'harm')}.`,
  ].join('\n');
}

function table(tail: readonly EpisodeResult[]): string {
  const arms = groupBy(tail, ({ arm }) => arm);
  const rows = entriesByArm(summarise(tail).arms).map(([name, { planner }]) => {
    const own = arms.get(name) ?? [];
    const cell = (event: ArmEvent): string => {
      const { rate, ci95 } = eventRate(own, event);
      return withInterval(rate, ci95);
    };
    const thinks = planner.calls > 0;
    return [
      ...[name, String(own.length), cell('success'), cell('collision'), cell('drop'), cell('harm')],
      thinks ? percent(planner.dutyCycle) : '-',
    ];
  });
  const head = ['arm', 'episodes', 'success % [95 %]', 'collisions %', 'drops %', 'collisions or drops %', 'duty'];
  return markdownTable([head, ...rows], 1).trimEnd();
}
