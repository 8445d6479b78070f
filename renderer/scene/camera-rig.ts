import CameraControls from 'camera-controls';
import {
  Box3,
  Matrix4,
  PerspectiveCamera,
  Quaternion,
  Raycaster,
  Sphere,
  Spherical,
  Vector2,
  Vector3,
  Vector4,
} from 'three';
import { newRoadPoint } from '../../sim/driving/map/reference-line.ts';
import type { Road } from '../../sim/driving/map/types.ts';
import { ACTOR, ACTOR_STRIDE } from '../live/frame.ts';
import type { OpenedActor } from '../live/protocol.ts';
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
} from './cameras.ts';
import type { CameraMode, SceneOptions } from './scene-view.ts';

const NEAR_M = 0.15;
const FAR_M = 2000;
/** How fast a new view slides in, 1/s. */
const SLIDE_RATE = 5;
/** A farther view is cut to, not slid to, m. */
const SLIDE_LIMIT_M = 160;
/** What is left of a slide or a swing below this is not seen, m or rad: the camera is there. */
const REST = 1e-5;
const NOTCH_PIXELS = 100;
const KEY_TURN_RAD = Math.PI / 24;
/** Keys that turn the orbit camera, with Control or Command: around the actor, and up or down. */
const TURNS: Readonly<Record<string, readonly [azimuth: number, polar: number]>> = {
  ArrowLeft: [-KEY_TURN_RAD, 0],
  ArrowRight: [KEY_TURN_RAD, 0],
  ArrowUp: [0, -KEY_TURN_RAD],
  ArrowDown: [0, KEY_TURN_RAD],
};
const ZOOMS: Readonly<Record<string, number>> = { PageUp: 1 / ZOOM.perNotch, PageDown: ZOOM.perNotch };

CameraControls.install({
  THREE: { Vector2, Vector3, Vector4, Quaternion, Matrix4, Spherical, Box3, Sphere, Raycaster },
});

/** The cameras: they follow one actor, and a change of view slides over unless motion is to be reduced. */
export class CameraRig {
  private readonly fixed = newCamera();
  private readonly free = newCamera();
  private readonly controls: CameraControls;
  private readonly goal: CameraPose = newCameraPose();
  private readonly shown: CameraPose = newCameraPose();
  /** What is left of the way from the last view to this one. */
  private readonly slide: CameraPose = newCameraPose();
  private readonly point = newRoadPoint();
  private mode: CameraMode = 'chase';
  private row = 0;
  private reducedMotion = false;
  private heading = NaN;
  private zoom = 1;
  private lastMs = NaN;
  private attached = false;
  /** Where the camera was and how it saw at the last update: the matrices of its place and of its lens. */
  private readonly last = new Float64Array(32);

  constructor(private readonly canvas: HTMLElement) {
    this.controls = new CameraControls(this.free);
    this.controls.minDistance = ORBIT.nearestM;
    this.controls.maxDistance = ORBIT.farthestM;
    this.controls.maxPolarAngle = 1.53;
    this.controls.dollySpeed = 0.6;
    canvas.addEventListener('wheel', this.onWheel, { passive: false });
    canvas.addEventListener('keydown', this.onKey);
  }

  get camera(): PerspectiveCamera {
    return this.mode === 'orbit' ? this.free : this.fixed;
  }

  /** Forgets the last episode's views. */
  restart(): void {
    this.heading = NaN;
    this.lastMs = NaN;
  }

  resize(aspect: number): void {
    for (const camera of [this.fixed, this.free]) {
      camera.aspect = aspect;
      camera.updateProjectionMatrix();
    }
  }

  /** @returns whether the camera shows something else than after the last update */
  update(
    poses: Float64Array,
    row: number,
    actor: OpenedActor,
    road: Road,
    options: SceneOptions,
    nowMs: number,
  ): boolean {
    const at = row * ACTOR_STRIDE;
    const x = poses[at + ACTOR.x];
    const y = poses[at + ACTOR.y];
    const heading = poses[at + ACTOR.heading];
    const first = Number.isNaN(this.lastMs);
    const seconds = first ? 0 : Math.min(0.25, (nowMs - this.lastMs) / 1000);
    this.lastMs = nowMs;
    this.reducedMotion = options.reducedMotion;
    const changed = options.camera !== this.mode || row !== this.row;
    if (changed) this.change(options.camera, row, first);
    this.swing(options, x, y, heading, road, seconds);
    if (this.mode === 'orbit') this.orbit(x, y, heading, changed || first, seconds);
    else this.place(x, y, heading, actor, changed && !first, seconds);
    return this.hasMoved();
  }

  dispose(): void {
    this.canvas.removeEventListener('wheel', this.onWheel);
    this.canvas.removeEventListener('keydown', this.onKey);
    this.attach(false);
    this.controls.dispose();
  }

  private change(mode: CameraMode, row: number, first: boolean): void {
    // A yaw of another actor says nothing about this one's.
    if (row !== this.row || mode === 'top' || this.mode === 'top') this.heading = NaN;
    this.mode = mode;
    this.row = row;
    if (first) this.zoom = 1;
    this.attach(mode === 'orbit');
    if (this.fixed.fov !== FIELD_OF_VIEW_DEG[mode] && mode !== 'orbit') {
      this.fixed.fov = FIELD_OF_VIEW_DEG[mode];
      this.fixed.updateProjectionMatrix();
    }
  }

