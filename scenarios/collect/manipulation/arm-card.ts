import { markdownTable } from '../../compare/text-table.ts';
import { DISTURBED, PLANNED_LATENCY_MS, PLANNED_SHARE } from './arm-episode.ts';
import type {
  CalibratedFacts,
  ChunkErrors,
  CollectedSet,
  CriticScores,
  PublishedReport,
} from './arm-training-files.ts';
import { HAND_DISTURBANCE } from './hand-disturbance.ts';

export interface ArmCardInputs {
  readonly facts: CalibratedFacts;
  readonly report: PublishedReport;
  /** File of the training curves, beside the card. */
  readonly curvesFile: string;
}

/** The model card (Mitchell et al. 2019) of the arm's three networks as Markdown: every number comes from the inputs. */
export function armCard(inputs: ArmCardInputs): string {
  return [
    `# Model card: ${inputs.facts.name}`,
    'Written by `npm run train:arm -- --only card` from the files beside it. Do not edit.',
    ...whatItIs(inputs.facts),
    ...data(inputs.report),
    ...training(inputs),
    ...heldOut(inputs.report),
    ...calibration(inputs.facts),
    ...limits(inputs.report),
    '',
  ].join('\n\n');
}

function whatItIs({ files, features }: CalibratedFacts): string[] {
  const rows = (['systemTwo', 'systemOne', 'critics'] as const).map((name) => {
    const { file, bytes, sha256 } = files[name];
    return [file, thousands(bytes), sha256];
  });
  return [
    '## What it is',
    'The two systems of the arm after Hume (Song et al. 2025, arXiv 2505.21432), without its vision and language: System 2, a flow-matching policy of chunks of 16 knots (1 s); the value-query head, twin critics that pick one of its samples; System 1, a small denoiser that starts at every control tick from its slice of the chosen chunk, or from noise.',
    `Input of all three: ${features.length} numbers made of what the sensors give (\`policies/manipulation/features.ts\`); no previous action. Output: velocity of the hand, yaw rate and grip at the knots of a chunk; the critics' output is a discounted return.`,
    markdownTable([['File', 'Bytes', 'SHA-256'], ...rows]).trimEnd(),
  ];
}

function data({ dataSets }: PublishedReport): string[] {
  const shares = Object.entries(HAND_DISTURBANCE).map(([kind, { share }]) => `${kind} ${percent(share)}`);
  return [
    '## Data',
    'Simulated episodes. At every fourth control tick the expert, who knows the truth but not the future, says what it would do in the state that the driver has come to. Drivers: the expert; the expert disturbed; the expert whose plans are kept for too long; the script of the task, which knows the truth but looks at nothing in its way, for failures; the policy itself (DAgger, Ross, Gordon and Bagnell 2011).',
    markdownTable([
      ['Data set', 'Use', 'Split', 'Seeds', 'Episodes', 'of the tail', 'Rows'],
      ...dataSets.map((set) => [
        set.name,
        set.role === 'train' ? 'training' : 'held out',
        set.split,
        set.seeds.join('..'),
        thousands(set.episodes),
        percent(countOf(set, (kind) => kind === 'tail') / Math.max(1, set.episodes)),
        thousands(set.rows),
      ]),
    ]).trimEnd(),
    'How the episodes ended, by driver:',
    endsTable(dataSets),
    `Hands are disturbed (${shares.join(', ')}) in ${Object.entries(DISTURBED)
      .map(([driver, share]) => `${percent(share)} of the episodes of ${driver}`)
      .join(
        ', ',
      )}. Where the policy drives, System 2 thinks too in ${percent(PLANNED_SHARE)} of the episodes, with a latency of ${PLANNED_LATENCY_MS.join(' to ')} ms.`,
  ];
}

/** Keys of a tally: kind, driver, end. */
function countOf({ tally }: CollectedSet, test: (kind: string, driver: string, end: string) => boolean): number {
  let count = 0;
  for (const [key, n] of Object.entries(tally)) {
    const [kind, driver, end] = key.split(', ');
    if (test(kind, driver, end)) count += n;
  }
  return count;
}

function endsTable(dataSets: readonly CollectedSet[]): string {
  const ends = ['goal', 'collision', 'lost', 'timeout'];
  const rows = dataSets.flatMap((set) => {
    const pairs = [...new Set(Object.keys(set.tally).map((key) => key.split(', ').slice(0, 2).join(', ')))];
    return pairs.map((pair) => [
      `${set.name}: ${pair}`,
      ...ends.map((end) =>
        thousands(countOf(set, (kind, driver, found) => `${kind}, ${driver}` === pair && found === end)),
      ),
    ]);
  });
  return markdownTable([['Data set: kind, driver', ...ends], ...rows]).trimEnd();
}

