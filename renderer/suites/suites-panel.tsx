/** Runs of suites: what to run, how far it is, and what came out. */
export function SuitesPanel() {
  return <div className="suites-panel" />;
}
