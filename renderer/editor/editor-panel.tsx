import './editor.css';
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore, type KeyboardEvent } from 'react';
import { useApp } from '../shell/app-context.ts';
import type { EditorLanguage } from './editor-language.ts';
import { EditorBars } from './editor-bars.tsx';
import { EditorToolbar } from './editor-toolbar.tsx';
import { EmptyEditor } from './empty-editor.tsx';
import { holderOf } from './pane-holder.ts';
import { ProblemLines } from './problem-lines.tsx';
import { SeedRow } from './seed-row.tsx';
import { SampleTable } from './sample-table.tsx';
import { useEditor } from './use-editor.ts';

/** Text of a scenario, with its errors. */
export function EditorPanel() {
  const { editor, isMac } = useApp();
  const isOpen = useEditor(({ document }) => document > 0);
  const language = useSyncExternalStore(editor.language.subscribe, editor.language.get);
  useEffect(() => {
    editor.setShown(true);
    return () => editor.setShown(false);
  }, [editor]);
  const keyDown = (event: KeyboardEvent): void => {
    // The text itself has taken its own already; this is for the controls around it.
    if (event.defaultPrevented || !(isMac ? event.metaKey : event.ctrlKey) || event.key !== 's' || event.altKey) return;
    event.preventDefault();
    void editor.save();
  };
  if (!isOpen) return <EmptyEditor />;
  return (
    <div className="editor-panel" onKeyDown={keyDown}>
      <EditorToolbar />
      <EditorBars />
      <SeedRow />
      {language === null ? <p className="editor-loading">Loading the editor…</p> : <TextPlace language={language} />}
      <div className="editor-below">
        <ProblemLines />
        <SampleTable />
      </div>
      <Notice />
    </div>
  );
}

function TextPlace({ language }: { readonly language: EditorLanguage }) {
  const { editor, isMac } = useApp();
  const holder = holderOf(editor, language);
  const place = useRef<HTMLDivElement>(null);
  const hint = useSyncExternalStore(holder.hint.subscribe, holder.hint.get);
  useLayoutEffect(() => {
    place.current?.append(holder.pane.element);
    holder.pane.attached();
    return () => holder.pane.detaching();
  }, [holder]);
  return (
    <>
      <div ref={place} className="editor-text" />
      <p className="editor-hint" title={hint}>
        {hint === '' ? keysHint(isMac) : hint}
      </p>
    </>
  );
}

function keysHint(isMac: boolean): string {
  return `Ctrl+Space: what may stand here. Esc, then Tab: leave the text. F8: next problem. ${isMac ? '⌘' : 'Ctrl'}+F: find.`;
}

function Notice() {
  const notice = useEditor((state) => state.notice);
  return (
    <p className="editor-notice" role="status">
      {/* The same sentence twice is said twice. */}
      <span key={notice.count}>{notice.text}</span>
    </p>
  );
}
