import { Texture, type BufferGeometry, type InstancedMesh, type Mesh, type Object3D, type ShaderMaterial } from 'three';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ACTOR,
  ACTOR_STRIDE,
  frameBytes,
  HEAD,
  PLAN_POINT,
  PLAN_STRIDE,
  viewFrame,
  VISIBILITY,
} from '../../../renderer/live/frame.ts';
import type { FrameView } from '../../../renderer/live/frame.ts';
import type { OpenedEpisode } from '../../../renderer/live/protocol.ts';
import { FrameWriter } from '../../../renderer/live/worker/frame-writer.ts';
import { HeardRun } from '../../../renderer/live/worker/heard-run.ts';
import type { Layer } from '../../../renderer/scene/layer.ts';
import { ActorMarksLayer } from '../../../renderer/scene/overlays/actor-marks-layer.ts';
import { CandidatesLayer } from '../../../renderer/scene/overlays/candidates-layer.ts';
import { OverlayColours } from '../../../renderer/scene/overlays/colours.ts';
import { layOutGlyphs } from '../../../renderer/scene/overlays/glyphs.ts';
import { LabelLayer } from '../../../renderer/scene/overlays/label-layer.ts';
import { PlanLayer } from '../../../renderer/scene/overlays/plan-layer.ts';
import { Screen } from '../../../renderer/scene/overlays/screen.ts';
import { SensorLayer } from '../../../renderer/scene/overlays/sensor-layer.ts';
import { TrajectoryLayer } from '../../../renderer/scene/overlays/trajectory-layer.ts';
import { OVERLAYS } from '../../../renderer/scene/scene-view.ts';
import type { Overlay, SceneOptions } from '../../../renderer/scene/scene-view.ts';
import { THEMES } from '../../../renderer/theme/tokens.ts';
import { withSpareObstacles } from '../../../scenarios/live/spare.ts';
import { Episode } from '../../../scenarios/runner/episode.ts';
import { setupOf } from '../../scenarios/runner/setups.ts';

const screen = new Screen();
const colours = new OverlayColours(THEMES.dark);
const atlas = { metrics: layOutGlyphs(() => 0.6), texture: new Texture() };

