import type { ManipulationArmSettings } from '../../../policies/manipulation/arms.ts';
import { domainNamed } from '../../domains/domains.ts';
import type { RateSummary } from '../../results/summary-types.ts';
import { latencyName } from '../../runner/job.ts';
import { TUNING_SPLIT, type Trial } from './measure.ts';
import type { TunedPart, TunedRow, TunedStep } from './tune-parts.ts';

type Conditions = Pick<Trial, 'suite' | 'seeds' | 'latencies' | 'model' | 'engineVersion'>;

const HEAD = [
  'variant',
  'latency',
  'n',
  'success %',
  'collided or dropped %',
  'collisions %',
  'drops %',
  'duty %',
  'calls/min',
  'errors',
];

const percent = (x: number): string => (100 * x).toFixed(1);
const interval = ({ rate, ci95 }: RateSummary): string =>
  rate === null || ci95 === null ? '-' : `${percent(rate)} [${percent(ci95[0])}, ${percent(ci95[1])}]`;

/** The tables of a part, in Markdown; intervals are Wilson's, 95 %. */
export function tuningPage({ part, steps, settings }: TunedPart, conditions: Conditions): string {
  const { suite, seeds, latencies, model } = conditions;
  const names = latencies.map(latencyName);
  const made = `Made by \`npm run tune -- arm --only ${part}\` or as a part of \`npm run tune -- arm\` (suite ${suite}, split ${TUNING_SPLIT}, seeds ${seeds.join('..')}, latencies ${names.join(', ')} of which the first decides, models ${model.name} ${model.sha256.slice(0, 12)}). Intervals are Wilson's, 95 %. Never run on test seeds.`;
  const chosen = JSON.stringify(chosenOf(part, settings), null, 2);
  const sections = steps.map(sectionOf).join('\n');
  return `# Tuning of the arm: ${part}\n\n${made}\n\n${sections}\n## Chosen values\n\n\`\`\`json\n${chosen}\n\`\`\`\n`;
}

/** The same for programs. */
export function tuningDocument({ part, steps, settings }: TunedPart, conditions: Conditions) {
  const { suite, seeds, latencies, model, engineVersion } = conditions;
  return {
    schemaVersion: 1,
    ...{ part, suite, split: TUNING_SPLIT, seeds, latencies: latencies.map(latencyName) },
    engine: { version: engineVersion, models: { [model.name]: model.sha256 } },
    steps,
    chosen: chosenOf(part, settings),
  };
}

/** Constants of `policies/manipulation/settings.ts` that the part decides. */
export function chosenOf(
  part: TunedPart['part'],
  settings: ManipulationArmSettings,
): Readonly<Record<string, unknown>> {
  switch (part) {
    case 'noise':
      return { ACTED_NOISE: settings.actedNoise, SYSTEM_TWO: settings.systemTwo };
    case 'reflex':
      return { REFLEX: settings.reflex };
    case 'gate':
      return { GATE: settings.gate };
    case 'random':
      return { RANDOM_CALLS_PER_MINUTE: settings.randomCallsPerMinute };
  }
}

function sectionOf({ name, about, rule, note, references, rows, chosen }: TunedStep): string {
  const lines = [
    ...references.flatMap((row) => cellsOf(row)),
    ...rows.flatMap((row, i) => cellsOf(row, i === chosen ? '**' : '')),
  ];
  const table = [HEAD, HEAD.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const text = [about, rule, note].filter((sentence) => sentence !== '').join(' ');
  return `## ${name}\n\n${text}\n\n${table}\n\nChosen: ${rows[chosen].variant.name}.\n`;
}

/** A line for every latency; one where the arm does not depend on it. */
export function cellsOf({ variant, measures }: TunedRow, mark = ''): string[][] {
  const isSame = domainNamed('manipulation').isWithoutLatency(variant.arm);
  return (isSame ? measures.slice(0, 1) : measures).map((m) => [
    `${mark}${variant.name}${mark}`,
    isSame ? 'any' : m.latency,
    String(m.success.n),
    interval(m.success),
    interval(m.harm),
    interval(m.collision),
    interval(m.drop),
    m.dutyCycle === null ? '-' : percent(m.dutyCycle),
    m.callsPerMinute === null ? '-' : m.callsPerMinute.toFixed(1),
    String(m.errors),
  ]);
}

/** A row as a line to be printed. */
export function lineOf(row: TunedRow): string {
  return cellsOf(row)
    .map((cells) => cells.map((cell, i) => (i === 0 ? cell : `${HEAD[i]} ${cell}`)).join(', '))
    .join('\n');
}
