import type { LiveStatus } from '../live/protocol.ts';

/** What people who do not look at the scene are told when the status changes from `before` to `now`; null: nothing. */
export function announcementOf(before: LiveStatus | null, now: LiveStatus): string | null {
  const sentences: string[] = [];
  const sameEpisode = before !== null && before.episode === now.episode;
  if (now.end !== null && !(sameEpisode && before.end !== null)) {
    sentences.push(
      now.end.kind === 'collision' ? `Collision. ${now.end.text}` : `The episode has ended. ${now.end.text}`,
    );
  }
  if (now.phase === 'failed' && before?.phase !== 'failed') sentences.push('The episode has failed. See the problems.');
  if (before !== null && before.backend.active !== now.backend.active) {
    const why = now.backend.reason === null ? '' : ` ${now.backend.reason}`;
    sentences.push(`The fast policy now runs on ${backendName(now.backend.active)}.${why}`);
  }
  if (now.planner.state === 'restarting' && before !== null && before.planner.state !== 'restarting') {
    sentences.push('The planner is being restarted; the fast policy goes on.');
  }
  return sentences.length === 0 ? null : sentences.join(' ');
}

/** The backend as people write it. */
export function backendName(backend: LiveStatus['backend']['active']): string {
  return backend === 'webgpu' ? 'WebGPU' : 'WASM';
}
