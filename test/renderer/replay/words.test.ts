import { describe, expect, it } from 'vitest';
import { pairSubject } from '../../../renderer/replay/subject.ts';
import { differenceRows } from '../../../renderer/replay/tables.tsx';
import { differenceWords, momentWords } from '../../../renderer/replay/timeline.tsx';
import {
  actorId,
  endedBadly,
  hitRow,
  latencyWords,
  outcomeWords,
  signedText,
  sourceWords,
} from '../../../renderer/replay/words.ts';
import { samplePair } from '../../scenarios/clips/sample-clip.ts';
import { smallClip } from './small-clip.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('words', () => {
  it('say how an episode ended', () => {
    const outcome = { end: 'collision', collisionWith: 'actor/lead', impactSpeedMps: 6.25 };
    expect(plain(outcomeWords(outcome))).toBe('collision with lead at 6.3 m/s');
    expect(outcomeWords({ end: 'goal', collisionWith: null, impactSpeedMps: null })).toBe('goal reached');
    expect(plain(outcomeWords({ ...outcome, end: 'timeout' }))).toBe('time is up, touched lead at 6.3 m/s');
    expect(endedBadly({ ...outcome, end: 'timeout' })).toBe(true);
    expect(endedBadly({ end: 'timeout', collisionWith: null, impactSpeedMps: null })).toBe(false);
    const lost = { end: 'lost', collisionWith: null, impactSpeedMps: null };
    expect(endedBadly(lost)).toBe(true);
    expect(outcomeWords(lost)).toBe('object out of reach');
  });

  it('find who was hit, with and without the name of the table', () => {
    expect(actorId('actor/car')).toBe('car');
    for (const collisionWith of ['car', 'actor/car']) {
      expect(hitRow(smallClip({ outcome: { end: 'collision', collisionWith, impactSpeedMps: 1 } }))).toBe(1);
    }
    expect(hitRow(smallClip())).toBe(-1);
  });

  it('say who drives, a reference driver too', () => {
    expect(['fast', 'plan', 'brake', 'hold', 'other'].map((source) => sourceWords(source, 'dual'))).toEqual([
      'the fast policy drives',
      'the plan drives',
      'full braking',
      'the last action is held',
      'other drives',
    ]);
    expect(['hold', 'brake'].map((source) => sourceWords(source, 'human'))).toEqual([
      'the reference driver drives',
      'the reference driver brakes',
    ]);
  });

  it('name every kind of latency', () => {
    const names = ['zero', 'fixed:0', 'fixed:200', 'lognormal:300,100', 'trace:fleet', 'measured', '250'];
    expect(names.map((name) => plain(latencyWords(name)))).toEqual([
      'no planner latency',
      'no planner latency',
      'planner latency 200 ms',
      'planner latency 300 ms on average, spread 100 ms',
      'planner latency from the trace fleet',
      'planner latency of a live run',
      'planner latency 250 ms',
    ]);
  });

  it('have signs, but none at zero', () => {
    expect([1.25, -1.25, 0.04, -0.04].map((value) => signedText(value, 1))).toEqual(['+1.3', '−1.3', '0.0', '0.0']);
  });
});

describe('a moment', () => {
  const subject = pairSubject(samplePair());

  it('is told with everything that the pictures show', () => {
    expect(plain(momentWords(subject, 4))).toBe(
      '4.00 s of 8.00 s; A, dual: 18.0 m/s, uncertainty 41 %, plan 0 drives, 1400 ms old, planner at work on request 2; ' +
        'B, fast: 19.2 m/s, uncertainty 41 %, the fast policy drives; 0.60 m apart, B 1.2 m/s faster than A',
    );
  });

  it('says which run has ended and how', () => {
    expect(plain(momentWords(subject, 6.05))).toContain('B, fast: ended: collision, 17.6 m/s');
    expect(differenceWords(subject, 6.1)).toBe('B has ended: no difference any more');
    expect(plain(differenceWords(subject, 1))).toBe('0.00 m apart, B as fast as A');
  });

  it('is a row of the table, every second and at the end', () => {
    const rows = differenceRows(subject);
    expect(rows.map(({ time }) => plain(time))).toEqual(
      ['0.00', '1.00', '2.00', '3.00', '4.00', '5.00', '6.00', '6.05'].map((time) => `${time} s`),
    );
    expect(plain(rows[4].less)).toBe('+1.2 m/s');
  });
});
