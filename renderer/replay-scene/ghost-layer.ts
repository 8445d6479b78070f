import { Color, type ShaderMaterial } from 'three';
import { ACTOR, ACTOR_STRIDE, type FrameView } from '../live/frame.ts';
import type { OpenedActor } from '../live/protocol.ts';
import { runColour } from '../replay/theme.ts';
import { addBox, BOX_SEGMENTS, type BoxPose } from '../scene/overlays/boxes.ts';
import { lighten } from '../scene/overlays/colours.ts';
import { ORDER, OverlayLayer } from '../scene/overlays/overlay-layer.ts';
import type { OverlayLayers } from '../scene/overlays/overlay-layers.ts';
import { SegmentBatch, segmentMaterial } from '../scene/overlays/segment-batch.ts';
import { TextBatch, textMaterial } from '../scene/overlays/text-batch.ts';
import type { SceneOptions } from '../scene/scene-view.ts';
import type { Tokens } from '../theme/tokens.ts';
import { GhostBodies } from './ghost-bodies.ts';
import type { RecordSampler } from './record-sampler.ts';

/** Poses that differ by less than this are the same place, m and rad; as on the map. */
const SAME = 0.05;
/** The outline of a ghost stands off its body by this much on each side, m. */
const MARGIN_M = 0.15;
/** Where the egos have come from: so long, in steps of so long, s. */
const TRAIL_S = 6;
const TRAIL_STEP_S = 0.1;
const TRAIL_STEPS = Math.ceil(TRAIL_S / TRAIL_STEP_S) + 2;
const TRAIL_Z = 0.08;
const DASH_M = 1.2;
const LETTER_PX = 15;

/**
 * Another run in the scene of the first: its ego and whoever is elsewhere in it, translucent and striped in a dashed
 * outline, a dashed trail, and the letters A and B over the two egos; the first one's trail is a solid line.
 */
export class GhostLayer extends OverlayLayer {
  private readonly bodies: GhostBodies;
  private readonly lineMaterial: ShaderMaterial;
  private readonly textMaterial: ShaderMaterial;
  private readonly colourA = new Color();
  private readonly colourB = new Color();
  private readonly panel = new Color('#0b0e13');
  private readonly box: BoxPose = { x: 0, y: 0, heading: 0, lengthM: 0, widthM: 0, heightM: 0 };
  private own: RecordSampler | null = null;
  private other: RecordSampler | null = null;
  /** Row in the first run of each actor of the other, or -1. */
  private same: readonly number[] = [];
  private lines: SegmentBatch | null = null;
  private text: TextBatch | null = null;

  constructor(
    private readonly shared: Pick<OverlayLayers, 'screen' | 'glyphs'>,
    tokens: Tokens,
  ) {
    super();
    const { screen, glyphs } = shared;
    this.bodies = this.keep(new GhostBodies(screen, this.colourB, ORDER.lines + 0.5));
    this.lineMaterial = this.keep(segmentMaterial(screen));
    this.textMaterial = this.keep(textMaterial(screen, glyphs.texture));
    this.object.add(this.bodies.object);
    this.setTokens(tokens);
  }

  setTokens(tokens: Tokens): void {
    lighten(this.colourA.set(runColour(tokens, 'A')));
    lighten(this.colourB.set(runColour(tokens, 'B')));
  }

  /** To be called before `open`. Both samplers stand at the time that is drawn when `update` is called. */
  show(own: RecordSampler, other: RecordSampler | null): void {
    this.own = own;
    this.other = other;
  }

  open(): void {
    this.clear();
    const { own, other } = this;
    if (own === null || other === null) return;
    const rows = new Map(own.record.episode.actors.map(({ id }, row) => [id, row]));
    const { actors } = other.record.episode;
    this.same = actors.map(({ id }) => rows.get(id) ?? -1);
    this.bodies.open(actors);
    const { screen, glyphs } = this.shared;
    this.lines = new SegmentBatch(screen, this.lineMaterial, actors.length * BOX_SEGMENTS + 2 * TRAIL_STEPS);
    this.lines.mesh.renderOrder = ORDER.lines;
    this.text = new TextBatch(screen, this.textMaterial, glyphs.metrics, 4);
    this.text.mesh.renderOrder = ORDER.text;
    this.object.add(this.lines.mesh, this.text.mesh);
  }

