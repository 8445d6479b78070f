import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Settings } from '../host/contract.ts';
import type { LiveSession } from '../live/live-session.ts';
import type { Tokens } from '../theme/tokens.ts';
import type { Readable } from './external-store.ts';
import type { PanelModel } from './panel-model.ts';

/** What every panel is given. The shell provides it around the docked panels. */
export interface PanelData {
  readonly session: LiveSession;
  /** One `PanelModel` per session, made with the session, so that a panel opened late knows the problems before. */
  readonly model: PanelModel;
  readonly tokens: Tokens;
  readonly speedUnit: Settings['speedUnit'];
  readonly reducedMotion: boolean;
}

export const PanelContext = createContext<PanelData | null>(null);

/** @throws Error outside of a `PanelContext` */
export function usePanelData(): PanelData {
  const data = useContext(PanelContext);
  if (data === null) throw new Error('A panel needs a PanelContext around it.');
  return data;
}

export function useReadable<T>(readable: Readable<T>): T {
  return useSyncExternalStore(readable.subscribe, readable.get);
}