  /** Direction that the camera holds to: behind the actor, or along the road in the view from above. */
  private swing({ camera }: SceneOptions, x: number, y: number, heading: number, road: Road, seconds: number): void {
    const top = camera === 'top';
    if (top) road.project(x, y, NaN, this.point);
    // A map whose north stays put moves least.
    const goal = top ? (this.reducedMotion ? Math.PI / 2 : this.point.heading) : heading;
    const left =
      Number.isNaN(this.heading) || this.reducedMotion || camera === 'driver' ? 0 : decay(SWING_RATE, seconds);
    this.heading = left === 0 ? goal : turnTowards(this.heading, goal, left);
    if (Math.abs(this.heading - goal) < REST) this.heading = goal;
  }

  private place(x: number, y: number, heading: number, actor: OpenedActor, slides: boolean, seconds: number): void {
    const { goal, shown, slide } = this;
    if (this.mode === 'chase') chasePose(x, y, this.heading, actor, this.zoom, goal);
    else if (this.mode === 'driver') driverPose(x, y, heading, actor, goal);
    else topPose(x, y, this.heading, this.zoom, goal);
    if (slides) this.beginSlide();
    const left = this.reducedMotion ? 0 : decay(SLIDE_RATE, seconds);
    for (const key of KEYS) {
      slide[key] = Math.abs(slide[key]) < REST ? 0 : slide[key] * left;
      shown[key] = goal[key] + slide[key];
    }
    const { fixed } = this;
    fixed.position.set(shown.x, shown.y, shown.z);
    fixed.up.set(shown.upX, shown.upY, shown.upZ);
    fixed.lookAt(shown.targetX, shown.targetY, shown.targetZ);
    fixed.updateMatrixWorld();
  }

  private beginSlide(): void {
    const { goal, shown, slide } = this;
    const far = Math.hypot(goal.x - shown.x, goal.y - shown.y) > SLIDE_LIMIT_M;
    for (const key of KEYS) slide[key] = far || this.reducedMotion ? 0 : shown[key] - goal[key];
  }

  private orbit(x: number, y: number, heading: number, place: boolean, seconds: number): void {
    const { controls } = this;
    controls.smoothTime = this.reducedMotion ? 0 : 0.12;
    controls.draggingSmoothTime = this.reducedMotion ? 0 : 0.05;
    if (place) {
      const [cos, sin] = [Math.cos(heading), Math.sin(heading)];
      const [eyeX, eyeY] = [x - ORBIT.backM * cos - ORBIT.leftM * sin, y - ORBIT.backM * sin + ORBIT.leftM * cos];
      void controls.setLookAt(eyeX, eyeY, ORBIT.upM, x, y, ORBIT.targetZM, false);
    } else {
      void controls.moveTo(x, y, ORBIT.targetZM, false);
    }
    controls.update(seconds);
    this.free.updateMatrixWorld();
  }

  private hasMoved(): boolean {
    const { last } = this;
    const { matrixWorld, projectionMatrix } = this.camera;
    let moved = false;
    for (let i = 0; i < 16; i++) {
      moved ||= last[i] !== matrixWorld.elements[i] || last[16 + i] !== projectionMatrix.elements[i];
      last[i] = matrixWorld.elements[i];
      last[16 + i] = projectionMatrix.elements[i];
    }
    return moved;
  }

  private attach(wanted: boolean): void {
    if (wanted === this.attached) return;
    this.attached = wanted;
    if (wanted) this.controls.connect(this.canvas);
    else this.controls.disconnect();
  }

  /** Distance of the chase camera and height of the one above; the orbit camera has its own. */
  private readonly onWheel = (event: WheelEvent): void => {
    if (this.mode !== 'chase' && this.mode !== 'top') return;
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * NOTCH_PIXELS;
    this.zoomBy(Math.exp((Math.log(ZOOM.perNotch) * pixels) / NOTCH_PIXELS));
  };

  /** What the wheel and a drag do, for who uses no pointer. */
  private readonly onKey = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (altKey || shiftKey) return;
    const [turn, zoom] = ctrlKey || metaKey ? [TURNS[key], undefined] : [undefined, ZOOMS[key]];
    if (turn !== undefined && this.mode === 'orbit') void this.controls.rotate(...turn, !this.reducedMotion);
    else if (zoom !== undefined && this.mode !== 'driver') this.zoomBy(zoom);
    else return;
    event.preventDefault();
  };

  private zoomBy(factor: number): void {
    if (this.mode === 'orbit') void this.controls.dollyTo(this.controls.distance * factor, !this.reducedMotion);
    else this.zoom = Math.min(ZOOM.most, Math.max(ZOOM.least, this.zoom * factor));
  }
}

const KEYS = ['x', 'y', 'z', 'targetX', 'targetY', 'targetZ', 'upX', 'upY', 'upZ'] as const;

/** A camera of the scene, whose up is z. */
export function newCamera(): PerspectiveCamera {
  const camera = new PerspectiveCamera(FIELD_OF_VIEW_DEG.chase, 1, NEAR_M, FAR_M);
  camera.up.set(0, 0, 1);
  camera.matrixAutoUpdate = true;
  return camera;
}
