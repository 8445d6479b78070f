import { Glyph } from '../panels/glyph.tsx';
import { EVENT_GLYPHS, FATE_GLYPHS } from './event-glyphs.ts';
import { SOURCE_LETTERS } from '../theme/tokens.ts';
import type { EventShape } from './events.ts';
import { useReplay } from './replay-context.ts';
import { eventWords, FATE_WORDS, fateOf, commandWords, type Fate } from './words.ts';

/** What the signs mean, of those that these clips have. */
export function Legend({ ghost }: { readonly ghost: boolean }) {
  const { subject } = useReplay();
  const lanes = subject.runs.map(({ lane }) => lane);
  const shapes = unique(lanes.flatMap(({ events }) => events.map(({ shape }) => shape))).filter(isShown);
  const fates = unique(subject.runs.flatMap(({ clip }) => clip.requests.map(fateOf)));
  const sources = unique(
    subject.runs.flatMap(({ lane, clip }) =>
      lane.sources.map(({ source }) => `${letterOf(source)}|${commandWords(source, clip)}`),
    ),
  ).map((both) => both.split('|'));
  return (
    <div className="rp-legend">
      {subject.runs.map(({ letter, name }) => (
        <span key={letter}>
          <Box letter={letter} ghost={ghost && letter === 'B'} /> {letter} {name}
          {ghost && letter === 'B' ? ' (ghost)' : ''}
        </span>
      ))}
      <span>
        <Line kind="plan" /> plan in use
      </span>
      <span>
        <Line kind="stale" /> its part that is past
      </span>
      <span>
        <Line kind="halo" /> uncertainty
      </span>
      {lanes.some(({ crossings }) => crossings.length > 0) && (
        <span>
          <Glyph strokes="M6 1.5v9M1.5 6h9" className="rp-mark-threshold" /> threshold crossed
        </span>
      )}
      {subject.divergence !== null && (
        <span>
          <Glyph strokes={FATE_GLYPHS.superseded} className="rp-mark-divergence" /> first divergence
        </span>
      )}
      {fates.map((fate: Fate) => (
        <span key={fate}>
          <Glyph strokes={FATE_GLYPHS[fate]} /> request {FATE_WORDS[fate]}
        </span>
      ))}
      {shapes.map((shape) => (
        <span key={shape}>
          <Glyph strokes={EVENT_GLYPHS[shape]} className={`rp-shape-${shape}`} /> {eventWords(shape)}
        </span>
      ))}
      {sources.map(([letter, words]) => (
        <span key={words}>
          <b className="rp-source">{letter}</b> {words}
        </span>
      ))}
    </div>
  );
}

const unique = <T,>(values: readonly T[]): T[] => [...new Set(values)];

const isShown = (shape: EventShape): boolean => shape !== 'start' && shape !== 'other';

function letterOf(source: string): string {
  return (SOURCE_LETTERS as Readonly<Record<string, string>>)[source] ?? '?';
}

function Box({ letter, ghost }: { readonly letter: 'A' | 'B'; readonly ghost: boolean }) {
  return <i className="rp-box" data-run={letter} data-ghost={ghost} aria-hidden="true" />;
}

function Line({ kind }: { readonly kind: 'plan' | 'stale' | 'halo' }) {
  return <i className={`rp-line rp-line-${kind}`} aria-hidden="true" />;
}
