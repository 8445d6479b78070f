import type { RateSummary, Summary } from '../results/summary-types.ts';
import { markdownTable } from '../compare/text-table.ts';
import { bestOf, type DataSet, type ModelFacts, type TrainingReport } from './training-files.ts';

/** The part of a run's summary that the card tells. */
export type ClosedLoop = Pick<Summary, 'suite' | 'split' | 'seeds' | 'engine'> & {
  readonly arms: { readonly [arm: string]: ClosedLoopArm };
};

type ClosedLoopArm = Pick<Summary['arms'][string], 'episodes' | 'errors' | Rate | 'macro'>;
type Rate = 'collision' | 'atFaultCollision' | 'success' | 'offRoad' | 'timeout';

export interface CardInputs {
  readonly facts: ModelFacts;
  readonly report: TrainingReport;
  /** Size of the network's file. */
  readonly networkBytes: number;
  /** Runs of any network; those of other weights are left out. */
  readonly summaries: readonly ClosedLoop[];
  /** File of the training curves, beside the card. */
  readonly curvesFile: string;
}

/**
 * The model card (Mitchell et al. 2019, Model Cards for Model Reporting) as Markdown: every number in it comes from the
 * inputs.
 * @throws RangeError where facts and report belong to different networks
 */
export function modelCard(inputs: CardInputs): string {
  const { facts, report } = inputs;
  if (facts.sha256 !== report.sha256)
    throw new RangeError(
      `model card: expected facts and training report of one network, found ${facts.sha256} and ${report.sha256}`,
    );
  return [
    `# Model card: ${facts.name}`,
    'Written by `npm run card` from the files beside it and the results under `docs/evidence/`. Do not edit.',
    ...whatItIs(inputs),
    ...data(report),
    ...training(inputs),
    ...heldOut(report),
    ...calibration(facts),
    ...closedLoop(inputs),
    ...limits(inputs),
    '',
  ].join('\n\n');
}

/** Runs of these weights. */
export function summariesOf(facts: ModelFacts, summaries: readonly ClosedLoop[]): readonly ClosedLoop[] {
  return summaries.filter(({ engine, arms }) => engine.models[facts.name] === facts.sha256 && 'fast' in arms);
}

function whatItIs({ facts, report, networkBytes }: CardInputs): string[] {
  const { choices, features, knots } = report.layout;
  const { hidden, layers } = report.hyperParameters;
  const outputs = outputsOf(report);
  return [
    '## What it is',
    `The fast system of the driving domain: asked at every control tick, it answers with a trajectory and with how sure it is. ` +
      `It imitates a planner that knows the true states and driver models of what the sensors see.`,
    [
      `- **Network**: an ensemble of ${facts.members} multilayer perceptrons in one ONNX graph, each with ${layers} hidden layers of ${hidden} rectified linear units; ${parameters(report)} parameters in all. Input scaling is part of the graph.`,
      `- **Input**: \`features\` [1, ${features}], float32, layout ${facts.featureVersion} (\`policies/driving/features.ts\`): ego and road, the nearest objects in the own and the neighbouring lanes, the objects with the closest predicted approach. Sensed objects only; no previous action.`,
      `- **Output**: \`heads\` [${facts.members}, ${outputs}], float32. Per member: logits of ${choices.length} lateral choices (${choices.join(', ')}); for each choice the mean acceleration (m/s²) over each of the next ${knots} seconds; for each choice the logarithms of their Laplace scales.`,
      `- **Ensemble**: the members' mean is driven. Spread within members is the aleatoric, spread between members the epistemic uncertainty (Lakshminarayanan et al. 2017).`,
      `- **File**: \`${facts.name}.onnx\`, ${thousands(networkBytes)} bytes, SHA-256 \`${facts.sha256}\`.`,
    ].join('\n'),
  ];
}

function data({ dataSets, layout }: TrainingReport): string[] {
  if (dataSets === undefined) return ['## Data', 'Not recorded with this model.'];
  const ends = [...new Set(dataSets.flatMap((set) => Object.keys(set.ends)))].sort();
  const table = (head: readonly string[], row: (set: DataSet) => readonly string[]): string =>
    markdownTable([['Data set', ...head], ...dataSets.map((set) => [set.name, ...row(set)])]).trimEnd();
  return [
    '## Data',
    'Simulated episodes. At every fifth of a second the expert says what it would do in the state that the driver has come to; where the policy drives, this is DAgger (Ross, Gordon and Bagnell 2011).',
    table(['Use', 'Driver', 'Suite', 'Split', 'Seeds', 'Episodes', 'Samples'], (set) => [
      set.role === 'train' ? 'training' : 'held out',
      set.driver,
      set.suite,
      set.split,
      set.seeds.join('..'),
      thousands(set.episodes),
      thousands(set.samples),
    ]),
    'How the episodes ended:',
    table(ends, (set) => ends.map((end) => thousands(set.ends[end] ?? 0))),
    'What the expert chose, in shares of the samples:',
    table(layout.choices, (set) => set.labels.map((n) => percent(n / Math.max(1, set.samples)))),
    ...trouble(dataSets),
  ];
}

