import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeAt, xOf } from '../../../renderer/panels/lane-geometry.ts';
import { eventsOf, nextCollision, nextStop, stopsAt, stopsOf } from '../../../renderer/replay/events.ts';
import { laneModel, levelCurve, placeEvents } from '../../../renderer/replay/lanes.ts';
import { timelineLayout } from '../../../renderer/replay/timeline-layout.ts';
import { sampleClip, samplePair } from '../../scenarios/clips/sample-clip.ts';
import { request, smallClip } from './small-clip.ts';

const SCALE = { startS: 0, endS: 10, left: 100, width: 500 };

describe('planner bars', () => {
  it('say what became of each request', () => {
    const used = { fromS: 1.5, toS: 2 };
    const states = ['superseded', 'expired', 'cancelled', 'timed-out', 'failed', 'who knows'];
    const { bars } = laneModel(
      smallClip({
        requests: [
          request(0, 1.2, 1.4, { used }),
          request(1, 1.4, 1.5),
          ...states.map((state, i) => request(2 + i, 2 + i, 3 + i, { state })),
        ],
      }),
    );
    expect(bars.map(({ fate }) => fate)).toEqual([
      'applied',
      'unused',
      'superseded',
      'expired',
      'cancelled',
      'timed-out',
      'failed',
      'failed',
    ]);
    expect(bars[0].labels).toEqual(['applied, 300\u00a0ms stale', 'applied', '300\u00a0ms']);
    expect(bars[1].labels).toEqual(['never used']);
  });

  it('lie in different rows where they overlap in time, and in as few as can be', () => {
    const span = fc.record({
      fromS: fc.double({ min: 0, max: 9, noNaN: true }),
      lengthS: fc.double({ min: 0.01, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 12 }), (spans) => {
        const requests = spans
          .toSorted((a, b) => a.fromS - b.fromS)
          .map(({ fromS, lengthS }, id) => request(id, fromS, fromS + lengthS));
        const { bars, rows } = laneModel(smallClip({ requests }));
        const slack = 1e-5;
        for (const a of bars) {
          for (const b of bars) {
            if (a.id < b.id && a.row === b.row) expect(b.fromS).toBeGreaterThanOrEqual(a.toS - slack);
          }
        }
        // At the start of a bar in the last row, as many requests are out as there are rows.
        const last = bars.find(({ row }) => row === rows - 1)!;
        const out = bars.filter(({ fromS, toS }) => fromS <= last.fromS && last.fromS < toS);
        expect(out.length).toBeGreaterThanOrEqual(rows);
      }),
    );
  });
});

describe('the lane', () => {
  it('runs as long as its clip: sources follow each other to the end', () => {
    const { sources } = laneModel(sampleClip());
    expect(sources.map(({ source }) => source)).toEqual(['fast', 'plan', 'fast']);
    expect(sources[0].toS).toBe(sources[1].fromS);
    expect(sources.at(-1)!.toS).toBe(8);
  });

  it('marks where the level crossed the threshold, on the curve', () => {
    const gate = [
      { fromS: 0.25, toS: 0.5, reason: 'level' },
      { fromS: 1, toS: 1.1, reason: 'periodic' },
    ];
    const { crossings, gates } = laneModel(smallClip({ gate }));
    expect(crossings).toEqual([{ timeS: 0.25, level: 0.25 }]);
    expect(gates.map(({ label }) => label)).toEqual(['uncertainty', 'periodic']);
  });

  it('breaks the level where there is none', () => {
    const { level } = laneModel(smallClip({ level: Float32Array.of(0.1, NaN, 0.3, 0.4) }));
    expect(level.map(({ timesS }) => [...timesS])).toEqual([[0], [1, 1.2]]);
    expect(laneModel(smallClip({ level: new Float32Array(4).fill(NaN) })).level).toEqual([]);
  });
});

describe('the level’s curve', () => {
  it('keeps first, least, greatest and last of each column, in order of time', () => {
    const timesS = Float64Array.from({ length: 50 }, (_, k) => k / 500);
    const values = timesS.map((_, k) => (k === 7 ? 1 : k === 31 ? 0 : 0.5));
    const narrow = { startS: 0, endS: 100, left: 0, width: 100 };
    const points = levelCurve({ timesS, values }, narrow, (level) => level);
    expect(points.filter((_, i) => i % 2 === 1)).toEqual([0.5, 1, 0, 0.5]);
    const xs = points.filter((_, i) => i % 2 === 0);
    expect(xs).toEqual(xs.toSorted((a, b) => a - b));
  });

  it('has every value where there is room', () => {
    const [piece] = laneModel(smallClip()).level;
    const scale = { startS: 0, endS: 1.2, left: 10, width: 120 };
    expect(levelCurve(piece, scale, (level) => 100 * level)).toEqual([
      10,
      0,
      expect.closeTo(60, 9),
      50,
      expect.closeTo(110, 9),
      75,
      130,
      100,
    ]);
  });
});

