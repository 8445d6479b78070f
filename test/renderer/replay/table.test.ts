import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { xOnScreen, yOnScreen } from '../../../renderer/replay/camera.ts';
import { ClipSampler } from '../../../renderer/replay/sample-clip.ts';
import { handWords } from '../../../renderer/replay/table/hand-words.ts';
import { sideClip } from '../../../renderer/replay/table/side-clip.ts';
import { layOutTable, SEEN, type TablePane } from '../../../renderer/replay/table/table-layout.ts';
import { commandWords } from '../../../renderer/replay/words.ts';
import { TOLD, TOLD_COUNT } from '../../../scenarios/clips/clip-table.ts';
import type { Clip } from '../../../scenarios/clips/clip.ts';
import { smallClip } from './small-clip.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

/** Two rows: the hand and a cube that is held from the second sample on. */
function tableClip(): Clip {
  const small = smallClip();
  const path = Float32Array.of(0.5, 0.1, 0.6, 0.2);
  const asked = { id: 1, fromS: 0, toS: 0.1, state: 'accepted', why: 'level', used: null, path, explanation: '' };
  const requests = [asked];
  const clip = { ...small, requests };
  const rows = clip.actors.length;
  const told = new Float32Array(TOLD_COUNT * clip.count).fill(0);
  for (let k = 0; k < clip.count; k++) {
    told[TOLD_COUNT * k + TOLD.held] = k === 0 ? -1 : 1;
    told[TOLD_COUNT * k + TOLD.progress] = 0.5;
    told[TOLD_COUNT * k + TOLD.goalM] = 0.123;
    told[TOLD_COUNT * k + TOLD.clearanceM] = k === 0 ? NaN : 0.08;
  }
  return {
    ...clip,
    table: {
      ...{ task: 'place', toleranceM: 0.025, wanted: 1, belt: null, personRadiusM: 0, jointPoints: 2 },
      joints: new Float32Array(6 * clip.count),
      z: Float32Array.from({ length: rows * clip.count }, (_, i) => i / 100),
      person: new Float32Array(),
      goal: new Float32Array(3 * clip.count),
      told,
      pathZ: clip.requests.map(({ path }) => Float32Array.from({ length: path.length / 2 }, (_, k) => k)),
    },
  };
}

describe('the two panes of a table', () => {
  const side = fc.integer({ min: 120, max: 2000 });

  it('show all that an arm reaches, at one scale, whatever the size of the picture', () => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        const { above, side: seen } = layOutTable(width, height, 1, { x: 0.9, y: 0.5, z: 0.1 });
        expect(above.camera.pxPerM).toBe(seen.camera.pxPerM);
        const holds = ({ camera }: TablePane, x: number, y: number): boolean =>
          xOnScreen(camera, x) >= 0 &&
          xOnScreen(camera, x) <= camera.width &&
          yOnScreen(camera, y) >= 0 &&
          yOnScreen(camera, y) <= camera.height;
        for (const x of [SEEN.left, SEEN.right]) {
          expect(holds(above, x, -SEEN.side) && holds(above, x, SEEN.side)).toBe(true);
          expect(holds(seen, x, SEEN.low) && holds(seen, x, SEEN.high)).toBe(true);
        }
        // They lie beside or below each other, and within the picture.
        const isBeside = above.camera.width <= seen.left;
        const isBelow = above.camera.height <= seen.top;
        expect(isBeside !== isBelow).toBe(true);
        expect(seen.left + seen.camera.width).toBeLessThanOrEqual(width);
        expect(seen.top + seen.camera.height).toBeLessThanOrEqual(height);
      }),
      { numRuns: 100 },
    );
  });

  it('come closer to what is looked at', () => {
    const focus = { x: 0.6, y: -0.4, z: 0.1 };
    const far = layOutTable(900, 400, 1, focus).above.camera;
    const near = layOutTable(900, 400, 4, focus).above.camera;
    expect(near.pxPerM).toBe(4 * far.pxPerM);
    expect(Math.abs(near.y - focus.y)).toBeLessThan(Math.abs(far.y - focus.y));
    expect(xOnScreen(near, focus.x)).toBeLessThan(near.width);
  });
});

describe('a clip from the side', () => {
  it('has heights where the other has y, of paths too', () => {
    const clip = tableClip();
    const seen = sideClip(clip);
    expect(seen.y).toEqual(clip.table?.z);
    expect(seen.x).toBe(clip.x);
    clip.requests.forEach(({ path }, i) => {
      for (let k = 0; k < path.length / 2; k++) {
        expect([...seen.requests[i].path.subarray(2 * k, 2 * k + 2)]).toEqual([path[2 * k], k]);
      }
    });
    expect(clip.requests.length).toBeGreaterThan(0);
  });

  it('is one of the arm', () => {
    expect(() => sideClip(smallClip())).toThrow('a clip of driving has no side view');
  });
});

describe('what is said of an arm', () => {
  const clip = tableClip();

  it('is how far its task is, what is clear of it and what it holds', () => {
    const words = (timeS: number): string[] => handWords(new ClipSampler(clip).at(timeS)).map(plain);
    expect(words(0)).toEqual(['50 % done', '12.3 cm to the goal']);
    expect(words(clip.durationS)).toEqual([
      '50 % done',
      '12.3 cm to the goal',
      '8.0 cm clear',
      `holds ${clip.actors[1].id}`,
    ]);
    expect(handWords(new ClipSampler(smallClip()).at(0))).toEqual([]);
  });

  it('is who moves it, and of a car who drives', () => {
    expect(commandWords('fast', clip)).toBe('the fast policy moves the arm');
    expect(commandWords('fast', smallClip())).toBe('the fast policy drives');
  });
});