function training({ report, curvesFile }: ArmCardInputs): string[] {
  const { recipe, rows, heldOut: scores } = report;
  return [
    '## Training',
    'Rectified flow (Lipman et al. 2023, Liu et al. 2023) for both systems; plan dropout and random staleness for System 1; calibrated conservative Q-learning (Nakamoto et al. 2023) on returns summed to the end of the episode, with true ends, for the critics. AdamW, cosine schedule, averaged weights.',
    markdownTable([
      ['Hyper-parameter', 'Value'],
      ['training rows', thousands(rows.train)],
      ['size', recipe.size],
      [
        'epochs of System 2, System 1, critics',
        `${recipe.epochs.systemTwo}, ${recipe.epochs.systemOne}, ${recipe.epochs.critics}`,
      ],
      ['batch', String(recipe.batch)],
      ['learning rate', String(recipe.learningRate)],
      ['seed', String(recipe.seed)],
      ['weight of the conservative term, chosen on held-out data', String(scores.critics.alpha)],
    ]).trimEnd(),
    `![Held-out loss by epoch](${curvesFile})`,
  ];
}

function heldOut({ heldOutByScenario: { all, scenarios } }: PublishedReport): string[] {
  const entries = [...Object.entries(scenarios), ['all', all] as const];
  const chunkCells = (of: ChunkErrors): string[] =>
    [of.systemTwo, of.scriptWhole, of.meanWhole, of.systemOnePlanned, of.systemOne, of.scriptShort, of.meanShort].map(
      (value) => number(value, 3),
    );
  const criticCells = (of: CriticScores): string[] => [
    thousands(of.rows),
    number(of.rankCorrelation, 2),
    thousands(of.failures),
    number(of.failureAuroc, 2),
  ];
  return [
    '## Held-out scores',
    "Error of one sample against the expert's chunk, root mean square in standard deviations of the actions, as the runtime computes it; beside it, the script, which knows the truth as the expert does but looks at nothing in its way, and the mean action. A sample of a distribution is not its mean: where several ways lead on, the error of a good sample is not small.",
    markdownTable([
      [
        'Scenario',
        'System 2',
        'script',
        'mean',
        'System 1 from a plan',
        'from noise',
        'script, 8 knots',
        'mean, 8 knots',
      ],
      ...entries.map(([id, { chunks }]) => [id, ...chunkCells(chunks)]),
    ]).trimEnd(),
    'Critics: rank correlation of the value of what was done with the return that came of it; area under the receiver operating characteristic of a low value in the last 2 s of an episode as a sign that it fails (0.5 is chance).',
    markdownTable([
      ['Scenario', 'Rows', 'Rank correlation', 'Rows of failures', 'AUROC'],
      ...entries.map(([id, { critics }]) => [id, ...criticCells(critics)]),
    ]).trimEnd(),
  ];
}

function calibration({ uncertainty: { spread, disagreement }, calibratedOn: on }: CalibratedFacts): string[] {
  const ends = Object.entries(on.ends).map(([end, n]) => `${end} ${thousands(n)}`);
  return [
    '## Calibration',
    `Raw uncertainty becomes levels by its quantiles in ${thousands(on.episodes)} common episodes of System 1 alone (split ${on.split}, seeds ${on.seeds.join('..')}; ${ends.join(', ')}): a level of 0.95 means a spread as large as in the upper 5 % of those moments. A level is no probability of failure.`,
    markdownTable([
      ['Quantile (level)', 'Spread of samples', 'Disagreement of critics'],
      ...spread.quantiles.map((q, i) => [String(q), spread.values[i].toFixed(4), disagreement.values[i].toFixed(4)]),
    ]).trimEnd(),
  ];
}

function limits({ dataSets }: PublishedReport): string[] {
  const driven = dataSets.filter(({ role }) => role === 'train');
  const sum = (test: (kind: string, driver: string, end: string) => boolean): number =>
    driven.reduce((total, set) => total + countOf(set, test), 0);
  const expert = sum((_, driver) => driver === 'expert');
  const failed = sum((_, driver, end) => driver === 'expert' && (end === 'collision' || end === 'lost'));
  const share = expert === 0 ? '' : ` (undisturbed, it failed in ${percent(failed / expert)} of its episodes above)`;
  return [
    '## Limits',
    [
      '- Trained on simulated episodes of the seven families of tasks only; the tail is mostly left out. Expect System 1 to fail there: that is what System 2 is for.',
      `- It imitates an expert${share}.`,
      '- Levels are calibrated on common situations. With other arms, sensors or tick rates they must be calibrated again.',
      '- Made for this simulator. Not for real robots: no safety analysis was made, and none of the numbers here is evidence for one.',
    ].join('\n'),
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const number = (value: number | null, digits: number): string => (value === null ? '-' : value.toFixed(digits));
/** Digits in groups of three. */
const thousands = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ' ');
