import type { PerspectiveCamera } from 'three';
import { newRoadPoint } from '../../sim/driving/map/reference-line.ts';
import type { Road } from '../../sim/driving/map/types.ts';
import { ACTOR, ACTOR_STRIDE } from '../live/frame.ts';
import type { OpenedActor } from '../live/protocol.ts';
import { blendHeading } from '../replay/sample-clip.ts';
import { newCamera } from '../scene/camera-rig.ts';
import {
  chasePose,
  decay,
  driverPose,
  FIELD_OF_VIEW_DEG,
  newCameraPose,
  ORBIT,
  SWING_RATE,
  topPose,
  turnTowards,
  ZOOM,
  type CameraPose,
} from '../scene/cameras.ts';
import type { CameraMode } from '../scene/scene-view.ts';
import type { RecordSampler } from './record-sampler.ts';

/** How one looks at what is followed. */
export interface Viewpoint {
  readonly camera: CameraMode;
  /** 1: as the cameras stand by themselves; 2: half as far away. */
  readonly zoom: number;
  /**
   * Where the orbit camera stands, rad: around the followed one, counter-clockwise from the direction in which it drove
   * at the start; and above the ground.
   */
  readonly azimuth: number;
  readonly elevation: number;
  /** The cameras hold to the headings themselves, and north is up on the map. */
  readonly reducedMotion: boolean;
}

/** Where the orbit camera stands at first. */
export const STANDARD_AZIMUTH = Math.atan2(ORBIT.leftM, -ORBIT.backM);
export const STANDARD_ELEVATION = Math.atan2(ORBIT.upM - ORBIT.targetZM, Math.hypot(ORBIT.backM, ORBIT.leftM));
export const LEAST_ELEVATION = 0.04;
export const MOST_ELEVATION = 1.5;

/** A place that is looked at. */
export interface Followed {
  readonly x: number;
  readonly y: number;
  readonly heading: number;
}

/**
 * The scene's cameras as functions of record, time and viewpoint alone: where the live ones swing behind an actor with the
 * wall clock, these swing with the record's, so that a time always gives the same picture.
 */
export class ReplayCamera {
  readonly camera: PerspectiveCamera = newCamera();
  private readonly pose: CameraPose = newCameraPose();
  /** Headings after the swing at every tick, by what they swing after. */
  private readonly swung = new Map<string, Float64Array>();

  constructor(
    private readonly sampler: RecordSampler,
    private readonly road: Road,
  ) {}

  resize(aspect: number): void {
    this.camera.aspect = aspect;
    this.camera.updateProjectionMatrix();
  }

  /** @param row that is followed; @param instead of its place, another one: of who goes on where this record ends */
  place(row: number, actor: OpenedActor, view: Viewpoint, instead: Followed | null = null): PerspectiveCamera {
    const { camera, pose } = this;
    const { poses } = this.sampler;
    const at = row * ACTOR_STRIDE;
    const x = instead?.x ?? poses[at + ACTOR.x];
    const y = instead?.y ?? poses[at + ACTOR.y];
    const own = instead?.heading ?? poses[at + ACTOR.heading];
    const distance = Math.min(ZOOM.most, Math.max(ZOOM.least, 1 / view.zoom));
    if (view.camera === 'chase') {
      chasePose(x, y, instead === null && !view.reducedMotion ? this.swing(row) : own, actor, distance, pose);
    } else if (view.camera === 'driver') driverPose(x, y, own, actor, pose);
    else if (view.camera === 'top') topPose(x, y, view.reducedMotion ? Math.PI / 2 : this.along(row), distance, pose);
    else this.orbit(x, y, row, view);
    const fieldOfView = FIELD_OF_VIEW_DEG[view.camera];
    if (camera.fov !== fieldOfView) {
      camera.fov = fieldOfView;
      camera.updateProjectionMatrix();
    }
    camera.position.set(pose.x, pose.y, pose.z);
    camera.up.set(pose.upX, pose.upY, pose.upZ);
    camera.lookAt(pose.targetX, pose.targetY, pose.targetZ);
    camera.updateMatrixWorld();
    return camera;
  }

  private orbit(x: number, y: number, row: number, { azimuth, elevation, zoom }: Viewpoint): void {
    const { pose } = this;
    const usual = Math.hypot(ORBIT.backM, ORBIT.leftM, ORBIT.upM - ORBIT.targetZM);
    const distance = Math.min(ORBIT.farthestM, Math.max(ORBIT.nearestM, usual / zoom));
    const angle = this.sampler.value(0, row, ACTOR.heading) + azimuth;
    const flat = distance * Math.cos(elevation);
    pose.x = x + flat * Math.cos(angle);
    pose.y = y + flat * Math.sin(angle);
    pose.z = ORBIT.targetZM + distance * Math.sin(elevation);
    pose.targetX = x;
    pose.targetY = y;
    pose.targetZ = ORBIT.targetZM;
    pose.upX = 0;
    pose.upY = 0;
    pose.upZ = 1;
  }

  /** Heading that swings after an actor's. */
  private swing(row: number): number {
    return this.blended(`heading ${row}`, (tick) => this.sampler.value(tick, row, ACTOR.heading));
  }

  /** Heading that swings after that of the road beside an actor. */
  private along(row: number): number {
    const point = newRoadPoint();
    return this.blended(`road ${row}`, (tick) => {
      this.road.project(this.sampler.value(tick, row, ACTOR.x), this.sampler.value(tick, row, ACTOR.y), NaN, point);
      return point.heading;
    });
  }

  private blended(name: string, goal: (tick: number) => number): number {
    const { tick, share, count } = this.sampler;
    let headings = this.swung.get(name);
    if (headings === undefined) {
      headings = swingAfter(goal, count, this.sampler.record.episode.controlDt);
      this.swung.set(name, headings);
    }
    return blendHeading(headings[tick], headings[Math.min(count - 1, tick + 1)], share);
  }
}

function swingAfter(goal: (tick: number) => number, count: number, controlDt: number): Float64Array {
  const left = decay(SWING_RATE, controlDt);
  const headings = new Float64Array(count);
  for (let tick = 0; tick < count; tick++) {
    headings[tick] = tick === 0 ? goal(0) : turnTowards(headings[tick - 1], goal(tick), left);
  }
  return headings;
}