/** What was done to the episodes so that the data hold more than quiet driving. */
function trouble(dataSets: readonly DataSet[]): string[] {
  const kinds = (shares: Readonly<Record<string, number>>): string =>
    Object.entries(shares)
      .map(([kind, share]) => `${kind} ${percent(share)}`)
      .join(', ');
  const disturbance = grouped(dataSets, ({ disturbance: how }) =>
    how === undefined
      ? 'not recorded'
      : `${percent(how.share)} of the episodes, up to ${how.most} times each (${kinds(how.kinds)})`,
  );
  const hazard = grouped(dataSets, ({ hazards }) => (hazards === undefined ? 'not recorded' : kinds(hazards)));
  return [
    [
      `- **Disturbances** (the driver is pushed aside, blinded, or brakes for nothing; the label says how to recover): ${disturbance}.`,
      `- **Hazards** (what other road users are made to do, as shares of the episodes where somebody can do it): ${hazard}.`,
    ].join('\n'),
  ];
}

/** Data sets of which the same is to be told, told once. */
function grouped(dataSets: readonly DataSet[], tell: (set: DataSet) => string): string {
  const groups = new Map<string, string[]>();
  for (const set of dataSets) groups.set(tell(set), [...(groups.get(tell(set)) ?? []), set.name]);
  if (groups.size === 1) return [...groups.keys()][0];
  return [...groups].map(([how, names]) => `${names.join(', ')}: ${how}`).join('; ');
}

function training({ report, curvesFile }: CardInputs): string[] {
  const h = report.hyperParameters;
  const members = report.curves.map((curve, i) => {
    const best = bestOf(curve);
    const last = curve[curve.length - 1];
    return [String(i + 1), String(best.epoch + 1), best.val.toFixed(3), last.train.toFixed(3), last.val.toFixed(3)];
  });
  return [
    '## Training',
    `Loss: cross entropy of the lateral choice, rarer choices weighted up, plus the Laplace negative log likelihood of the chosen option's accelerations. Samples in which the expert brakes firmly or evades weigh more. AdamW with a cosine schedule; the epoch with the best held-out loss is kept. Members differ in their start and in random weights of the samples (Bayesian bootstrap).`,
    markdownTable([
      ['Hyper-parameter', 'Value'],
      ['training samples', thousands(report.trainSamples)],
      ['epochs', String(h.epochs)],
      ['batch', String(h.batch)],
      ['learning rate', String(h.learningRate)],
      ['weight decay', String(h.weightDecay)],
      ['seed', String(h.seed)],
    ]).trimEnd(),
    `![Loss by epoch](${curvesFile})`,
    'The training loss is taken over weighted samples, the held-out loss over plain ones: they show progress, each for itself, and cannot be compared.',
    markdownTable([
      ['Member', 'Epoch kept', 'Held-out loss there', 'Last training loss', 'Last held-out loss'],
      ...members,
    ]).trimEnd(),
  ];
}

function heldOut({ heldOut: score, layout }: TrainingReport): string[] {
  const recall = layout.choices.map((choice) => {
    const { n, recall: value } = score.choices[choice] ?? { n: 0, recall: null };
    return [choice, thousands(n), value === null ? '-' : percent(value)];
  });
  const errors = score.accelerationMaeMps2.map((mae, k) => `${mae.toFixed(3)} in second ${k + 1}`);
  return [
    '## Held-out score',
    `On ${thousands(score.samples)} samples that no member was fitted to (they chose the epoch, though): the lateral choice is the expert's in ${percent(score.choiceAccuracy)}. Mean absolute error of the acceleration, m/s²: ${errors.join(', ')}.`,
    markdownTable([['Expert chose', 'Samples', 'Policy chose the same'], ...recall]).trimEnd(),
    `Laplace intervals meant to hold 50 % of the errors hold ${percent(score.coverage50)}; those meant to hold 90 % hold ${percent(score.coverage90)}. ${scaleVerdict(score.coverage50, score.coverage90)}`,
  ];
}