  update(_frame: FrameView, poses: Float64Array, options: SceneOptions): void {
    const { own, other, lines, text, bodies } = this;
    if (own === null || other === null || lines === null || text === null) return;
    bodies.begin();
    lines.begin();
    text.begin();
    addTrail(lines, own, this.colourA, 0);
    addTrail(lines, other, this.colourB, DASH_M);
    const { actors } = other.record.episode;
    for (let row = 0; row < actors.length; row++) {
      if (other.poses[row * ACTOR_STRIDE + ACTOR.absent] === 1) continue;
      const elsewhere = !this.isInSamePlace(poses, other.poses, row);
      if (elsewhere || row === 0) this.addOutline(lines, other.poses, row, actors[row]);
      if (elsewhere) this.addBody(row, other.poses);
    }
    if (options.camera !== 'driver' || options.follow !== 0) {
      this.addLetter(text, 'A', poses, own.record.episode.actors[0], this.colourA, -1);
    }
    this.addLetter(text, 'B', other.poses, actors[0], this.colourB, 1);
    bodies.end();
    lines.end();
    text.end();
  }

  clear(): void {
    this.bodies.clear();
    this.lines?.dispose();
    this.lines = null;
    this.text?.dispose();
    this.text = null;
    this.same = [];
  }

  private isInSamePlace(poses: Float64Array, others: Float64Array, row: number): boolean {
    const own = this.same[row];
    if (own < 0) return false;
    const a = own * ACTOR_STRIDE;
    const b = row * ACTOR_STRIDE;
    return (
      poses[a + ACTOR.absent] === others[b + ACTOR.absent] &&
      Math.abs(poses[a + ACTOR.x] - others[b + ACTOR.x]) < SAME &&
      Math.abs(poses[a + ACTOR.y] - others[b + ACTOR.y]) < SAME &&
      Math.abs(poses[a + ACTOR.heading] - others[b + ACTOR.heading]) < SAME
    );
  }

  private addBody(row: number, poses: Float64Array): void {
    const at = row * ACTOR_STRIDE;
    this.bodies.add(row, poses[at + ACTOR.x], poses[at + ACTOR.y], poses[at + ACTOR.heading]);
  }

  private addOutline(lines: SegmentBatch, poses: Float64Array, row: number, actor: OpenedActor): void {
    const at = row * ACTOR_STRIDE;
    const { box } = this;
    box.x = poses[at + ACTOR.x];
    box.y = poses[at + ACTOR.y];
    box.heading = poses[at + ACTOR.heading];
    box.lengthM = actor.lengthM + 2 * MARGIN_M;
    box.widthM = actor.widthM + 2 * MARGIN_M;
    box.heightM = actor.heightM + MARGIN_M;
    addBox(lines, box, this.colourB, row === 0 ? 0.95 : 0.6, row === 0 ? 2.4 : 1.4, 0.8);
  }

  /** Side by side where both egos are in one place. */
  private addLetter(
    text: TextBatch,
    letter: string,
    poses: Float64Array,
    ego: OpenedActor,
    colour: Color,
    side: number,
  ): void {
    const { x, y, heading } = ACTOR;
    text.text(letter);
    const behind = -0.3 * ego.lengthM;
    const atX = poses[x] + behind * Math.cos(poses[heading]);
    const atY = poses[y] + behind * Math.sin(poses[heading]);
    text.put(atX, atY, ego.heightM, side * 13, 16, LETTER_PX, colour, 1, this.panel);
  }
}

/** Steps lie at the same times whatever time is drawn, so that a trail does not crawl. */
function addTrail(lines: SegmentBatch, sampler: RecordSampler, colour: Color, periodM: number): void {
  const { tick, poses } = sampler;
  const step = Math.max(1, Math.round(TRAIL_STEP_S / sampler.record.episode.controlDt));
  const first = Math.max(0, tick - Math.round(TRAIL_S / sampler.record.episode.controlDt));
  let at = first;
  while (at < tick || (at === tick && sampler.share > 0)) {
    const next = Math.min(tick, (Math.floor(at / step) + 1) * step);
    const last = next <= at || next === tick;
    const toX = last ? poses[ACTOR.x] : sampler.value(next, 0, ACTOR.x);
    const toY = last ? poses[ACTOR.y] : sampler.value(next, 0, ACTOR.y);
    const fromX = sampler.value(at, 0, ACTOR.x);
    const fromY = sampler.value(at, 0, ACTOR.y);
    lines.add(fromX, fromY, TRAIL_Z, toX, toY, TRAIL_Z, colour, 0.9, 2.6, periodM, sampler.wayAt(at, 0));
    if (last) return;
    at = next;
  }
}