/** A moment of a real run with a plan in force, candidates, a request in flight, and people whom nobody sees. */
async function busyMoment() {
  const setup = setupOf('always');
  const spec = withSpareObstacles({ ...setup.spec, sensors: { ...setup.spec.sensors, fieldOfViewRad: Math.PI } });
  const heard = new HeardRun();
  const episode = new Episode({ ...setup, spec, observers: [heard] });
  const { world, system } = episode;
  const rows = world.actors.count;
  const frame = viewFrame(new ArrayBuffer(frameBytes(rows)), rows);
  const writer = new FrameWriter(episode, heard);
  writer.threshold = -1;
  const ready = (): boolean =>
    system.planInForce !== null && frame.head[HEAD.planStaleTo] > 0.5 && frame.head[HEAD.chosenCandidate] >= 0;
  while (!ready() && (await episode.tick())) {
    writer.write(frame, { lidar: true, candidates: true }, world.tick * 100);
  }
  const { actors } = world;
  const opened: OpenedEpisode = {
    episode: 1,
    choice: { scenario: { kind: 'library', id: 'test' }, seed: 0 },
    scenario: 'test',
    family: 'test',
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
  return { frame, opened, map: world.map, rows };
}

function showing(...overlays: readonly Overlay[]): SceneOptions {
  return { camera: 'orbit', follow: 0, overlays: new Set(overlays), daytime: 'day', reducedMotion: false };
}

type Drawn = Mesh<BufferGeometry, ShaderMaterial>;

function meshes(object: Object3D): Drawn[] {
  const found: Drawn[] = [];
  object.traverse((child) => {
    if ('isMesh' in child) found.push(child as Drawn);
  });
  return found;
}

const isDrawn = (mesh: Drawn): boolean => mesh.visible && mesh.parent?.visible === true;

let moment: Awaited<ReturnType<typeof busyMoment>>;
let frame: FrameView;
beforeAll(async () => {
  moment = await busyMoment();
  frame = moment.frame;
});

function opened<T extends Layer>(layer: T): T {
  layer.open(moment.opened, moment.map);
  return layer;
}

function all(): Layer[] {
  return [
    new SensorLayer(screen, colours),
    new PlanLayer(screen, colours),
    new TrajectoryLayer(screen, colours),
    new CandidatesLayer(screen, colours),
    new ActorMarksLayer(screen, colours),
    new LabelLayer(screen, colours, atlas),
  ];
}

describe('the overlays', () => {
  it('draw finite numbers, and something for every overlay', () => {
    const layers = all().map(opened);
    for (const overlay of OVERLAYS) {
      for (const layer of layers) layer.update(frame, frame.actors, showing(overlay));
      expect(layers.flatMap(({ object }) => meshes(object)).some(isDrawn), overlay).toBe(true);
    }
    for (const layer of layers) layer.update(frame, frame.actors, showing(...OVERLAYS));
    for (const mesh of layers.flatMap(({ object }) => meshes(object))) {
      for (const attribute of Object.values(mesh.geometry.attributes)) {
        expect(Array.from(attribute.array).every(Number.isFinite)).toBe(true);
      }
    }
  });

  it('draw nothing that nobody asked for', () => {
    const layers = all().map(opened);
    for (const layer of layers) layer.update(frame, frame.actors, showing());
    expect(layers.flatMap(({ object }) => meshes(object)).filter(isDrawn)).toEqual([]);
  });

  it('free what they built for an episode, and at the end the materials that they kept', () => {
    const layers = all();
    const freed = new Set<unknown>();
    const geometries = new Set<unknown>();
    const materials = new Set<unknown>();
    for (let episode = 0; episode < 3; episode++) {
      for (const layer of layers) {
        opened(layer).update(frame, frame.actors, showing(...OVERLAYS));
        for (const { geometry, material } of meshes(layer.object)) {
          geometries.add(geometry);
          materials.add(material);
          geometry.addEventListener('dispose', () => freed.add(geometry));
          material.addEventListener('dispose', () => freed.add(material));
        }
      }
      expect(geometries.size - freed.size).toBe(geometries.size / (episode + 1));
    }
    expect(materials.size).toBeLessThanOrEqual(geometries.size / 3);
    for (const layer of layers) layer.dispose();
    expect(freed).toEqual(new Set([...geometries, ...materials]));
    expect(layers.flatMap(({ object }) => object.children)).toEqual([]);
    for (const layer of layers) layer.update(frame, frame.actors, showing(...OVERLAYS));
  });
});

describe('the plan', () => {
  it('is stale up to where its ego would be now', () => {
    const layer = opened(new PlanLayer(screen, colours));
    layer.update(frame, frame.actors, showing('plan'));
    const [mesh] = meshes(layer.object);
    const point = (i: number): readonly [number, number] => [
      frame.plan[i * PLAN_STRIDE + PLAN_POINT.x],
      frame.plan[i * PLAN_STRIDE + PLAN_POINT.y],
    ];
    const staleTo = frame.head[HEAD.planStaleTo];
    let along = 0;
    for (let i = 0; i < staleTo; i++) {
      const [x, y] = point(i);
      const [nextX, nextY] = point(i + 1);
      along += Math.min(1, staleTo - i) * Math.hypot(nextX - x, nextY - y);
    }
    expect(along).toBeGreaterThan(1);
    expect(mesh.material.uniforms.staleAlong.value).toBeCloseTo(along, 3);
  });

  it('is not there without one', () => {
    const layer = opened(new PlanLayer(screen, colours));
    const without = { ...frame, head: frame.head.slice() };
    without.head[HEAD.planInForce] = 0;
    layer.update(without, frame.actors, showing('plan'));
    expect(meshes(layer.object).filter(isDrawn)).toEqual([]);
  });
});

describe('the candidates', () => {
  const drawn = (ageMs: number, shiftM = 0) => {
    const layer = opened(new CandidatesLayer(screen, colours));
    const aged = { ...frame, head: frame.head.slice() };
    aged.head[HEAD.candidatesAgeMs] = ageMs;
    const poses = frame.actors.slice();
    poses[ACTOR.x] += shiftM;
    layer.update(aged, poses, showing('candidates'));
    const [mesh] = meshes(layer.object);
    const start = mesh.geometry.getAttribute('start');
    const count = (mesh.geometry as BufferGeometry & { readonly instanceCount: number }).instanceCount;
    return { mesh, starts: Array.from({ length: count }, (_, i) => start.getX(i)), ego: poses[ACTOR.x] };
  };

  it('stay whole, fade, and are gone two seconds after they came', () => {
    const opacities = [0, 500, 1000, 1900].map((ageMs) => drawn(ageMs).mesh.material.uniforms.opacity.value as number);
    expect(opacities.slice(0, 2)).toEqual([1, 1]);
    expect(opacities[2]).toBeGreaterThan(opacities[3]);
    expect(opacities[3]).toBeGreaterThan(0);
    expect(isDrawn(drawn(2000).mesh)).toBe(false);
    expect(isDrawn(drawn(NaN).mesh)).toBe(false);
  });

  it('begin at the ego: what it has passed is left out', () => {
    for (const shiftM of [0, 25]) {
      const { starts, ego } = drawn(100, shiftM);
      expect(starts.length).toBeGreaterThan(40);
      expect(Math.min(...starts)).toBeGreaterThan(ego - 1e-3);
    }
    expect(drawn(100, 25).starts.length).toBeLessThan(drawn(100).starts.length);
    expect(drawn(100, 500).starts).toEqual([]);
  });

  it('have one that is chosen, drawn last and broadest', () => {
    const { mesh, starts } = drawn(100);
    const style = mesh.geometry.getAttribute('style');
    const widths = starts.map((_, i) => style.getX(i));
    const broadest = Math.max(...widths);
    const first = widths.indexOf(broadest);
    expect(first).toBeGreaterThan(0);
    expect(widths.slice(first).every((width) => width === broadest)).toBe(true);
    expect(Math.max(...widths.slice(0, first))).toBeLessThan(0.6 * broadest);
  });
});

describe('marks on the actors', () => {
  it('stripe who is hidden, and nobody who is absent', () => {
    const layer = opened(new ActorMarksLayer(screen, colours));
    layer.update(frame, frame.actors, showing('hidden'));
    const hatching = meshes(layer.object).find((mesh) => 'isInstancedMesh' in mesh) as unknown as InstancedMesh;
    const rows = Array.from({ length: moment.rows }, (_, row) => row * ACTOR_STRIDE);
    const hidden = rows.filter(
      (at) => frame.actors[at + ACTOR.visibility] === VISIBILITY.hidden && frame.actors[at + ACTOR.absent] === 0,
    );
    expect(hidden.length).toBeGreaterThan(0);
    expect(rows.some((at) => frame.actors[at + ACTOR.absent] === 1)).toBe(true);
    expect(hatching.count).toBe(hidden.length);
    expect(hidden.map((_, i) => hatching.instanceMatrix.array[16 * i + 12])).toEqual(
      hidden.map((at) => Math.fround(frame.actors[at + ACTOR.x])),
    );
  });

  it('outline everybody but the car that the driver camera sits in', () => {
    const layer = opened(new ActorMarksLayer(screen, colours));
    const count = (options: SceneOptions): number => {
      layer.update(frame, frame.actors, options);
      return (meshes(layer.object)[0].geometry as BufferGeometry & { readonly instanceCount: number }).instanceCount;
    };
    const outside = count(showing('boxes'));
    expect(outside % 12).toBe(0);
    expect(count({ ...showing('boxes'), camera: 'driver' })).toBe(outside - 12);
  });
});

describe('the halo', () => {
  it('is marked as above the threshold exactly when the level is', () => {
    const layer = opened(new TrajectoryLayer(screen, colours));
    const over = (level: number, threshold: number): number => {
      const changed = { ...frame, head: frame.head.slice() };
      changed.head[HEAD.level] = level;
      changed.head[HEAD.threshold] = threshold;
      layer.update(changed, frame.actors, showing('halo'));
      return meshes(layer.object)[0].material.uniforms.over.value as number;
    };
    expect([over(0.96, 0.95), over(0.94, 0.95), over(0.99, NaN)]).toEqual([1, 0, 0]);
  });
});

describe('the words at the ego', () => {
  const words = (level: number, threshold: number, inFlight: number): string => {
    const layer = opened(new LabelLayer(screen, colours, atlas));
    const changed = { ...frame, head: frame.head.slice() };
    changed.head[HEAD.level] = level;
    changed.head[HEAD.threshold] = threshold;
    changed.head[HEAD.inFlight] = inFlight;
    changed.head[HEAD.inFlightAgeMs] = 340;
    layer.update(changed, frame.actors, showing('halo'));
    const [text, ring] = meshes(layer.object);
    expect(ring.visible).toBe(inFlight > 0);
    const cell = text.geometry.getAttribute('cell');
    const count = (text.geometry as BufferGeometry & { readonly instanceCount: number }).instanceCount;
    const { u, v } = atlas.metrics;
    const codes = Array.from({ length: count }, (_, i) =>
      u.findIndex((x, c) => x === cell.getX(i) && v[c] === cell.getY(i)),
    );
    return codes.map((code) => (code < 32 ? '' : String.fromCharCode(code))).join('');
  };

  it('say how uncertain it is, and whether the planner thinks', () => {
    expect(words(0.9904, 0.99, 1)).toBe('uncertainty0.991>0.99:thinking0.3s');
    expect(words(0.98999, 0.99, 0)).toBe('uncertainty0.989');
    expect(words(0.4, NaN, 1)).toBe('uncertainty0.400,thinking0.3s');
  });
});
