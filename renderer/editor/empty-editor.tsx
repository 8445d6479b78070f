import { useApp } from '../shell/app-context.ts';
import { OpenButtons } from './editor-toolbar.tsx';
import { useEditor } from './use-editor.ts';

/** Where to begin. */
export function EmptyEditor() {
  const { editor } = useApp();
  // What was left is listed anew after something is said of it.
  const notice = useEditor((state) => state.notice);
  const left = editor.leftTexts();
  return (
    <div className="editor-panel editor-empty">
      <p>
        A scenario is a text: a road or a table, a task, the others and what they do. Edit one here, of driving beside
        its scene.
      </p>
      <p className="editor-buttons">
        <OpenButtons />
      </p>
      {left.length === 0 ? null : (
        <section aria-label="Unsaved texts from before">
          <p className="editor-heading">Unsaved texts from before</p>
          <ul>
            {left.map(({ key, draft }) => (
              <li key={key} className="editor-left">
                <span>
                  {draft.name}, <span className="muted">{new Date(draft.atMs).toLocaleString()}</span>
                </span>
                <button type="button" className="small" onClick={() => editor.openLeft(key)}>
                  Open
                </button>
                <button type="button" className="small" onClick={() => editor.forgetLeft(key)}>
                  Forget
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p role="status" className="muted">
        {notice.text}
      </p>
    </div>
  );
}
