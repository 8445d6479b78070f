import { describe, expect, it } from 'vitest';
import { SCENARIO_IDS } from '../../../scenarios/library/registry.ts';
import { ACTOR, ACTOR_STRIDE, FAST_POINT, FAST_STRIDE, PATH_POINTS } from '../../../renderer/live/frame.ts';
import { PANEL_NAMES } from '../../../renderer/shell/panel-names.ts';
import { pointAhead } from '../../../renderer/state/ahead.ts';
import { ARM_PRESETS } from '../../../renderer/host/contract.ts';
import { armOf, startingComponents } from '../../../renderer/state/arm-presets.ts';
import { parseDeepLink, parseSeed } from '../../../renderer/state/deep-link.ts';
import { fuzzyMatch, fuzzySearch } from '../../../renderer/state/fuzzy.ts';
import { checkLayout } from '../../../renderer/state/layout.ts';
import { SAMPLES } from '../../../renderer/state/samples.ts';

describe('the address of the page', () => {
  it('names an episode', () => {
    expect(
      parseDeepLink(
        '?scenario=cut-in/tail&seed=3&arm=dual&latency=200&play=1&speed=0.5&backend=wasm&quality=full&test=1',
      ),
    ).toEqual({
      scenario: 'cut-in/tail',
      seed: 3,
      arm: 'dual',
      latencyMs: 200,
      speed: 0.5,
      play: true,
      backend: 'wasm',
      quality: 'full',
      test: true,
      faults: [],
    });
  });

  it('says nothing where it is empty', () => {
    const { faults, ...rest } = parseDeepLink('');
    expect(faults).toEqual([]);
    expect(Object.values(rest).every((value) => value === null || value === false)).toBe(true);
  });

  it.each([
    ['scenario=nowhere', 'scenario'],
    ['seed=-1', 'seed'],
    ['seed=1e3', 'seed'],
    ['arm=oracle', 'arm'],
    ['latency=90000', 'latency'],
    ['speed=3', 'speed'],
    ['play=yes', 'play'],
    ['backend=cuda', 'backend'],
    ['quality=best', 'quality'],
  ])('names what is wrong in ?%s', (query, field) => {
    const { faults } = parseDeepLink(`?${query}`);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${field}: expected .*, found ".*"\\.$`));
  });

  it('takes seeds up to 2^53 - 1', () => {
    expect(parseSeed(' 9007199254740991 ')).toBe(Number.MAX_SAFE_INTEGER);
    expect(parseSeed('9007199254740993')).toBeNull();
    expect(parseSeed('')).toBeNull();
  });
});

describe('the standard arms', () => {
  it('are told apart by their parts, and recognised again', () => {
    for (const arm of ARM_PRESETS) expect(armOf(startingComponents(arm, 200))).toBe(arm);
  });

  it('are not what a person composed', () => {
    expect(armOf({ ...startingComponents('dual', 200), level: 0.5 })).toBeNull();
    expect(armOf({ ...startingComponents('dual', 200), brake: true })).toBeNull();
    // The level is of no account to a gate that does not look at it.
    expect(armOf({ ...startingComponents('fast', 200), level: 0.5 })).toBe('fast');
  });

  it('and the samples exist', () => {
    for (const { scenario, arm } of SAMPLES) {
      expect(SCENARIO_IDS).toContain(scenario);
      expect(ARM_PRESETS).toContain(arm);
    }
  });
});

describe('fuzzy search', () => {
  it('finds letters in order, whatever their case', () => {
    expect(fuzzyMatch('RSS', 'Run: Reset with the same seed')).not.toBeNull();
    expect(fuzzyMatch('zz', 'Run: Reset')).toBeNull();
    expect(fuzzyMatch('tr', 'rt')).toBeNull();
  });

  it('marks the letters that it found', () => {
    expect(fuzzyMatch('cit', 'cut-in/tail')?.positions).toEqual([0, 4, 7]);
  });

  it('prefers starts of words and letters in a row', () => {
    const found = fuzzySearch('play', ['Panel: display', 'Run: Play or pause', 'pxlxaxy'], (text) => text);
    expect(found[0].item).toBe('Run: Play or pause');
  });

  it('keeps the order of what it cannot tell apart, and everything for an empty query', () => {
    expect(fuzzySearch('', ['b', 'a'], (text) => text).map(({ item }) => item)).toEqual(['b', 'a']);
    expect(fuzzySearch('x', ['x1', 'x2'], (text) => text).map(({ item }) => item)).toEqual(['x1', 'x2']);
  });
});

describe('a saved layout', () => {
  const panel = (id: string) => ({ id, contentComponent: id, title: id });
  const layout = (panels: Record<string, unknown>) => ({
    grid: {
      root: { type: 'branch', data: [{ type: 'leaf', data: {} }] },
      width: 100,
      height: 100,
      orientation: 'HORIZONTAL',
    },
    panels,
    activeGroup: '1',
  });

  it('is taken where its panels exist', () => {
    const good = layout({ scene: panel('scene'), lanes: panel('lanes') });
    expect(checkLayout(good, PANEL_NAMES, ['scene'])).toEqual(good);
  });

  it.each([
    ['nothing', null],
    ['no layout', { grid: 3 }],
    ['a panel that is unknown', layout({ scene: panel('scene'), compass: panel('compass') })],
    ['no scene', layout({ lanes: panel('lanes') })],
    ['a panel under the name of another', layout({ scene: panel('scene'), lanes: panel('plan') })],
    ['an empty grid', { ...layout({ scene: panel('scene') }), grid: { root: { type: 'branch', data: [] } } }],
  ])('is refused: %s', (_, value) => {
    expect(checkLayout(value, PANEL_NAMES, ['scene'])).toBeNull();
  });
});

describe('the point ahead', () => {
  const frame = (fastPoints: (index: number) => readonly [number, number]) => {
    const actors = new Float64Array(ACTOR_STRIDE);
    actors[ACTOR.heading] = Math.PI / 2;
    const fast = new Float64Array(PATH_POINTS * FAST_STRIDE);
    for (let i = 0; i < PATH_POINTS; i++) {
      const [x, y] = fastPoints(i);
      fast[i * FAST_STRIDE + FAST_POINT.x] = x;
      fast[i * FAST_STRIDE + FAST_POINT.y] = y;
    }
    return { actors, fast };
  };

  it('lies on the trajectory', () => {
    // Along x, 5 m a point, although the car points along y.
    const { x, y } = pointAhead(
      frame((i) => [5 * i, 0]),
      12,
    );
    expect(x).toBeCloseTo(12, 9);
    expect(y).toBeCloseTo(0, 9);
  });

  it('lies straight ahead of the end of a trajectory that is too short', () => {
    const { x, y } = pointAhead(
      frame(() => [0, 0]),
      12,
    );
    expect(x).toBeCloseTo(0, 9);
    expect(y).toBeCloseTo(12, 9);
  });
});
