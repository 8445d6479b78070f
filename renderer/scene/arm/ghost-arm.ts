import { Group, MeshLambertMaterial, type ShaderMaterial } from 'three';
import { POSE } from '../../../scenarios/arm-frames/arm-frames.ts';
import type { ArmSampler } from '../../arm/arm-sampler.ts';
import type { GlyphAtlas } from '../overlays/glyphs.ts';
import type { Screen } from '../overlays/screen.ts';
import { SegmentBatch, segmentMaterial } from '../overlays/segment-batch.ts';
import { TextBatch, textMaterial } from '../overlays/text-batch.ts';
import { ArmBody } from './arm-body.ts';
import { addOutline, OUTLINE_SEGMENTS, type Ink } from './line-shapes.ts';
import type { TableMaterials } from './table-materials.ts';

/** Things that are nearer than this to where the first run has them are in the same place, m. */
const SAME_M = 0.008;
const LETTER_PX = 15;

/** Another run over the first: its arm translucent, its things that are elsewhere in dashed outlines, letters at the hands. */
export class GhostArm {
  readonly object = new Group();
  private readonly body: ArmBody;
  private readonly depth: ArmBody;
  private readonly bodyMaterial: MeshLambertMaterial;
  private readonly depthMaterial: MeshLambertMaterial;
  private readonly lineMaterial: ShaderMaterial;
  private readonly textMaterial: ShaderMaterial;
  private readonly lines: SegmentBatch;
  private readonly text: TextBatch;
  private readonly ink: Ink;

  /** @param own where the first run is at the time that is drawn */
  constructor(
    private readonly own: ArmSampler,
    private readonly other: ArmSampler,
    private readonly materials: TableMaterials,
    screen: Screen,
    glyphs: GlyphAtlas,
  ) {
    const { arm, objects } = other.frames.spec;
    this.bodyMaterial = new MeshLambertMaterial({ transparent: true, opacity: 0.5, depthWrite: false });
    this.depthMaterial = new MeshLambertMaterial({ transparent: true, colorWrite: false });
    this.body = new ArmBody(arm.model, { arm: this.bodyMaterial, finger: this.bodyMaterial });
    // First its depth alone, so that no inside shows through.
    this.depth = new ArmBody(arm.model, { arm: this.depthMaterial, finger: this.depthMaterial });
    for (const [order, { object }] of [this.depth, this.body].entries()) {
      object.traverse((part) => {
        part.castShadow = false;
        part.renderOrder = 1 + 0.1 * order;
      });
    }
    this.lineMaterial = segmentMaterial(screen);
    this.textMaterial = textMaterial(screen, glyphs.texture);
    this.lines = new SegmentBatch(screen, this.lineMaterial, OUTLINE_SEGMENTS * objects.length);
    this.text = new TextBatch(screen, this.textMaterial, glyphs.metrics, 8);
    this.lines.mesh.renderOrder = 2;
    this.text.mesh.renderOrder = 3;
    this.ink = { color: materials.ghost, opacity: 0.95, widthPx: 2, periodM: 0.014 };
    this.object.add(this.depth.object, this.body.object, this.lines.mesh, this.text.mesh);
  }

  update(timeS: number): void {
    const { own, other, lines, text, materials, ink } = this;
    other.at(timeS);
    this.bodyMaterial.color.copy(materials.ghost);
    this.depth.update(other.frame, other.layout);
    this.body.update(other.frame, other.layout);
    lines.begin();
    text.begin();
    const { objects } = other.frames.spec;
    for (let i = 0; i < objects.length; i++) {
      const at = other.layout.objects + POSE * i;
      if (isNear(own.frame, other.frame, at + 9)) continue;
      const yaw = Math.atan2(other.frame[at + 3], other.frame[at]);
      addOutline(lines, objects[i].shape, other.frame[at + 9], other.frame[at + 10], other.frame[at + 11], yaw, ink);
    }
    this.put('A', own, -16);
    this.put('B', other, 16);
    lines.end();
    text.end();
  }

  dispose(): void {
    this.object.removeFromParent();
    this.depth.dispose();
    this.body.dispose();
    this.lines.dispose();
    this.text.dispose();
    this.bodyMaterial.dispose();
    this.depthMaterial.dispose();
    this.lineMaterial.dispose();
    this.textMaterial.dispose();
  }

  /** Beside the wrist, where one hand hides the other. */
  private put(letter: string, { frame, layout }: ArmSampler, rightPx: number): void {
    const at = layout.links + POSE * (layout.linkCount - 2) + 9;
    const { label, panel } = this.materials;
    this.text.text(letter);
    this.text.put(frame[at], frame[at + 1], frame[at + 2], rightPx, 18, LETTER_PX, label, 1, panel);
  }
}

function isNear(a: Float64Array, b: Float64Array, at: number): boolean {
  return Math.hypot(a[at] - b[at], a[at + 1] - b[at + 1], a[at + 2] - b[at + 2]) < SAME_M;
}
