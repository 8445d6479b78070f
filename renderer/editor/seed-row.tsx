import { useEffect, useState } from 'react';
import { useApp, useAppState } from '../shell/app-context.ts';
import type { EditorState } from './editor-state.ts';
import { useEditor } from './use-editor.ts';
import { sceneWords } from './editor-words.ts';

/** Which sample the scene shows. */
export function SeedRow() {
  const { editor } = useApp();
  const seed = useEditor((state) => state.seed);
  const [draft, setDraft] = useState<string | null>(null);
  const take = (text: string): void => {
    setDraft(text);
    if (/^\d{1,15}$/.test(text)) editor.setSeed(Number(text));
  };
  const isWrong = draft !== null && !/^\d{1,15}$/.test(draft);
  return (
    <div className="editor-bar" role="group" aria-label="Sample">
      <span className="editor-buttons">
        <button
          type="button"
          className="icon"
          aria-label="Previous seed"
          disabled={seed === 0}
          onClick={() => editor.setSeed(seed - 1)}
        >
          ◀
        </button>
        <label>
          Seed{' '}
          <input
            type="text"
            inputMode="numeric"
            className="editor-seed"
            aria-invalid={isWrong}
            value={draft ?? String(seed)}
            onChange={(event) => take(event.target.value)}
            onBlur={() => setDraft(null)}
          />
        </label>
        <button type="button" className="icon" aria-label="Next seed" onClick={() => editor.setSeed(seed + 1)}>
          ▶
        </button>
      </span>
      <SceneState />
    </div>
  );
}

const whole = (state: EditorState): EditorState => state;

/** What the scene beside the text shows. */
function SceneState() {
  const { editor } = useApp();
  const state = useEditor(whole);
  const choice = useAppState((app) => app.choice);
  const { shown } = state;
  const isOurs =
    shown !== null &&
    choice.scenario.kind === 'text' &&
    choice.scenario.text === shown.text &&
    choice.scenario.name === shown.name;
  const sceneSeed = isOurs ? choice.seed : null;
  useEffect(() => {
    if (sceneSeed !== null && sceneSeed !== editor.state.get().shown?.seed) editor.seedWasSet(sceneSeed);
  }, [editor, sceneSeed]);
  const { text, canShow } = sceneWords(state, isOurs);
  return (
    <span className="editor-scene">
      <span className="muted">{text}</span>
      {canShow ? (
        <button type="button" className="small" onClick={() => editor.show()}>
          Show in the scene
        </button>
      ) : null}
    </span>
  );
}
