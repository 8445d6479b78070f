import { BoxGeometry, DynamicDrawUsage, InstancedMesh, ShaderMaterial } from 'three';
import type { Color } from 'three';
import { ACTOR, ACTOR_STRIDE, TRACK, TRACK_STRIDE, VISIBILITY, type FrameView } from '../../live/frame.ts';
import type { OpenedActor, OpenedEpisode } from '../../live/protocol.ts';
import type { SceneOptions } from '../scene-view.ts';
import { addBox, BOX_SEGMENTS, type BoxPose } from './boxes.ts';
import type { OverlayColours } from './colours.ts';
import { ORDER, OverlayLayer } from './overlay-layer.ts';
import { SegmentBatch, segmentMaterial } from './segment-batch.ts';
import type { Screen } from './screen.ts';

/** Boxes that mark an actor stand off its body by this much on each side, m. */
const MARGIN_M = 0.12;
/** A belief older than this was not measured in the last round, s. */
const FRESH_S = 0.055;
/** The arrow of a belief shows the way of this time, s. */
const ARROW_S = 1;
const ARROW_HEAD_M = 0.7;
/** An outline, a box and arrow of belief, and the line between belief and truth. */
const SEGMENTS_PER_ACTOR = 2 * BOX_SEGMENTS + 4;

const hatchVertex = /* glsl */ `
  void main() {
    gl_Position = projectionMatrix * modelViewMatrix * instanceMatrix * vec4(position, 1.0);
  }
`;

/** Stripes of the screen: they stay as broad however far away the actor is. */
const hatchFragment = /* glsl */ `
  uniform vec3 color;
  uniform float pixelRatio;
  void main() {
    float at = fract((gl_FragCoord.x + gl_FragCoord.y) / (7.0 * pixelRatio));
    gl_FragColor = vec4(color, at < 0.4 ? 0.62 : 0.1);
    #include <colorspace_fragment>
  }
`;

/**
 * Marks on the actors. `boxes`: outlines. `hidden`: who is hidden from the sensors wears stripes in an outline, who is only
 * remembered a dashed outline. `tracks`: where the ego believes them, with an arrow of one second's way and, where belief
 * and truth differ, a line between.
 */
export class ActorMarksLayer extends OverlayLayer {
  private lines: SegmentBatch | null = null;
  /** Who is hidden from the ego is hidden from the camera behind it too: these marks show through everything. */
  private through: SegmentBatch | null = null;
  private hatching: InstancedMesh<BoxGeometry, ShaderMaterial> | null = null;
  private actors: readonly OpenedActor[] = [];
  private readonly lineMaterial: ShaderMaterial;
  private readonly throughMaterial: ShaderMaterial;
  private readonly hatchMaterial: ShaderMaterial;
  private readonly box: BoxPose = { x: 0, y: 0, heading: 0, lengthM: 0, widthM: 0, heightM: 0 };

  constructor(
    private readonly screen: Screen,
    private readonly colours: OverlayColours,
  ) {
    super();
    this.lineMaterial = this.keep(segmentMaterial(screen));
    this.throughMaterial = this.keep(segmentMaterial(screen, { depthTest: false }));
    this.hatchMaterial = this.keep(hatchMaterial(screen, colours.hidden));
  }

  open(episode: OpenedEpisode): void {
    this.clear();
    this.actors = episode.actors;
    const rows = this.actors.length;
    this.lines = new SegmentBatch(this.screen, this.lineMaterial, rows * SEGMENTS_PER_ACTOR);
    this.lines.mesh.renderOrder = ORDER.lines;
    this.through = new SegmentBatch(this.screen, this.throughMaterial, rows * BOX_SEGMENTS);
    this.through.mesh.renderOrder = ORDER.lines;
    this.hatching = new InstancedMesh(new BoxGeometry(1, 1, 1), this.hatchMaterial, rows);
    this.hatching.instanceMatrix.setUsage(DynamicDrawUsage);
    this.hatching.count = 0;
    this.hatching.frustumCulled = false;
    this.hatching.renderOrder = ORDER.hatching;
    this.hatching.onBeforeRender = this.screen.measure;
    this.object.add(this.lines.mesh, this.through.mesh, this.hatching);
  }

  update(frame: FrameView, poses: Float64Array, options: SceneOptions): void {
    const { lines, through, hatching } = this;
    if (lines === null || through === null || hatching === null) return;
    const boxes = options.overlays.has('boxes');
    const hidden = options.overlays.has('hidden');
    const tracks = options.overlays.has('tracks');
    this.object.visible = boxes || hidden || tracks;
    if (!this.object.visible) return;
    lines.begin();
    through.begin();
    hatching.count = 0;
    const driver = options.camera === 'driver';
    for (let row = 0; row < this.actors.length; row++) {
      if (frame.actors[row * ACTOR_STRIDE + ACTOR.absent] === 1 || (driver && row === options.follow)) continue;
      if (boxes) this.addOutline(lines, row, poses);
      if (row === 0) continue;
      if (hidden) this.markHidden(through, hatching, row, frame, poses);
      if (tracks) this.addBelief(lines, row, frame, poses);
    }
    lines.end();
    through.end();
    hatching.visible = hatching.count > 0;
    if (hatching.visible) hatching.instanceMatrix.needsUpdate = true;
  }

