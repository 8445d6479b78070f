import { useApp } from '../shell/app-context.ts';
import { useEditor } from './use-editor.ts';

/** Questions that must be answered before anything could be lost. */
export function EditorBars() {
  const { editor } = useApp();
  const conflict = useEditor((state) => state.conflict);
  const asks = useEditor((state) => state.asks);
  const name = useEditor((state) => state.name);
  return (
    <>
      {conflict ? (
        <div className="editor-question" role="alert">
          <p>
            <b>{name} was changed on disk</b> while you have changes here.
          </p>
          <button type="button" onClick={() => editor.takeTheirs()}>
            Take theirs
          </button>
          <button type="button" onClick={() => editor.keepMine()}>
            Keep mine
          </button>
        </div>
      ) : null}
      {asks === null ? null : (
        <div className="editor-question" role="alert">
          <p>
            <b>{name} has unsaved changes.</b> Save them before you {asks}?
          </p>
          <button type="button" onClick={() => editor.answer('save')}>
            Save
          </button>
          <button type="button" onClick={() => editor.answer('discard')}>
            Discard
          </button>
          <button type="button" onClick={() => editor.answer('cancel')}>
            Cancel
          </button>
        </div>
      )}
    </>
  );
}
