import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from 'react';
import type { Tokens } from '../theme/tokens.ts';
import type { DrawQueue } from './draw-queue.ts';
import type { Playback } from './playback.ts';
import type { ReplayPlayer } from './player.ts';
import type { Subject } from './subject.ts';

/** What the parts of one view share. */
export interface ReplayParts {
  readonly subject: Subject;
  readonly player: ReplayPlayer;
  readonly queue: DrawQueue;
  /** Null before the view is in the page. */
  readonly style: { readonly tokens: Tokens; readonly family: string } | null;
  readonly reducedMotion: boolean;
}

export const ReplayContext = createContext<ReplayParts | null>(null);

export function useReplay(): ReplayParts {
  const parts = useContext(ReplayContext);
  if (parts === null) throw new Error('This part is only of use inside of a ReplayView.');
  return parts;
}

/** What a part shows of the playback; it renders only when that has changed. @param select gives a plain value or text */
export function usePlayback<T extends string | number | boolean>(select: (playback: Playback) => T): T {
  const { player } = useReplay();
  const get = () => select(player.get());
  return useSyncExternalStore(player.subscribe, get, get);
}

/** Draws now and, once in a frame, whenever the playback or one of `reasons` has changed. */
export function useDrawing(draw: () => void, reasons: readonly unknown[]): () => void {
  const { player, queue } = useReplay();
  const latest = useRef(draw);
  const request = useRef(() => queue.request(run.current));
  const run = useRef(() => latest.current());
  useEffect(() => {
    latest.current = draw;
  });
  useEffect(() => {
    const ask = request.current;
    const drawn = run.current;
    const stop = player.subscribe(ask);
    return () => {
      stop();
      queue.forget(drawn);
    };
  }, [player, queue]);
  useEffect(() => {
    request.current();
  }, reasons);
  return request.current;
}
