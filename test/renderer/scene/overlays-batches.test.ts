import { Color, Matrix4, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { LIDAR_BEAMS } from '../../../renderer/live/frame.ts';
import { writeBoxMatrix } from '../../../renderer/scene/overlays/actor-marks-layer.ts';
import { addBox } from '../../../renderer/scene/overlays/boxes.ts';
import { rankValues } from '../../../renderer/scene/overlays/candidates-layer.ts';
import { OverlayColours, VALUE_STEPS } from '../../../renderer/scene/overlays/colours.ts';
import { GLYPHS, layOutGlyphs, SIGN } from '../../../renderer/scene/overlays/glyphs.ts';
import { OVERLAY_LEGEND } from '../../../renderer/scene/overlays/legend.ts';
import { Screen } from '../../../renderer/scene/overlays/screen.ts';
import { SegmentBatch, segmentMaterial } from '../../../renderer/scene/overlays/segment-batch.ts';
import { beamAngle, writeScan } from '../../../renderer/scene/overlays/sensor-layer.ts';
import { TextBatch, textMaterial } from '../../../renderer/scene/overlays/text-batch.ts';
import { haloHalfM } from '../../../renderer/scene/overlays/trajectory-layer.ts';
import { OVERLAYS } from '../../../renderer/scene/scene-view.ts';
import { THEMES } from '../../../renderer/theme/tokens.ts';
import { EGO } from '../../../sim/driving/actor-table.ts';
import { Lidar } from '../../../sim/driving/sensors/lidar.ts';
import { actor, worldAfter } from '../../policies/driving/worlds.ts';

const white = new Color('#ffffff');
const screen = new Screen();
const metrics = layOutGlyphs((code) => (code < 32 ? 1 : 0.5));
const segments = (capacity: number): SegmentBatch => new SegmentBatch(screen, segmentMaterial(screen), capacity);
const texts = (capacity: number): TextBatch => new TextBatch(screen, textMaterial(screen, null), metrics, capacity);

describe('lines in a batch', () => {
  it('outline a box: four corners on the ground, four above, each with three edges', () => {
    const batch = segments(12);
    const box = { x: 10, y: -4, heading: 0.6, lengthM: 4.4, widthM: 1.8, heightM: 1.5 };
    batch.begin();
    addBox(batch, box, white, 1, 2, 0);
    batch.end();
    expect(batch.mesh.geometry.instanceCount).toBe(12);
    const ends = new Map<string, number>();
    for (const name of ['start', 'finish']) {
      const attribute = batch.mesh.geometry.getAttribute(name);
      for (let i = 0; i < 12; i++) {
        const dx = attribute.getX(i) - box.x;
        const dy = attribute.getY(i) - box.y;
        const along = dx * Math.cos(box.heading) + dy * Math.sin(box.heading);
        const left = dy * Math.cos(box.heading) - dx * Math.sin(box.heading);
        expect(Math.abs(along)).toBeCloseTo(2.2, 5);
        expect(Math.abs(left)).toBeCloseTo(0.9, 5);
        const corner = `${Math.sign(along)} ${Math.sign(left)} ${attribute.getZ(i) > 1}`;
        ends.set(corner, (ends.get(corner) ?? 0) + 1);
      }
    }
    expect([...ends.values()]).toEqual(Array.from({ length: 8 }, () => 3));
  });

  it('that are too many are left out', () => {
    const batch = segments(1);
    batch.begin();
    for (let i = 0; i < 3; i++) batch.add(0, 0, 0, 1, 1, 1, white, 1, 1);
    batch.end();
    expect([batch.count, batch.mesh.visible]).toEqual([1, true]);
    batch.begin();
    batch.end();
    expect(batch.mesh.visible).toBe(false);
  });

  it('have a striped box of the same corners', () => {
    const box = { x: 3, y: 8, heading: -2, lengthM: 5, widthM: 2, heightM: 1.4 };
    const matrix = new Matrix4();
    writeBoxMatrix(box, matrix.elements, 0);
    const corner = new Vector3(0.5, 0.5, -0.5).applyMatrix4(matrix);
    const dx = corner.x - box.x;
    const dy = corner.y - box.y;
    expect(dx * Math.cos(box.heading) + dy * Math.sin(box.heading)).toBeCloseTo(2.5, 9);
    expect(dy * Math.cos(box.heading) - dx * Math.sin(box.heading)).toBeCloseTo(1, 9);
    expect(corner.z).toBeCloseTo(0.03, 9);
    expect(matrix.determinant()).toBeCloseTo(5 * 2 * 1.4, 9);
  });
});

describe('text in a batch', () => {
  const write = (fill: (text: TextBatch) => void): string => {
    const batch = texts(100);
    batch.begin();
    fill(batch);
    batch.put(0, 0, 0, 0, 0, 10, white, 1);
    batch.end();
    const cell = batch.mesh.geometry.getAttribute('cell');
    const codes = Array.from({ length: batch.count }, (_, i) => {
      const [u, v] = [cell.getX(i), cell.getY(i)];
      return Array.from({ length: GLYPHS }, (_, code) => code).find((c) => metrics.u[c] === u && metrics.v[c] === v)!;
    });
    return String.fromCharCode(...codes);
  };

  it('writes letters and numbers', () => {
    expect(write((text) => text.text('car-7'))).toBe('car-7');
    expect(write((text) => text.text('käse 1'))).toBe('k?se1');
    expect(write((text) => text.code(SIGN.hidden))).toBe(String.fromCharCode(SIGN.hidden));
    const cases = [
      [0.97, 2],
      [1, 2],
      [0, 2],
      [0.004, 2],
      [12.34, 1],
      [9.96, 1],
      [305, 0],
      [0, 0],
    ] as const;
    for (const [value, decimals] of cases) {
      expect(write((text) => text.number(value, decimals))).toBe(value.toFixed(decimals));
    }
    expect(write((text) => text.number(NaN, 1))).toBe('0.0');
  });

  it('centres a line, before a panel that is broader than it', () => {
    const batch = texts(10);
    batch.begin();
    batch.text('abc').put(1, 2, 3, 100, 5, 20, white, 1, white);
    batch.end();
    const box = batch.mesh.geometry.getAttribute('box');
    expect([0, 1, 2, 3].map((i) => box.getX(i))).toEqual([100, 90, 100, 110]);
    expect(box.getZ(0)).toBeGreaterThan(30);
    expect(batch.mesh.geometry.getAttribute('anchor').getZ(3)).toBe(3);
  });
});

describe('the scan', () => {
  it.each([Math.PI / 2, 2 * Math.PI])('points where the beams were cast: field of view %f', (fieldOfViewRad) => {
    const world = worldAfter(40, {
      sensors: { fieldOfViewRad },
      actors: [actor('van', 'van', 135, 4), actor('truck', 'truck', 140, 8), actor('car', 'car', 118, 1)],
    });
    const { actors } = world;
    const lidar = new Float64Array(LIDAR_BEAMS);
    new Lidar(actors, LIDAR_BEAMS, fieldOfViewRad, 100).scan(lidar);
    const positions = new Float32Array(LIDAR_BEAMS * 9);
    writeScan(lidar, actors.x[EGO], actors.y[EGO], actors.heading[EGO], 100, fieldOfViewRad, 0, positions);
    let hits = 0;
    for (let b = 0; b < LIDAR_BEAMS; b++) {
      expect(beamAngle(b, LIDAR_BEAMS, fieldOfViewRad)).toBeGreaterThanOrEqual(-0.5 * fieldOfViewRad);
      if (lidar[b] >= 100) continue;
      hits++;
      // A hit lies on the outline of somebody's box.
      const onOutline = [1, 2, 3].some((row) => {
        const dx = Math.abs(positions[9 * b + 3] - actors.x[row]) - 0.5 * actors.lengthM[row];
        const dy = Math.abs(positions[9 * b + 4] - actors.y[row]) - 0.5 * actors.widthM[row];
        return Math.abs(Math.max(dx, dy)) < 1e-4;
      });
      expect(onOutline).toBe(true);
    }
    expect(hits).toBeGreaterThan(5);
  });
});

describe('colours of values', () => {
  it.each(['dark', 'light'] as const)('go from dark to bright, in equal steps to the eye: %s', (theme) => {
    const { values } = new OverlayColours(THEMES[theme]);
    // Cube roots of luminance (CIE 1931, linear sRGB) stand for lightness.
    const light = Array.from({ length: VALUE_STEPS }, (_, i) => {
      const [r, g, b] = values.subarray(3 * i, 3 * i + 3);
      return Math.cbrt(0.2126 * r + 0.7152 * g + 0.0722 * b);
    });
    const steps = light.slice(1).map((value, i) => value - light[i]);
    expect(Math.min(...steps)).toBeGreaterThan(0);
    expect(Math.max(...steps)).toBeLessThan(1.8 * Math.min(...steps));
    expect(light[VALUE_STEPS - 1] - light[0]).toBeGreaterThan(0.35);
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it('stand out from a road in every theme', () => {
    const asphalt = new Color('#45484c');
    const luminance = ({ r, g, b }: Color): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;
    for (const theme of [THEMES.dark, THEMES.light]) {
      const { fast, plan, uncertainty, belief, hidden, remembered } = new OverlayColours(theme);
      for (const color of [fast, plan, uncertainty, belief, hidden, remembered]) {
        // 3 to 1 is what WCAG 2.2 asks of graphics.
        expect((luminance(color) + 0.05) / (luminance(asphalt) + 0.05)).toBeGreaterThan(3);
      }
    }
  });

  it('follow the rank of a value', () => {
    const ranks = new Float64Array(5);
    rankValues(Float64Array.of(-900, -2, -2, 3, -1), 5, ranks);
    expect([...ranks]).toEqual([0, 0.25, 0.25, 1, 0.75]);
    rankValues(Float64Array.of(-7), 1, ranks);
    expect(ranks[0]).toBe(1);
  });
});

describe('the halo', () => {
  it('swells with level and spread, and stays in bounds', () => {
    expect(haloHalfM(0, 50)).toBe(haloHalfM(0, 0));
    expect(haloHalfM(0.9, 2)).toBeGreaterThan(haloHalfM(0.5, 2));
    expect(haloHalfM(0.9, 4)).toBeGreaterThan(haloHalfM(0.9, 2));
    expect(haloHalfM(1, 1e6)).toBeLessThan(3.6);
    expect(haloHalfM(NaN, 1)).toBe(haloHalfM(0, 1));
  });
});

describe('the legend', () => {
  it('has a sentence for every overlay', () => {
    expect(OVERLAY_LEGEND.map(({ overlay }) => overlay)).toEqual([...OVERLAYS]);
    for (const { title, how } of OVERLAY_LEGEND) expect(`${title} ${how}`).toMatch(/^\w.+\.$/);
  });
});
