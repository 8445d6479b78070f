import { describe, expect, it } from 'vitest';
import { DrawPace } from '../../../renderer/scene/draw-pace.ts';

const SIGNALED = 0x9119;

/** A device that brings a frame out when it is told to. */
function device() {
  const fences = { made: 0, deleted: 0, isOut: false };
  const pace = new DrawPace({
    fenceSync: () => {
      fences.made++;
      fences.isOut = false;
      return {};
    },
    deleteSync: () => void fences.deleted++,
    getSyncParameter: () => (fences.isOut ? SIGNALED : 0x9118),
    flush: () => undefined,
    SYNC_GPU_COMMANDS_COMPLETE: 0x9117,
    SYNC_STATUS: 0x9114,
    SIGNALED,
  });
  return { fences, pace };
}

describe('the pace of drawing', () => {
  it('begins at once', () => {
    expect(device().pace.isDue(0)).toBe(true);
  });

  it('rests as long as a frame took', () => {
    const { fences, pace } = device();
    pace.drawn(1000);
    expect(pace.isDue(1060)).toBe(false);
    fences.isOut = true;
    expect(pace.isDue(1080)).toBe(false);
    expect(pace.isDue(1159)).toBe(false);
    expect(pace.isDue(1160)).toBe(true);
  });

  it('does not rest long after a frame that took long', () => {
    const { fences, pace } = device();
    pace.drawn(0);
    fences.isOut = true;
    expect(pace.isDue(1500)).toBe(false);
    expect(pace.isDue(1600)).toBe(true);
  });

  it('gives up a frame that never comes out, and keeps no fence', () => {
    const { fences, pace } = device();
    pace.drawn(0);
    expect(pace.isDue(2000)).toBe(false);
    expect(pace.isDue(2001)).toBe(false);
    expect(pace.isDue(2101)).toBe(true);
    expect(fences).toEqual({ made: 1, deleted: 1, isOut: false });
  });
});
