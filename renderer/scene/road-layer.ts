import { Group, Mesh, PlaneGeometry, type BufferGeometry, type Material } from 'three';
import { newRoadPoint } from '../../sim/driving/map/reference-line.ts';
import type { RoadMap } from '../../sim/driving/map/types.ts';
import type { OpenedEpisode } from '../live/protocol.ts';
import type { Sight } from './actor-layer.ts';
import { GROUND_ORDER, type Materials } from './materials.ts';
import { linear, SURFACES } from './palette.ts';
import { RibbonBuilder } from './ribbon.ts';
import { goalGeometry as goalSign, guardRails, railGeometry } from './road-furniture.ts';
import { SeenTriangles } from './seen-triangles.ts';
import { asphaltGeometry, goalGeometry, markingGeometry, pavementGeometry, vergeGeometry } from './road-mesh.ts';
import { stations } from './road-shape.ts';
import type { Field } from './surroundings.ts';

/** Beyond this fog has hidden the ground, m. */
const GROUND_REACH_M = 1600;

/** Ground, fields, roads, markings, guard rails and the goal of an episode. */
export class RoadLayer {
  readonly object = new Group();
  private readonly ground: Mesh;
  private readonly groundGeometry: BufferGeometry;
  private built: Mesh[] = [];
  private seen: SeenTriangles[] = [];

  constructor(private readonly materials: Materials) {
    this.groundGeometry = tinted(new PlaneGeometry(2 * GROUND_REACH_M, 2 * GROUND_REACH_M), SURFACES.grass);
    this.ground = new Mesh(this.groundGeometry, materials.grass);
    this.ground.renderOrder = GROUND_ORDER.grass;
    this.ground.receiveShadow = true;
    this.ground.frustumCulled = false;
    this.ground.matrixAutoUpdate = false;
    this.object.matrixAutoUpdate = false;
    this.object.add(this.ground);
  }

  open(episode: OpenedEpisode, map: RoadMap, fields: readonly Field[]): void {
    this.clear();
    const { map: spec, goalS } = episode;
    const { materials } = this;
    this.add(fieldGeometry(episode, map, fields), materials.fields, GROUND_ORDER.fields);
    this.add(vergeGeometry(spec, map), materials.fields, GROUND_ORDER.pavement - 1);
    this.add(pavementGeometry(spec, map), materials.pavement, GROUND_ORDER.pavement);
    this.add(asphaltGeometry(spec, map), materials.asphalt, GROUND_ORDER.asphalt);
    this.add(markingGeometry(spec, map), materials.paint, GROUND_ORDER.paint);
    this.add(goalGeometry(map, goalS), materials.paint, GROUND_ORDER.paint + 1);
    const rails = guardRails(spec, map);
    if (rails.length > 0) this.add(railGeometry(spec, map, rails), materials.scenery, 0);
    this.seen = this.built.map((mesh) => new SeenTriangles(mesh.geometry));
    const road = map.roads[0];
    const sign = this.add(goalSign(road.drivableMin(goalS), road.drivableMax(goalS)), materials.scenery, 0);
    const { x, y, heading } = road.pose(goalS, 0, newRoadPoint());
    sign.position.set(x, y, 0);
    sign.rotation.z = heading;
    sign.castShadow = true;
    sign.updateMatrix();
  }

  /** The ground reaches as far as one sees. */
  follow(sight: Sight): void {
    const { x, y } = sight;
    for (const seen of this.seen) seen.look(sight);
    this.ground.position.set(x, y, 0);
    this.ground.updateMatrix();
    this.ground.matrixWorldNeedsUpdate = true;
  }

  clear(): void {
    for (const mesh of this.built) {
      this.object.remove(mesh);
      mesh.geometry.dispose();
    }
    this.built = [];
    this.seen = [];
  }

  dispose(): void {
    this.clear();
    this.groundGeometry.dispose();
  }

  private add(geometry: BufferGeometry, material: Material, order: number): Mesh {
    const mesh = new Mesh(geometry, material);
    // Some maps have no fields, pavements or verges.
    mesh.visible = geometry.getAttribute('position').count > 0;
    mesh.renderOrder = order;
    mesh.receiveShadow = true;
    mesh.matrixAutoUpdate = false;
    this.object.add(mesh);
    this.built.push(mesh);
    return mesh;
  }
}

function fieldGeometry({ map: spec }: OpenedEpisode, map: RoadMap, fields: readonly Field[]): BufferGeometry {
  const ribbons = new RibbonBuilder(map, 0);
  for (const { fromS, toS, right, left, tint } of fields) {
    const colour = linear(SURFACES.fields[Math.floor(tint * SURFACES.fields.length)]);
    ribbons.strip(
      0,
      stations(spec, map, 0, fromS, toS),
      () => right,
      () => left,
      colour,
    );
    // Furrows.
    const dark = colour.clone().multiplyScalar(0.86);
    for (let d = right + 2; d + 2 < left; d += 5) {
      ribbons.strip(
        0,
        stations(spec, map, 0, fromS + 1, toS - 1),
        () => d,
        () => d + 2,
        dark,
      );
    }
  }
  return ribbons.build();
}

function tinted(geometry: PlaneGeometry, colour: string): BufferGeometry {
  const { r, g, b } = linear(colour);
  const count = geometry.getAttribute('position').count;
  const colours = geometry.getAttribute('normal').clone();
  for (let i = 0; i < count; i++) colours.setXYZ(i, r, g, b);
  geometry.setAttribute('color', colours);
  return geometry;
}
