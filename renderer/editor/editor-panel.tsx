/** Text of a scenario, with its errors. */
export function EditorPanel() {
  return <div className="editor-panel" />;
}
