import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { CHUNK_LENGTH } from '../../../../policies/manipulation/action-chunk.ts';
import { FEATURE_NAMES } from '../../../../policies/manipulation/features.ts';
import { parseHumeFacts, type HumeModel } from '../../../../policies/manipulation/hume-model.ts';
import type { HumeNetworks } from '../../../../policies/manipulation/hume-networks.ts';
import { armCard } from '../../../../scenarios/collect/manipulation/arm-card.ts';
import { armCurvesSvg } from '../../../../scenarios/collect/manipulation/arm-curves-svg.ts';
import { collectArmEpisode } from '../../../../scenarios/collect/manipulation/arm-episode.ts';
import { planArmTraining } from '../../../../scenarios/collect/manipulation/arm-recipe.ts';
import { outputOfArm } from '../../../../scenarios/collect/manipulation/arm-stages.ts';
import { REPORT_FILE } from '../../../../scenarios/collect/manipulation/arm-training-files.ts';
import { calibrateArm } from '../../../../scenarios/collect/manipulation/calibrate-arm.ts';
import { scoreHeldOut } from '../../../../scenarios/collect/manipulation/held-out.ts';
import { publishArm, writeArmCard } from '../../../../scenarios/collect/manipulation/publish-arm.ts';
import { writeSampleFile, type RecordedEpisode } from '../../../../scenarios/collect/manipulation/sample-file.ts';
import { dataFolder } from '../../../../scenarios/collect/manipulation/shards.ts';
import { resolveManipulation } from '../../../../scenarios/language/manipulation/resolve.ts';
import { episodeSeed } from '../../../../scenarios/language/splits.ts';
import { MANIPULATION_LIBRARY } from '../../../../scenarios/library/manipulation/registry.ts';
import { loadHumeModel } from '../../../../scenarios/runner/hume-files.ts';
import { facts, published, report } from './arm-training-inputs.ts';

const work = mkdtempSync(join(tmpdir(), 'publish-arm-'));
afterAll(() => rmSync(work, { recursive: true }));
const fixture = fileURLToPath(new URL('../../../fixtures/hume/', import.meta.url));

const { stages, last } = planArmTraining({ work, rounds: 0, seedShare: 0.001, maxEpochs: 1, size: 'tiny', seed: 1 });
const held = last.trained.validation;
const reach = MANIPULATION_LIBRARY.filter(({ id }) => id === 'reach/common');

/** Two short episodes of the expert, as if they were the validation data. */
async function collectHeldOut(): Promise<RecordedEpisode[]> {
  const episodes: RecordedEpisode[] = [];
  for (const number of [1, 2]) {
    const seed = episodeSeed('val', reach[0].id, number);
    const spec = resolveManipulation(reach[0].scenario, seed);
    const { rows, scriptError } = await collectArmEpisode(spec, seed, 'expert', null, true);
    const about = { scenario: reach[0].id, seed, kind: 'common', driver: 'expert', scriptError } as const;
    episodes.push({ about, rows });
  }
  mkdirSync(dataFolder(held), { recursive: true });
  writeSampleFile(join(dataFolder(held), 'shard-00000'), FEATURE_NAMES, episodes);
  return episodes;
}

const episodes = await collectHeldOut();
const rows = episodes.reduce((sum, episode) => sum + episode.rows.count, 0);

/** Networks that give zeros, and as a value what `value` makes of a row of the executed chunk. */
function networksOf(value: (chunk: Float32Array) => number): HumeNetworks {
  return {
    systemOne: (count) => Promise.resolve(new Float32Array(40 * count)),
    systemTwo: (count) => Promise.resolve(new Float32Array(CHUNK_LENGTH * count)),
    critics: (count, _features, chunk) =>
      Promise.resolve(
        Float32Array.from({ length: 2 * count }, (_, i) => {
          const from = Math.floor(i / 2) * CHUNK_LENGTH;
          return value(chunk.subarray(from, from + CHUNK_LENGTH)) + (i % 2 === 0 ? 0.5 : -0.5);
        }),
      ),
  };
}

describe('scores on held-out data', () => {
  const scale = { ...facts, action: { mean: [0, 0, 0, 0, 0], std: [1, 1, 1, 1, 1] } };
  const model = (value: (chunk: Float32Array) => number): HumeModel => ({
    facts: scale as unknown as HumeModel['facts'],
    networks: networksOf(value),
  });

  it('are errors over the knots before the end, in the scale of the networks', async () => {
    const { all, scenarios } = await scoreHeldOut(
      held,
      model(() => 0),
    );
    expect(Object.keys(scenarios)).toEqual(['reach/common']);
    expect(scenarios['reach/common']).toEqual(all);
    // Networks that give zeros are as good as the mean action, whose error is the label itself.
    expect([all.chunks.systemTwo, all.chunks.systemOne]).toEqual([all.chunks.meanWhole, all.chunks.meanShort]);
    expect(all.chunks.systemOnePlanned).toBe(all.chunks.meanShort);
    let sum = 0;
    let numbers = 0;
    for (const { rows: of } of episodes) {
      for (let row = 0; row < of.count; row += 3) {
        const known = 5 * Math.min(16, of.count - row);
        for (const number of of.label.subarray(row * CHUNK_LENGTH, row * CHUNK_LENGTH + known)) sum += number ** 2;
        numbers += known;
      }
    }
    expect(all.chunks.meanWhole).toBeCloseTo(Math.sqrt(sum / numbers), 3);
  });

  it('rank values by what came of them', async () => {
    const returns = new Map(
      episodes.flatMap(({ rows: of }) =>
        Array.from(of.return, (value, row) => [
          String(of.executed.subarray(row * CHUNK_LENGTH, (row + 1) * CHUNK_LENGTH)),
          value,
        ]),
      ),
    );
    const knowing = await scoreHeldOut(
      held,
      model((chunk) => returns.get(String(chunk)) ?? NaN),
    );
    expect(knowing.all.critics.rankCorrelation).toBeCloseTo(1, 3);
    const wrong = await scoreHeldOut(
      held,
      model((chunk) => -(returns.get(String(chunk)) ?? NaN)),
    );
    expect(wrong.all.critics.rankCorrelation).toBeCloseTo(-1, 3);
    expect(knowing.all.critics).toMatchObject({ failures: 0, failureAuroc: null });
  });
});