/** In words, so that nobody takes nominal intervals for true ones. */
function scaleVerdict(coverage50: number, coverage90: number): string {
  const near = (found: number, nominal: number): boolean => Math.abs(found - nominal) <= 0.03;
  if (near(coverage50, 0.5) && near(coverage90, 0.9)) return 'The scales fit the errors within 3 percentage points.';
  if (coverage50 > 0.5 && coverage90 > 0.87) return 'The scales are wider than most errors.';
  if (coverage50 < 0.5 && coverage90 < 0.93) return 'The scales are narrower than the errors.';
  return 'The errors do not follow a Laplace distribution of these scales.';
}

function calibration(facts: ModelFacts): string[] {
  const { quantiles, aleatoric, epistemic } = facts.calibration;
  const on = facts.calibratedOn;
  const source = on
    ? `${thousands(on.episodes)} episodes of common driving by the policy itself (split ${on.split}, seeds ${on.seeds.join('..')})`
    : 'episodes that were not recorded';
  return [
    '## Calibration',
    `Raw spreads become levels by their quantiles in ${source}: a level of 0.95 means a spread as large as in the upper 5 % of those ticks. A level is no probability of failure.`,
    markdownTable([
      ['Quantile (level)', 'Aleatoric', 'Epistemic'],
      ...quantiles.map((q, i) => [String(q), aleatoric[i].toFixed(4), epistemic[i].toFixed(4)]),
    ]).trimEnd(),
  ];
}

function closedLoop({ facts, summaries }: CardInputs): string[] {
  const mine = summariesOf(facts, summaries);
  if (mine.length === 0) return ['## Closed loop', 'No results of these weights are recorded.'];
  const rows = mine.map(({ suite, split, seeds, arms: { fast } }) => [
    `${suite}, ${split}, seeds ${seeds}`,
    thousands(fast.episodes - fast.errors),
    ...[fast.collision, fast.macro.collision, fast.atFaultCollision, fast.offRoad, fast.timeout, fast.success].map(
      rate,
    ),
  ]);
  return [
    '## Closed loop',
    'The policy alone (arm `fast`), with 95 % intervals. Macro: mean over the scenario families.',
    markdownTable([
      ['Run', 'Episodes', 'Collision', 'Collision, macro', 'At fault', 'Off road', 'Time-out', 'Success'],
      ...rows,
    ]).trimEnd(),
  ];
}

function rate({ rate: value, ci95 }: Pick<RateSummary, 'rate' | 'ci95'>): string {
  if (value === null) return '-';
  return ci95 === null ? percent(value) : `${percent(value)} (${percent(ci95[0])} to ${percent(ci95[1])})`;
}

function limits({ report }: CardInputs): string[] {
  const suites = [...new Set((report.dataSets ?? []).map(({ suite }) => suite))];
  const source = suites.length > 0 ? `the suite ${suites.join(', ')}` : 'scenarios that were not recorded';
  return [
    '## Limits',
    [
      `- Trained on simulated episodes of ${source} only. Danger reaches its data by the disturbances and hazards above alone; expect it to fail in other rare situations. That is what the slow system is for.`,
      `- It imitates: at its best it drives as the expert does${expertCollisions(report)}.`,
      `- Each second's acceleration has a Laplace scale of its own, independent of the others and given the lateral choice; how far the scales can be trusted is said under the held-out score.`,
      `- Levels are calibrated on common driving. On other roads, sensors, tick rates or traffic they must be calibrated again.`,
      `- Made for this simulator. Not for real vehicles: no safety analysis was made, and none of the numbers here is evidence for one.`,
    ].join('\n'),
  ];
}

/** The expert's own share of collisions, where it drove. */
function expertCollisions({ dataSets = [] }: TrainingReport): string {
  const driven = dataSets.filter(({ driver }) => driver === 'expert');
  const episodes = driven.reduce((sum, set) => sum + set.episodes, 0);
  const collisions = driven.reduce((sum, set) => sum + (set.ends.collision ?? 0), 0);
  return episodes === 0 ? '' : `, who collided in ${percent(collisions / episodes)} of the episodes above`;
}

const outputsOf = ({ layout }: TrainingReport): number => layout.choices.length * (1 + 2 * layout.knots);

function parameters(report: TrainingReport): string {
  const { hidden, layers } = report.hyperParameters;
  const first = (report.layout.features + 1) * hidden;
  const others = (layers - 1) * (hidden + 1) * hidden;
  return thousands(report.members * (first + others + (hidden + 1) * outputsOf(report)));
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Digits in groups of three. */
function thousands(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ' ');
}
