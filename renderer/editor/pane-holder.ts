import { Cell } from '../panels/external-store.ts';
import type { EditorLanguage, TextPane } from './editor-language.ts';
import type { EditorState } from './editor-state.ts';
import type { ScenarioEditor } from './scenario-editor.ts';

/** Keeps the pane for the text, with what can be undone in it, while the panel comes and goes. */
export class PaneHolder {
  readonly pane: TextPane;
  /** What the field at the cursor means. */
  readonly hint = new Cell('');
  private shown: EditorState | null = null;

  constructor(editor: ScenarioEditor, language: EditorLanguage) {
    this.pane = language.createTextPane({
      label: 'Text of the scenario',
      edited: (text) => editor.edit(text),
      cursorAt: (text) => this.hint.set(text),
      save: () => void editor.save(),
      run: () => editor.run(),
    });
    const update = (): void => this.update(editor.state.get());
    update();
    editor.state.subscribe(update);
  }

  private update(state: EditorState): void {
    const before = this.shown;
    this.shown = state;
    if (before?.document !== state.document) this.pane.open(state.text);
    else if (before.text !== state.text && this.pane.text() !== state.text) this.pane.replace(state.text);
    if (before?.problems !== state.problems || before.sample !== state.sample) {
      this.pane.mark([...state.problems, ...(state.sample?.problems ?? [])]);
    }
  }
}

const holders = new WeakMap<ScenarioEditor, PaneHolder>();

/** The holder of an editor, made when it is first asked for. */
export function holderOf(editor: ScenarioEditor, language: EditorLanguage): PaneHolder {
  const known = holders.get(editor);
  if (known !== undefined) return known;
  const holder = new PaneHolder(editor, language);
  holders.set(editor, holder);
  return holder;
}

/** Gives the focus to the text, where it is. */
export function focusText(editor: ScenarioEditor): void {
  holders.get(editor)?.pane.focus();
}
