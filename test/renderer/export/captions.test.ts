import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, filmTitle, runCaption, timeWords, wrapText } from '../../../renderer/export/replay/captions.ts';
import { layOutFilm } from '../../../renderer/export/replay/film-layout.ts';
import { filmPictures } from '../../../renderer/export/replay/replay-film.ts';
import { clipSubject, pairSubject } from '../../../renderer/replay/subject.ts';
import { samplePair } from '../../scenarios/clips/sample-clip.ts';

const plain = (text: string | undefined): string | undefined => text?.replaceAll('\u00a0', ' ');
const widthOf = (text: string): number => text.length;

describe('captions of a film', () => {
  const subject = pairSubject(samplePair());
  const [a, b] = subject.runs;

  it('name the situation, the runs and the time', () => {
    expect(filmTitle(subject.runs)).toBe('hard-braking-lead/tail, seed 7 · A dual · B fast');
    expect(filmTitle(clipSubject(a.clip, 'dual').runs)).toBe('hard-braking-lead/tail, seed 7 · dual');
    expect(plain(timeWords(3.333, 8, 1))).toBe('3.33 s');
    expect(plain(timeWords(9, 8, 0.25))).toBe('0.25× · 8.00 s');
  });

  it('say that it thinks while a request is out, and for how long', () => {
    const [request] = a.clip.requests;
    const middleS = (request.fromS + request.toS) / 2;
    expect(runCaption(a, request.fromS - 0.05).thinking).toBeNull();
    const { thinking } = runCaption(a, middleS);
    expect(plain(thinking?.text)).toBe(`thinking ${Math.round((middleS - request.fromS) * 1000)} ms`);
    expect(thinking?.share).toBeCloseTo(0.5, 6);
  });

  it('tell an outcome when it has come, not before', () => {
    expect(runCaption(b!, b!.clip.durationS - 0.05).outcome).toBeNull();
    const { outcome } = runCaption(b!, b!.clip.durationS);
    expect(plain(outcome?.text)).toMatch(/^collision with lead at \d+\.\d m\/s$/);
    expect(outcome?.isBad).toBe(true);
    expect(runCaption(a, 100).outcome).toEqual({ text: 'goal reached', isBad: false });
  });

  it('break words into lines that fit, and lose none but behind an ellipsis', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 20 }),
        fc.integer({ min: 12, max: 40 }),
        fc.integer({ min: 1, max: 3 }),
        (words, mostPx, mostLines) => {
          const lines = wrapText(words.join('  '), mostPx, mostLines, widthOf);
          expect(lines.length).toBeLessThanOrEqual(mostLines);
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(mostPx);
          const all = lines.join(' ');
          if (all.endsWith('…')) expect(words.join(' ').startsWith(all.slice(0, -1))).toBe(true);
          else expect(all).toBe(words.join(' '));
        },
      ),
    );
    expect(cut('abcdef', 4, widthOf)).toBe('abc…');
  });
});

describe('the layout of a film', () => {
  const subject = pairSubject(samplePair());

  it('shows as many pictures as the mode asks for', () => {
    const letters = (mode: Parameters<typeof filmPictures>[1]): string[] =>
      filmPictures(subject, mode).map((runs) => runs.map(({ letter }) => letter).join(''));
    expect(letters('side')).toEqual(['A', 'B']);
    expect(letters('ghost')).toEqual(['AB']);
    expect(letters('a')).toEqual(['A']);
    expect(letters('b')).toEqual(['B']);
  });

  it('fills the picture without overlaps, in whole device pixels', () => {
    const sizes = fc.record({ width: fc.integer({ min: 64, max: 3840 }), height: fc.integer({ min: 200, max: 2160 }) });
    const parts = fc.record({
      stages: fc.constantFrom(1, 2),
      captions: fc.boolean(),
      stripPx: fc.constantFrom(0, 70),
      textLines: fc.constantFrom(0, 2),
    });
    fc.assert(
      fc.property(sizes, parts, ({ width, height }, wanted) => {
        const { stages, title, strip, text, ratio, ...whole } = layOutFilm(width, height, wanted);
        expect(whole.width * ratio).toBeCloseTo(width, 6);
        for (const area of stages) {
          for (const edge of [area.left, area.top, area.width, area.height]) {
            expect(Math.abs(edge * ratio - Math.round(edge * ratio))).toBeLessThan(1e-6);
          }
          expect(area.top + 1e-6).toBeGreaterThanOrEqual((title?.height ?? 0) - 0.5 / ratio);
        }
        const below = (strip?.height ?? 0) + (text?.height ?? 0);
        const last = stages[stages.length - 1];
        if (whole.height - below > 60) expect(last.top + last.height).toBeCloseTo(whole.height - below, 0);
        if (stages.length === 2) {
          const [first, second] = stages;
          const apart = second.left >= first.left + first.width || second.top >= first.top + first.height;
          expect(apart).toBe(true);
        }
      }),
    );
  });
});
