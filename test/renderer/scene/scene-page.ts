import {
  ACTOR,
  ACTOR_STRIDE,
  frameBytes,
  HEAD,
  viewFrame,
  VISIBILITY,
  type FrameView,
} from '../../../renderer/live/frame.ts';
import type { OpenedEpisode } from '../../../renderer/live/protocol.ts';
import { createOverlays } from '../../../renderer/scene/overlays/overlay-layers.ts';
import type { SceneOptions } from '../../../renderer/scene/scene-view.ts';
import { createSceneView } from '../../../renderer/scene/three-scene-view.ts';
import { THEMES } from '../../../renderer/theme/tokens.ts';
import { episodeSeed } from '../../../scenarios/language/splits.ts';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import { libraryScenario } from '../../../scenarios/library/registry.ts';
import { DrivingWorld } from '../../../sim/driving/driving-world.ts';
import { EgoAction } from '../../../sim/driving/ego-action.ts';
import { benchScene } from '../../bench/bench-scene.ts';
import type { DrivingSpec } from '../../../sim/driving/spec.ts';

/**
 * A page with nothing but the scene: real worlds whose ego keeps its lane, drawn in the page. Tests call `window.scene`.
 */

const SIZE = { width: 1280, height: 720 } as const;

const canvas = document.createElement('canvas');
canvas.style.cssText = `display:block;width:${SIZE.width}px;height:${SIZE.height}px`;
document.body.style.margin = '0';
document.body.append(canvas);

const started = performance.now();
const view = createSceneView(canvas, createOverlays(THEMES.dark, document.body).layers);
view.resize(SIZE.width, SIZE.height, 1);
const problems: string[] = [];
view.problems.subscribe((sentence) => problems.push(sentence));
let cameraText = '';
view.cameraText.subscribe((text) => (cameraText = text));

const DEFAULTS: SceneOptions = {
  camera: 'chase',
  follow: 0,
  overlays: new Set(),
  daytime: 'day',
  reducedMotion: true,
};

let world: DrivingWorld | null = null;
let frame: FrameView | null = null;
let episode: OpenedEpisode | null = null;
let episodes = 0;
const action = new EgoAction();

const tools = {
  /** Milliseconds from the start of the page's script until the view existed. */
  madeMs: performance.now() - started,
  problems,
  get cameraText() {
    return cameraText;
  },
  /** Opens a library scenario, or `bench/N` with N actors. */
  open(scenario: string, seed: number): void {
    const spec = specOf(scenario, seed);
    world = new DrivingWorld(spec, String(seed));
    action.accelerationMps2 = 0;
    action.targetOffsetM = world.actors.d[0];
    episode = describe(scenario, seed, world);
    view.open(episode);
    writeFrame();
  },
  run(ticks: number, acceleration = 0): void {
    if (world === null) return;
    action.accelerationMps2 = acceleration;
    for (let i = 0; i < ticks && !world.ended; i++) world.step(action);
    writeFrame();
  },
  options(options: Partial<SceneOptions>): void {
    view.setOptions({ ...DEFAULTS, ...options });
  },
  /** Draws once; the time in script, ms. */
  draw(): number {
    const before = performance.now();
    view.draw(frame, before);
    return performance.now() - before;
  },
  actors: () => episode?.actors.map(({ id, kind }, row) => ({ row, id, kind })) ?? [],
  /** Draws in another resolution; the canvas keeps its place on the page. */
  resize: (width: number, height: number) => view.resize(width, height, 1),
  pick: (x: number, y: number) => view.pick(x, y),
  resources: () => view.resources(),
  /** Loses the WebGL context and, `backMs` later, gives it back. */
  loseContext(backMs: number): void {
    const loss = canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context');
    loss?.loseContext();
    setTimeout(() => loss?.restoreContext(), backMs);
  },
  dispose: () => view.dispose(),
};

export type SceneTools = typeof tools;
Object.assign(window, { scene: tools });

function specOf(scenario: string, seed: number): DrivingSpec {
  const bench = /^bench\/(\d+)$/.exec(scenario);
  if (bench !== null) return benchScene(Number(bench[1]));
  return resolveScenario(libraryScenario(scenario), episodeSeed('val', scenario, seed));
}

function describe(scenario: string, seed: number, { spec, actors }: DrivingWorld): OpenedEpisode {
  return {
    episode: ++episodes,
    choice: { scenario: { kind: 'library', id: scenario }, seed },
    scenario,
    family: spec.family,
    map: spec.map,
    controlDt: spec.controlDt,
    timeLimitS: spec.timeLimitS,
    goalS: spec.ego.goalS,
    sensorRangeM: spec.sensors.rangeM,
    fieldOfViewRad: spec.sensors.fieldOfViewRad,
    actors: actors.ids.map((id, row) => ({
      id,
      kind: row === 0 ? 'ego' : spec.actors[row - 1].kind,
      lengthM: actors.lengthM[row],
      widthM: actors.widthM[row],
      heightM: actors.heightM[row],
    })),
  };
}

function writeFrame(): void {
  if (world === null) return;
  const { actors } = world;
  frame = viewFrame(new ArrayBuffer(frameBytes(actors.count)), actors.count);
  frame.head[HEAD.tick] = world.tick;
  frame.head[HEAD.timeS] = world.tick * world.controlDt;
  frame.head[HEAD.wallMs] = performance.now() + performance.timeOrigin;
  for (let row = 0; row < actors.count; row++) {
    const at = row * ACTOR_STRIDE;
    frame.actors[at + ACTOR.x] = actors.x[row];
    frame.actors[at + ACTOR.y] = actors.y[row];
    frame.actors[at + ACTOR.heading] = actors.heading[row];
    frame.actors[at + ACTOR.speedMps] = actors.speed[row];
    frame.actors[at + ACTOR.accelerationMps2] = actors.acceleration[row];
    frame.actors[at + ACTOR.yawRate] = actors.yawRate[row];
    frame.actors[at + ACTOR.visibility] = VISIBILITY.seen;
  }
}
