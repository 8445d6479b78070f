import { backendName } from '../state/announcements.ts';
import { useApp, useAppState } from './app-context.ts';

/** Where the fast policy runs, and why not where it was wanted. */
export function BackendBadge() {
  const { layout } = useApp();
  const backend = useAppState((state) => state.status?.backend ?? null);
  if (backend === null) return <span className="badge backend">starting…</span>;
  const { active, reason, adapter, loading } = backend;
  const name = backendName(active);
  if (loading) {
    return (
      <span className="badge backend" data-backend={active} title={`The fast policy runs on ${name}. ${reason ?? ''}`}>
        <span aria-hidden="true">◌</span> {active}, {backend.wanted} is being loaded
      </span>
    );
  }
  if (reason === null) {
    return (
      <span
        className="badge backend"
        data-backend={active}
        title={adapter === null ? `The fast policy runs on ${name}.` : `The fast policy runs on ${name}: ${adapter}.`}
      >
        <span aria-hidden="true">▣</span> {active}
      </span>
    );
  }
  return (
    <button
      type="button"
      className="badge backend fallen-back"
      data-backend={active}
      title={`The fast policy runs on ${name}. ${reason}`}
      onClick={() => layout.showPanel('problems')}
    >
      <span aria-hidden="true">⚠</span> {active}: <span className="reason">{reason}</span>
    </button>
  );
}