  clear(): void {
    this.lines?.dispose();
    this.lines = null;
    this.through?.dispose();
    this.through = null;
    this.hatching?.geometry.dispose();
    this.hatching?.dispose();
    this.hatching?.removeFromParent();
    this.hatching = null;
    this.actors = [];
  }

  private addOutline(lines: SegmentBatch, row: number, poses: Float64Array): void {
    this.take(row, poses, MARGIN_M);
    addBox(lines, this.box, this.colours.box, 0.9, 1.6, 0);
  }

  private markHidden(
    lines: SegmentBatch,
    hatching: InstancedMesh,
    row: number,
    frame: FrameView,
    poses: Float64Array,
  ): void {
    const visibility = frame.actors[row * ACTOR_STRIDE + ACTOR.visibility];
    if (visibility === VISIBILITY.seen) return;
    this.take(row, poses, 2 * MARGIN_M);
    if (visibility === VISIBILITY.remembered) {
      addBox(lines, this.box, this.colours.remembered, 0.95, 2.4, 0.8);
      return;
    }
    addBox(lines, this.box, this.colours.hidden, 0.95, 2, 0);
    writeBoxMatrix(this.box, hatching.instanceMatrix.array, 16 * hatching.count++);
  }

  /** The belief is drawn where it lies from the drawn actor as the frame has it from the true one. */
  private addBelief(lines: SegmentBatch, row: number, frame: FrameView, poses: Float64Array): void {
    const track = (row - 1) * TRACK_STRIDE;
    if (frame.tracks[track + TRACK.valid] !== 1) return;
    const at = row * ACTOR_STRIDE;
    const { box } = this;
    const trueX = poses[at + ACTOR.x];
    const trueY = poses[at + ACTOR.y];
    this.take(row, poses, 0);
    box.x = trueX + frame.tracks[track + TRACK.x] - frame.actors[at + ACTOR.x];
    box.y = trueY + frame.tracks[track + TRACK.y] - frame.actors[at + ACTOR.y];
    box.heading = frame.tracks[track + TRACK.heading];
    const color = this.colours.belief;
    addBox(lines, box, color, 0.9, 1.8, frame.tracks[track + TRACK.ageS] > FRESH_S ? 0.6 : 0);
    const z = box.heightM;
    if (Math.hypot(box.x - trueX, box.y - trueY) > 0.3) {
      lines.add(box.x, box.y, z, trueX, trueY, z, this.colours.hidden, 0.95, 3);
    }
    this.addArrow(lines, frame.tracks[track + TRACK.speedMps] * ARROW_S);
  }

  private addArrow(lines: SegmentBatch, wayM: number): void {
    if (Math.abs(wayM) < 0.5) return;
    const { x, y, heading, heightM: z, lengthM } = this.box;
    const sign = wayM < 0 ? -1 : 1;
    const c = sign * Math.cos(heading);
    const s = sign * Math.sin(heading);
    const from = 0.5 * lengthM;
    const to = from + Math.abs(wayM);
    const tipX = x + c * to;
    const tipY = y + s * to;
    const color = this.colours.belief;
    const h = ARROW_HEAD_M;
    lines.add(x + c * from, y + s * from, z, tipX, tipY, z, color, 0.9, 2);
    lines.add(tipX, tipY, z, tipX - h * (c - s), tipY - h * (s + c), z, color, 0.9, 2);
    lines.add(tipX, tipY, z, tipX - h * (c + s), tipY - h * (s - c), z, color, 0.9, 2);
  }

  private take(row: number, poses: Float64Array, marginM: number): void {
    const at = row * ACTOR_STRIDE;
    const { box } = this;
    const actor = this.actors[row];
    box.x = poses[at + ACTOR.x];
    box.y = poses[at + ACTOR.y];
    box.heading = poses[at + ACTOR.heading];
    box.lengthM = actor.lengthM + 2 * marginM;
    box.widthM = actor.widthM + 2 * marginM;
    box.heightM = actor.heightM + marginM;
  }
}

function hatchMaterial(screen: Screen, color: Color): ShaderMaterial {
  return new ShaderMaterial({
    uniforms: { ...screen.uniforms, color: { value: color } },
    vertexShader: hatchVertex,
    fragmentShader: hatchFragment,
    transparent: true,
    depthWrite: false,
    depthTest: false,
  });
}

/** Column-major matrix that makes a unit cube the box, standing on the ground. */
export function writeBoxMatrix(box: BoxPose, out: { [index: number]: number }, at: number): void {
  const c = Math.cos(box.heading);
  const s = Math.sin(box.heading);
  out[at] = c * box.lengthM;
  out[at + 1] = s * box.lengthM;
  out[at + 2] = 0;
  out[at + 3] = 0;
  out[at + 4] = -s * box.widthM;
  out[at + 5] = c * box.widthM;
  out[at + 6] = 0;
  out[at + 7] = 0;
  out[at + 8] = 0;
  out[at + 9] = 0;
  out[at + 10] = box.heightM;
  out[at + 11] = 0;
  out[at + 12] = box.x;
  out[at + 13] = box.y;
  out[at + 14] = 0.5 * box.heightM + 0.03;
  out[at + 15] = 1;
}
