import { useApp } from '../shell/app-context.ts';
import { focusText } from './pane-holder.ts';
import type { Answer } from './scenario-editor.ts';
import { useEditor } from './use-editor.ts';

/** Questions that must be answered before anything could be lost. */
export function EditorBars() {
  const { editor } = useApp();
  const conflict = useEditor((state) => state.conflict);
  const asks = useEditor((state) => state.asks);
  const name = useEditor((state) => state.name);
  // The button that was pressed goes away, and the focus would go with it.
  const choose = (run: () => void): void => {
    run();
    focusText(editor);
  };
  const answer = (given: Answer): void => choose(() => editor.answer(given));
  return (
    <>
      {conflict ? (
        <div className="editor-question" role="alert">
          <p>
            <b>{name} was changed on disk</b> while you have changes here.
          </p>
          <button type="button" onClick={() => choose(() => editor.takeTheirs())}>
            Take theirs
          </button>
          <button type="button" onClick={() => choose(() => editor.keepMine())}>
            Keep mine
          </button>
        </div>
      ) : null}
      {asks === null ? null : (
        <div className="editor-question" role="alert">
          <p>
            <b>{name} has unsaved changes.</b> Save them before you {asks}?
          </p>
          <button type="button" onClick={() => answer('save')}>
            Save
          </button>
          <button type="button" onClick={() => answer('discard')}>
            Discard
          </button>
          <button type="button" onClick={() => answer('cancel')}>
            Cancel
          </button>
        </div>
      )}
    </>
  );
}
