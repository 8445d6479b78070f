import { useMemo } from 'react';
import type { TelemetryStore } from '../live/telemetry-store.ts';
import { Sampled } from './external-store.ts';
import { usePanelData, useReadable } from './panel-context.ts';
import { pageScheduler } from './scheduler.ts';

/** Simulated time of a tick before an episode says which, s. */
const USUAL_CONTROL_DT = 1 / 60;

export function useControlDt(): number {
  return useReadable(usePanelData().model.opened)?.controlDt ?? USUAL_CONTROL_DT;
}

/**
 * A summary of the telemetry, computed anew at most `hz` times a second while it changes.
 * @param compute a function that stays the same between renderings
 */
export function useTelemetry<T>(hz: number, compute: (store: TelemetryStore, controlDt: number) => T): T {
  const { session } = usePanelData();
  const controlDt = useControlDt();
  const sampled = useMemo(() => {
    const store = session.telemetry;
    const now = () => compute(store, controlDt);
    return new Sampled(pageScheduler(), hz, () => store.version, now, now());
  }, [session, controlDt, hz, compute]);
  return useReadable(sampled);
}
