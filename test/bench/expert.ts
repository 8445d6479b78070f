import { parseArgs } from 'node:util';
import {
  privilegedExpert,
  sensingExpert,
  type ExpertPlanner,
} from '../../policies/manipulation/expert/expert-planner.ts';
import { STEPS, STEP_TICKS } from '../../policies/manipulation/expert/horizon.ts';
import { RollOut } from '../../policies/manipulation/expert/roll-out.ts';
import { SceneModel } from '../../policies/manipulation/expert/scene-model.ts';
import { TrueScene } from '../../policies/manipulation/expert/true-scene.ts';
import { StopOrRetreat } from '../../policies/manipulation/reflex.ts';
import { REFLEX } from '../../policies/manipulation/settings.ts';
import { ManipulationWorld } from '../../sim/robotics/manipulation-world.ts';
import { resolveManipulation } from '../../scenarios/language/manipulation/resolve.ts';
import { episodeSeed } from '../../scenarios/language/splits.ts';
import { MANIPULATION_LIBRARY } from '../../scenarios/library/manipulation/registry.ts';
import {
  expertEpisode,
  runToEnd,
  straightAhead,
  type ArmPlanner,
} from '../policies/manipulation/expert/expert-episode.ts';

/**
 * How the expert fares in the library, a row each scenario, and how fast its roll-outs are. Bundle it first:
 * npx esbuild test/bench/expert.ts --bundle --platform=node --outfile=/somewhere/expert.cjs
 * --of expert|oracle|sensed|straight|reflexive  --seeds 20  --from 0  --latency 0 (ms)  --only push  --verbose (names what failed)
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      of: { type: 'string', default: 'expert' },
      seeds: { type: 'string', default: '20' },
      from: { type: 'string', default: '0' },
      latency: { type: 'string', default: '0' },
      only: { type: 'string', default: '' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const seeds = Number(values.seeds);
  const from = Number(values.from);
  process.stdout.write(
    'scenario               success  collision  lost  timeout  drops  seconds  longest  ms/plan  ms/episode\n',
  );
  const all = { seeds: 0, goals: 0 };
  for (const { id, scenario } of MANIPULATION_LIBRARY) {
    if (!id.includes(values.only)) continue;
    const count = { goal: 0, collision: 0, lost: 0, timeout: 0, running: 0 };
    let drops = 0;
    let seconds = 0;
    let longest = 0;
    let calls = 0;
    let planMs = 0;
    let allMs = 0;
    const failures: string[] = [];
    for (let seed = from; seed < from + seeds; seed++) {
      const name = episodeSeed('train', id, seed);
      const spec = resolveManipulation(scenario, name);
      const started = performance.now();
      const timed = (world: ManipulationWorld): ArmPlanner => {
        const planner = plannerOf(values.of, world, name);
        return {
          name: planner.name,
          plan(...args) {
            const start = process.cpuUsage();
            const plans = [...planner.plan(...args)].slice(-1);
            planMs += process.cpuUsage(start).user / 1000;
            calls++;
            return plans;
          },
        };
      };
      const reflexes = values.of === 'reflexive' ? [new StopOrRetreat(spec.arm.model, REFLEX)] : [];
      const episode = expertEpisode(spec, name, timed, Number(values.latency), reflexes);
      await runToEnd(episode);
      allMs += performance.now() - started;
      const { world } = episode;
      count[world.end]++;
      drops += world.metrics.dropped.drops;
      seconds += world.tick * world.controlDt;
      if (world.end === 'goal') longest = Math.max(longest, world.tick * world.controlDt);
      else failures.push(`${seed}:${world.end}/${world.collision.partner}@${world.tick}`);
    }
    const cells = [
      id.padEnd(22),
      `${((100 * count.goal) / seeds).toFixed(0)} %`.padStart(7),
      String(count.collision).padStart(10),
      String(count.lost).padStart(5),
      String(count.timeout).padStart(8),
      String(drops).padStart(6),
      (seconds / seeds).toFixed(2).padStart(8),
      longest.toFixed(2).padStart(8),
      (planMs / calls).toFixed(2).padStart(8),
      (allMs / seeds).toFixed(0).padStart(11),
    ];
    process.stdout.write(`${cells.join(' ')}\n`);
    all.seeds += seeds;
    all.goals += count.goal;
    if (values.verbose && failures.length > 0) process.stdout.write(`  ${failures.join(' ')}\n`);
  }
  process.stdout.write(
    `all: ${all.goals} of ${all.seeds}; roll-outs: ${stepsPerSecond()} steps of two ticks per second\n`,
  );
}

function plannerOf(of: string, world: ManipulationWorld, seed: string): Pick<ExpertPlanner, 'name' | 'plan'> {
  switch (of) {
    case 'expert':
    case 'oracle':
      return privilegedExpert(world, of === 'oracle');
    case 'sensed':
      return sensingExpert(seed);
    case 'straight':
    case 'reflexive':
      return straightAhead(seed);
    default:
      throw new Error(`--of must be expert, oracle, sensed, straight or reflexive, but is ${of}.`);
  }
}

/** Of roll-outs from the start of every scenario, the slowest; each in the fastest of its rounds. */
function stepsPerSecond(): number {
  let slowest = Infinity;
  for (const { id, scenario } of MANIPULATION_LIBRARY) {
    const name = episodeSeed('train', id, 1);
    const world = new ManipulationWorld(resolveManipulation(scenario, name), name);
    const stepS = STEP_TICKS * world.controlDt;
    const scene = new SceneModel(world.spec.arm.model, world.spec.task);
    new TrueScene(world, false).fill(null, 0, stepS, scene);
    const rollOut = new RollOut(scene, stepS);
    rollOut.begin(null, 0, 0);
    let fastest = Infinity;
    for (let round = 0; round < 15; round++) {
      const start = performance.now();
      for (let i = 0; i < 50; i++) rollOut.run(null, null, 0, Infinity);
      fastest = Math.min(fastest, performance.now() - start);
    }
    slowest = Math.min(slowest, (50 * STEPS) / (fastest / 1000));
  }
  return Math.round(slowest);
}

void main();
