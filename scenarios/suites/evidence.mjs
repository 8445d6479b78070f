/**
 * `npm run evidence [-- PART]`: the runs behind the README's tables, on the test split. Resumable: what is in
 * runs/evidence is not run again. Writes docs/evidence/ and the generated parts of README.md.
 *
 * Parts: longtail (3,000 paired episodes per arm, reference drivers too), common (500), sweep (planner latency, all arms; 300 per arm and latency),
 * curve (the same for the arms of the README's picture; 800 per arm and latency).
 * `-- readme` only rewrites the generated parts. `-- arm` makes the evidence of the arm instead and takes parts and options
 * of its own (scenarios/evidence/arm-evidence-main.ts).
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const launcher = join(root, 'scenarios', 'cli', 'twotempo.mjs');
const docs = join(root, 'docs', 'evidence');

const PARTS = {
  longtail: ['longtail', '--arms', 'standard,references', '--seeds', '0..299'],
  common: ['common', '--arms', 'standard,references', '--seeds', '0..49'],
  sweep: ['longtail', '--seeds', '0..29', '--latency', '0,50,100,200,400,800'],
  curve: ['longtail', '--arms', 'fast,aeb,reflex,dual', '--seeds', '0..79', '--latency', '0,50,100,200,400,800'],
};

const REFERENCES = ['human', 'fuzzy', 'rss', 'regulation'];

const wanted = process.argv.slice(2);
if (wanted[0] === 'arm') {
  start(join(root, 'dist', 'evidence-arm.mjs'), wanted.slice(1));
  process.exit(0);
}
mkdirSync(docs, { recursive: true });
for (const [name, args] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const out = join(root, 'runs', 'evidence', name);
  twotempo(['run', ...args, '--split', 'test', '--record', 'none', '--resume', '--out', out]);
  copyFileSync(join(out, 'summary.json'), join(docs, `${name}.json`));
  copyFileSync(join(out, 'table.md'), join(docs, `${name}.md`));
  if (name === 'longtail') twotempo(['compare', out, '--summary', join(docs, `${name}-comparison.md`)]);
  if (name === 'curve') {
    twotempo(['compare', out, '--latency-svg', join(docs, 'latency.svg'), '--svg-arms', 'reflex,dual']);
  }
}
insertTables();

function twotempo(args) {
  start(launcher, args);
}

/** Ends with the exit code of a program that fails. */
function start(program, args) {
  const { status } = spawnSync(process.execPath, [program, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) process.exit(status ?? 3);
}

/** Puts the tables between their markers in README.md, so that no number there is typed by hand. */
function insertTables() {
  const file = join(root, 'README.md');
  let text = readFileSync(file, 'utf8');
  for (const name of ['longtail', 'common']) {
    const table = join(docs, `${name}.md`);
    if (!existsSync(table)) continue;
    const lines = readFileSync(table, 'utf8').split('\n');
    const first = lines.findIndex((line) => line.startsWith('|'));
    const last = lines.findIndex((line, i) => i > first && !line.startsWith('|'));
    // The reference drivers are yardsticks: their rows are in docs/evidence.
    const body = lines.slice(first, last).filter((line) => !REFERENCES.some((arm) => line.startsWith(`| ${arm} |`)));
    text = text.replace(
      new RegExp(`(<!-- table:${name} -->\n)[\\s\\S]*?(<!-- /table -->)`),
      (_all, open, close) => `${open}\n${body.join('\n')}\n\n${close}`,
    );
  }
  text = text.replace(
    /(<!-- headline -->\n)[\s\S]*?(<!-- \/headline -->)/,
    (_all, open, close) => `${open}${headline()}${close}`,
  );
  writeFileSync(file, text);
}

/** The claim in a sentence: `dual` against the better of `aeb` and `reflex`. */
function headline() {
  const file = join(docs, 'longtail.json');
  if (!existsSync(file)) return '';
  const { arms, paired } = JSON.parse(readFileSync(file, 'utf8'));
  const best = arms.aeb.collision.rate < arms.reflex.collision.rate ? 'aeb' : 'reflex';
  const row = paired.find(({ a, b, metric }) => a === 'dual' && b === best && metric === 'collision');
  const percent = (x) => (100 * x).toFixed(1);
  const rate = ({ rate, ci95 }) => `${percent(rate)} % [${percent(ci95[0])}, ${percent(ci95[1])}]`;
  const fewer = row.relativeReduction;
  const change = `${percent(Math.abs(fewer))} % ${fewer >= 0 ? 'fewer' : 'more'}`;
  const interval =
    row.ci95 === null ? '' : ` (95 % interval of the reduction: ${percent(row.ci95[0])} to ${percent(row.ci95[1])} %)`;
  const p = row.pValue < 1e-4 ? 'p < 0.0001' : `p = ${row.pValue.toFixed(4)}`;
  return [
    '',
    `**\`dual\` collides in ${rate(arms.dual.collision)}, \`${best}\`, the better of the two, in ${rate(arms[best].collision)}:`,
    `${change} collisions on the same ${row.n} seeds${interval}, exact McNemar test ${p}; \`fast\` alone ${rate(arms.fast.collision)}.**`,
    `\`dual\` has a request in flight ${percent(arms.dual.planner.dutyCycle)} % of the time.${crossover()}`,
    ...preventable(arms.dual),
    '',
    '',
  ].join('\n');
}

/** How many of the collisions a reference driver would not have had. */
function preventable({ preventability }) {
  if (!preventability) return [];
  const { count, n, rate, ci95 } = preventability.preventableShare;
  const share = `${(100 * rate).toFixed(0)} % [${(100 * ci95[0]).toFixed(0)}, ${(100 * ci95[1]).toFixed(0)}]`;
  return [
    `Of its ${n} collisions ${count} (${share}) happen where a [reference driver](docs/arms.md#reference-drivers) of UN`,
    'Regulation No. 157, which only brakes in its lane, drives without harm.',
  ];
}

/** Where the latency curve of `dual` meets that of `reflex`, in a sentence. */
function crossover() {
  const file = join(docs, 'curve.json');
  if (!existsSync(file)) return '';
  const { ms } = JSON.parse(readFileSync(file, 'utf8')).latencySweep.crossovers.dual;
  return ms === null ? '' : ` It stops beating \`reflex\` when plans take about ${Math.round(ms / 10) * 10} ms.`;
}
