import { useSyncExternalStore } from 'react';
import { useApp } from '../shell/app-context.ts';
import type { EditorState } from './editor-state.ts';

/** @param select returns something that stays the same while what it is made of does */
export function useEditor<T>(select: (state: EditorState) => T): T {
  const { editor } = useApp();
  return useSyncExternalStore(editor.state.subscribe, () => select(editor.state.get()));
}