describe('markers', () => {
  const mark = (timeS: number, kind: string) => smallClip({ durationS: 10, events: [{ timeS, kind, text: kind }] });

  it('stand at their time, the clip’s end among them', () => {
    const placed = placeEvents(eventsOf(mark(5, 'traffic')), SCALE, 12, () => 40);
    expect(placed.map(({ x }) => x)).toEqual([350, 600]);
    // At the right edge the label turns to the left.
    expect(placed[1].labelX! + 40).toBeLessThan(600);
  });

  it('have labels that overlap neither each other nor a sign', () => {
    const kinds = ['traffic', 'plan', 'failure', 'reflex', 'collision'];
    const event = fc.record({ timeS: fc.double({ min: 0, max: 10, noNaN: true }), kind: fc.constantFrom(...kinds) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 15 }), (events) => {
        const clip = smallClip({ durationS: 10, events: events.map((each) => ({ ...each, text: '' })) });
        const width = (label: string) => 6 * label.length;
        const placed = placeEvents(eventsOf(clip), SCALE, 12, width);
        const signs = placed.map(({ x }) => ({ from: x - 6, to: x + 6 }));
        const labels = placed.flatMap(({ event: { label }, labelX }) =>
          labelX === null ? [] : [{ from: labelX, to: labelX + width(label) }],
        );
        labels.forEach((label, i) => {
          for (const other of [...labels.slice(i + 1), ...signs]) {
            expect(label.to <= other.from || label.from >= other.to).toBe(true);
          }
        });
        // Whatever else has none: the worst is named.
        const worst = placed.filter(({ event: { kind } }) => kind === 'collision');
        if (worst.length === 1 && placed.length <= 2) expect(worst[0].labelX).not.toBeNull();
      }),
    );
  });
});

describe('stops', () => {
  const pair = samplePair();
  const stops = stopsOf(
    [
      { letter: 'A', name: 'dual', clip: pair.a },
      { letter: 'B', name: 'fast', clip: pair.b },
    ],
    pair.divergence,
  );

  it('are the events of both runs and the divergence, in order of time', () => {
    expect(stops.map(({ timeS }) => timeS)).toEqual([0, 0, 2.5, 2.5, 3, 3.4, 6.05, 8]);
    expect(stops[4]).toMatchObject({ kind: 'divergence', run: null });
    expect(stops[6].text).toBe('B, fast: collision: the ego hits lead (active-front) at 6.25 m/s');
  });

  it('are walked one time after the other', () => {
    const walked: number[] = [];
    for (let stop = nextStop(stops, 0, 1); stop !== null; stop = nextStop(stops, stop.timeS, 1))
      walked.push(stop.timeS);
    expect(walked).toEqual([2.5, 3, 3.4, 6.05, 8]);
    expect(nextStop(stops, 3, -1)?.timeS).toBe(2.5);
    expect(nextStop(stops, 0, -1)).toBeNull();
    expect(stopsAt(stops, 2.5)).toHaveLength(2);
  });

  it('know the collisions, round and round', () => {
    expect(nextCollision(stops, 0)?.timeS).toBe(6.05);
    expect(nextCollision(stops, 6.05)?.timeS).toBe(6.05);
    expect(nextCollision(stopsOf([{ letter: 'A', name: 'dual', clip: pair.a }], null), 0)).toBeNull();
  });
});

describe('the time line', () => {
  it('has bands that do not overlap, and room for all', () => {
    const layout = timelineLayout(900, [1, 3], true, true);
    const bands = [
      layout.divergence!,
      layout.axis,
      ...layout.runs.flatMap(({ events, level, gate, planner, source }) => [events, level, gate, planner, source]),
      layout.difference!.distance,
      layout.difference!.speed,
    ];
    bands.slice(1).forEach(({ top }, i) => expect(top).toBeGreaterThanOrEqual(bands[i].top + bands[i].height));
    const lowest = bands.at(-1)!;
    expect(layout.height).toBeGreaterThanOrEqual(lowest.top + lowest.height);
    expect(layout.runs[1].planner.height).toBeGreaterThan(layout.runs[0].planner.height);
    expect(layout.left + layout.width).toBeLessThan(900);
  });

  it('finds the time under a pixel and the pixel of a time', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 10, noNaN: true }), (timeS) => {
        expect(timeAt(SCALE, xOf(SCALE, timeS))).toBeCloseTo(timeS, 9);
      }),
    );
  });
});
