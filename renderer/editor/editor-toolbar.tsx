import { useEffect, useState, type FormEvent } from 'react';
import { useApp, useAppState } from '../shell/app-context.ts';
import { titleOf } from '../state/app-state.ts';
import { isDirty } from './editor-state.ts';
import { useEditor } from './use-editor.ts';

/** The file, and what can be done with it. */
export function EditorToolbar() {
  const { editor, host } = useApp();
  const [isNaming, setNaming] = useState(false);
  const file = useEditor((state) => state.file);
  const name = useEditor((state) => state.name);
  const dirty = useEditor(isDirty);
  const hasSuites = editor.parts.onRunSuite !== undefined;
  const saveAs = (): void => {
    // The desktop window asks where by itself.
    if (host.name === 'electron') void editor.saveAs(name);
    else setNaming(true);
  };
  return (
    <div className="editor-bar" role="group" aria-label="File">
      <FileName />
      <span className="editor-buttons">
        <OpenButtons />
        <button type="button" disabled={!dirty && file !== 'none'} onClick={() => void editor.save()}>
          {file === 'copy' ? 'Save a copy' : 'Save'}
        </button>
        <button type="button" onClick={saveAs}>
          Save as…
        </button>
        <button type="button" className="editor-run" onClick={() => editor.run()}>
          Run
        </button>
        {hasSuites ? (
          <button type="button" onClick={() => void editor.runSuite()}>
            Run as suite…
          </button>
        ) : null}
      </span>
      {isNaming ? <NameForm initial={name} done={() => setNaming(false)} /> : null}
    </div>
  );
}

function FileName() {
  const { editor } = useApp();
  const name = useEditor((state) => state.name);
  const file = useEditor((state) => state.file);
  const dirty = useEditor(isDirty);
  const [draft, setDraft] = useState<string | null>(null);
  const state = file === 'none' ? 'not saved yet' : dirty ? 'unsaved changes' : 'saved';
  const leave = (): void => {
    if (draft !== null) editor.rename(draft);
    setDraft(null);
  };
  return (
    <span className="editor-name">
      {file === 'none' ? (
        <input
          type="text"
          aria-label="Name of the file"
          value={draft ?? name}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={leave}
          onKeyDown={(event) => {
            if (event.key === 'Enter') leave();
          }}
        />
      ) : (
        <strong title={name}>{name}</strong>
      )}
      <span className={dirty || file === 'none' ? 'editor-dirty' : 'muted'}>
        {dirty ? '● ' : ''}
        {state}
      </span>
    </span>
  );
}

/** Where a text can come from. */
export function OpenButtons() {
  const { editor } = useApp();
  const title = useAppState(({ choice }) => titleOf(choice));
  const scene = useAppState(({ choice: { scenario } }) => (scenario.kind === 'text' ? scenario.text : null));
  const isOpen = useEditor(({ document, text, shown }) => document > 0 && (scene === text || scene === shown?.text));
  return (
    <>
      <button type="button" onClick={() => editor.newScenario()}>
        New
      </button>
      <button type="button" onClick={() => editor.choose()}>
        Open…
      </button>
      <FolderChoice />
      {isOpen ? null : (
        <button type="button" title={`Edit the text of ${title}`} onClick={() => editor.editOpenEpisode()}>
          Edit {title}
        </button>
      )}
    </>
  );
}

/** Files of the program's folder, where it has any. */
function FolderChoice() {
  const { editor } = useApp();
  const [files, setFiles] = useState<readonly { readonly handle: string; readonly name: string }[]>([]);
  useEffect(() => {
    let isHere = true;
    void editor.list().then((found) => {
      if (isHere) setFiles(found);
    });
    return () => {
      isHere = false;
    };
  }, [editor]);
  if (files.length === 0) return null;
  return (
    <select
      aria-label="Open a file of the folder"
      value=""
      onFocus={() => void editor.list().then(setFiles)}
      onChange={(event) => editor.openHandle(event.target.value)}
    >
      <option value="" disabled>
        Folder…
      </option>
      {files.map(({ handle, name }) => (
        <option key={handle} value={handle}>
          {name}
        </option>
      ))}
    </select>
  );
}

function NameForm({ initial, done }: { readonly initial: string; readonly done: () => void }) {
  const { editor } = useApp();
  const [name, setName] = useState(initial);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    done();
    void editor.saveAs(name);
  };
  return (
    <form className="editor-name-form" onSubmit={submit}>
      <label>
        Save as <input type="text" autoFocus value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <button type="submit" disabled={name.trim() === ''}>
        Save
      </button>
      <button type="button" onClick={done}>
        Cancel
      </button>
    </form>
  );
}
