import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../scenarios/results/canonical-json.ts';
import {
  EpisodeLineReader,
  readEpisodeLines,
  uniqueEpisodes,
  writeEpisodeLine,
} from '../../../scenarios/results/episode-lines.ts';
import { readResultsFolder } from '../../../scenarios/results/results-folder.ts';
import { crash, episode, failure, histogram } from './episodes.ts';

const FILE = 'run/results.jsonl';

describe('canonicalJson', () => {
  it('sorts keys at every depth and leaves no white space', () => {
    expect(canonicalJson({ b: [{ z: 1, a: null }], a: true })).toBe('{"a":true,"b":[{"a":null,"z":1}]}');
  });

  it('says what JSON.parse reads back, in ASCII', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        // JSON.stringify settles what JSON itself cannot tell apart: -0 and 0.
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(text).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
    expect(canonicalJson('é\n\u{1f697}')).toBe('"\\u00e9\\n\\ud83d\\ude97"');
  });

  it('names the place of a value that JSON cannot hold', () => {
    expect(() => canonicalJson({ a: [0, NaN] })).toThrow('$.a[1] cannot be written as JSON: it is NaN.');
    expect(() => canonicalJson({ a: { b: undefined } })).toThrow(
      '$.a.b cannot be written as JSON: it is of type undefined.',
    );
    expect(() => canonicalJson({ a: new Map() })).toThrow(
      '$.a cannot be written as JSON: it is an object of class Map.',
    );
  });
});

describe('results files', () => {
  const results = [
    episode({
      uncertainty: {
        collisionWithin3S: histogram({ 3: 1 }),
        noCollisionWithin3S: histogram({ 0: 599 }),
        leadTimeS: 1.5,
      },
    }),
    crash({ seed: 1, scenario: 'Überholer' }),
    failure({ seed: 2 }),
  ];
  const text = results.map(writeEpisodeLine).join('');

  it('read the same in pieces as at once, also when they are torn', () => {
    const text = results.map(writeEpisodeLine).join('');
    fc.assert(
      fc.property(fc.nat(text.length), fc.array(fc.integer({ min: 1, max: 900 })), (length, steps) => {
        const torn = text.slice(0, length);
        const reader = new EpisodeLineReader(FILE);
        let at = 0;
        for (const step of [...steps, length]) {
          reader.add(torn.slice(at, at + step));
          at += step;
        }
        const pieces = reader.end();
        expect(pieces).toEqual(readEpisodeLines(torn, FILE));
        expect(pieces.isOpen).toBe(torn !== '' && !torn.endsWith('\n'));
      }),
    );
  });

  it('read back what was written', () => {
    expect(readEpisodeLines(text, FILE)).toEqual({ episodes: results, truncatedTail: '', isOpen: false });
    // Some editors add a mark of the byte order, or ends of lines of their own.
    expect(readEpisodeLines(`\uFEFF${text.replaceAll('\n', '\r\n')}`, FILE).episodes).toEqual(results);
    expect(readEpisodeLines('', FILE).episodes).toEqual([]);
  });

  it('do not depend on the order in which a result was put together', () => {
    const [first] = results;
    const reversed = Object.fromEntries(Object.entries(first).reverse()) as typeof first;
    expect(writeEpisodeLine(reversed)).toBe(writeEpisodeLine(first));
  });

  it('survive a kill at any character: whole lines are kept, the rest is named', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length }), (cut) => {
        const { episodes, truncatedTail } = readEpisodeLines(text.slice(0, cut), FILE);
        const whole = text.slice(0, cut).split('\n').length - 1;
        const lineIsWhole = text[cut] === '\n';
        expect(episodes).toEqual(results.slice(0, whole + (lineIsWhole ? 1 : 0)));
        const kept = text.slice(0, cut - truncatedTail.length);
        expect(kept === '' || kept.endsWith('\n') || lineIsWhole).toBe(true);
      }),
    );
  });

  it('are refused with file and line when an inner line is broken', () => {
    const lines = text.split('\n');
    lines[1] = lines[1].slice(0, 40);
    expect(() => readEpisodeLines(lines.join('\n'), FILE)).toThrow(
      'run/results.jsonl, line 2: this is not JSON. Only the last line of a results file may be incomplete.',
    );
  });

  it.each([
    [{ ...results[0], seed: 1.5 }, 'line 1: seed: '],
    [{ ...results[0], schemaVersion: 2 }, 'line 1: schemaVersion should be 1, but is 2.'],
    [{}, 'line 1: schemaVersion should be 1, but is missing.'],
    [
      { ...results[0], error: { what: 'x', message: '' } },
      "line 1: error: must be set exactly when outcome.end is 'error'.",
    ],
    [
      { ...results[1], outcome: { ...results[1].outcome, collision: false } },
      "line 1: outcome.collision: must be true when outcome.end is 'collision'.",
    ],
    [
      { ...results[0], uncertainty: { collisionWithin3S: [1], noCollisionWithin3S: [], leadTimeS: null } },
      'line 1: uncertainty.collisionWithin3S: ',
    ],
  ])('are refused with the field when it is wrong (%#)', (value, message) => {
    expect(() => readEpisodeLines(`${JSON.stringify(value)}\n`, FILE)).toThrow(message);
  });

  describe('in a folder', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'results-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('are read by the name of the folder', async () => {
      await writeFile(join(folder, 'results.jsonl'), text.slice(0, -5));
      const read = await readResultsFolder(`${folder}/`);
      expect(folder.endsWith(read.name)).toBe(true);
      expect(read.episodes).toEqual(results.slice(0, 2));
    });

    it('are missed with a sentence', async () => {
      await expect(readResultsFolder(folder)).rejects.toThrow(
        `${folder} should be the output folder of a run, but results.jsonl cannot be read: `,
      );
    });
  });
});

describe('uniqueEpisodes', () => {
  it('lets a result replace an error of the same episode, but not the reverse', () => {
    expect(uniqueEpisodes([failure(), episode()])).toEqual([episode()]);
    expect(uniqueEpisodes([episode(), failure()])).toEqual([episode()]);
  });

  it('drops what was run twice and keeps what differs in any part of the key', () => {
    const others = [
      episode({ arm: 'dual' }),
      episode({ seed: 1 }),
      episode({ latency: 'zero' }),
      episode({ split: 'val' }),
    ];
    expect(uniqueEpisodes([episode(), episode(), ...others])).toEqual([episode(), ...others]);
  });

  it('refuses two different results of one episode', () => {
    expect(() => uniqueEpisodes([episode(), episode({ digest: 'other' })])).toThrow(
      'Scenario cut-in, seed 0, arm fast, latency fixed:200 has two different results (digests d0 and other)',
    );
  });
});
