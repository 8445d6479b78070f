import { useEffect, useState } from 'react';
import { useApp, useAppState } from './app-context.ts';
import { Dialog } from './dialog.tsx';

interface Facts {
  readonly version: string;
  readonly platform: string;
  readonly recordings: string;
}

export function AboutDialog({ onClose }: { readonly onClose: () => void }) {
  const { host } = useApp();
  const backend = useAppState((state) => state.status?.backend ?? null);
  const [facts, setFacts] = useState<Facts | null>(null);
  useEffect(() => {
    host.info().then(setFacts, () => setFacts(null));
  }, [host]);
  return (
    <Dialog title="About Twotempo" onClose={onClose}>
      <p>
        A simulator of robots that think at two tempos: a fast learned policy acts on every frame, a slow planner is
        asked when it is worth asking, and thinking takes time.
      </p>
      <dl className="facts">
        <dt>Version</dt>
        <dd>{facts?.version ?? '…'}</dd>
        <dt>Host</dt>
        <dd>
          {host.name}, {facts?.platform ?? '…'}
        </dd>
        <dt>Recordings</dt>
        <dd>
          <code>{facts?.recordings ?? '…'}</code>
        </dd>
        <dt>Graphics adapter</dt>
        <dd>{backend?.adapter ?? 'none: no WebGPU in use'}</dd>
      </dl>
      {host.name !== 'electron' && (
        <p>
          <a href="third-party-notices.txt" target="_blank" rel="noreferrer">
            Licences of the packages in it
          </a>
        </p>
      )}
    </Dialog>
  );
}