describe('calibrating and publishing the models of the arm', () => {
  it('leaves models that load, with facts, report, curves and card', async () => {
    cpSync(fixture, last.trained.folder, { recursive: true });
    const { files } = JSON.parse(readFileSync(join(fixture, 'hume.json'), 'utf8'));
    writeFileSync(join(last.trained.folder, REPORT_FILE), JSON.stringify({ ...report, files }));
    for (const stage of stages) {
      if (stage.kind !== 'collect') continue;
      mkdirSync(stage.folder, { recursive: true });
      writeFileSync(outputOfArm(stage), JSON.stringify({ episodes: 2, rows, tally: { 'common, expert, goal': 2 } }));
    }
    // A second is enough to tell that it was measured.
    await calibrateArm(last, [{ ...reach[0], scenario: { ...reach[0].scenario, timeLimitS: 1 } }]);
    const models = join(work, 'models');
    const written = publishArm(last, models).map((file) => file.slice(models.length + 1));
    expect(written.sort()).toEqual([
      ...['critics.onnx', 'hume.curves.svg', 'hume.json', 'hume.md', 'hume.training.json'],
      ...['system-one.onnx', 'system-two.onnx'],
    ]);
    const before = parseHumeFacts(JSON.parse(readFileSync(join(fixture, 'hume.json'), 'utf8')), 'hume.json');
    const { facts: after } = await loadHumeModel(models);
    // Measured anew, by the runtime, on what System 1 alone comes to.
    expect(after.uncertainty.spread.values).toHaveLength(after.uncertainty.spread.quantiles.length);
    expect(after.uncertainty).not.toEqual(before.uncertainty);
    expect({ ...after, uncertainty: null }).toEqual({ ...before, uncertainty: null });
    const { calibratedOn } = JSON.parse(readFileSync(join(models, 'hume.json'), 'utf8'));
    expect(calibratedOn).toMatchObject({ split: 'val', seeds: [2000, 2000], episodes: 1 });
    const card = readFileSync(join(models, 'hume.md'), 'utf8');
    expect(card).toContain(files.critics.sha256);
    expect(card).toContain('reach/common');
    // Again, from what was published alone.
    rmSync(join(models, 'hume.md'));
    writeArmCard(models);
    expect(readFileSync(join(models, 'hume.md'), 'utf8')).toBe(card);
  });

  it('refuses networks that are not those of the facts', () => {
    const file = join(last.folder, 'critics.onnx');
    const bytes = readFileSync(file);
    writeFileSync(file, 'another');
    expect(() => publishArm(last, join(work, 'refused'))).toThrow(
      /critics\.onnx: sha256: expected [0-9a-f]{64}, found/,
    );
    writeFileSync(file, bytes);
    expect(() => writeArmCard(join(work, 'nowhere'))).toThrow(/nowhere.hume\.json: ENOENT/);
  });
});

describe('the card of the arm', () => {
  const card = armCard({ facts, report: published, curvesFile: 'curves.svg' });

  it('tells data, training, scores and calibration by the numbers of its inputs', () => {
    expect(card).toContain('| system-two.onnx | 2 000 | bbbb');
    expect(card).toContain('| expert | training | train | 0..449 | 200 | 10.0 % | 12 345 |');
    expect(card).toContain('| expert: common, expert | 150 | 30 | 0 | 0 |');
    expect(card).toContain('| epochs of System 2, System 1, critics | 50, 40, 15 |');
    expect(card).toContain('| reach/tail | 0.701 | 0.502 | 1.003 | 0.304 | 0.605 | 0.406 | - |');
    expect(card).toContain('| reach/tail | 90 | 0.77 | 12 | 0.88 |');
    expect(card).toContain(
      'in 56 common episodes of System 1 alone (split val, seeds 2000..2007; goal 50, collision 6)',
    );
    expect(card).toContain('| 0.5 | 0.2500 | 0.0625 |');
    // 30 of the 180 undisturbed episodes for training.
    expect(card).toContain('it failed in 16.7 % of its episodes above');
    expect(card).not.toMatch(/NaN|undefined|null/);
  });

  it('has curves on a scale from 0', () => {
    const svg = armCurvesSvg(published);
    expect(svg).toContain('<polyline points="44,52 244,134"/>');
    expect(svg.match(/<polyline/g)).toHaveLength(3);
  });
});
