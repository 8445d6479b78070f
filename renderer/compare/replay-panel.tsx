/** Opened records: one replay, or two against each other. */
export function ReplayPanel() {
  return <div className="replay-panel" />;
}
