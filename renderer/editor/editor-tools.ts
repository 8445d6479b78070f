import { DraftStore } from './draft-store.ts';
import type { EditorLanguage } from './editor-language.ts';

/** What the editor needs of the page around it. */
export interface EditorTools {
  readonly drafts: DraftStore;
  readonly loadLanguage: () => Promise<EditorLanguage>;
  readonly nowMs: () => number;
  /** Runs something when there is time; what it returns takes that back. */
  readonly whenIdle: (run: () => void) => () => void;
  /** Runs something again and again while the page is seen; what it returns ends that. */
  readonly every: (ms: number, run: () => void) => () => void;
  /** Lets the browser ask before the page goes while `isDirty`. */
  readonly beforeLeaving: (isDirty: () => boolean) => void;
}

export function pageTools(): EditorTools {
  return {
    drafts: new DraftStore(storage('localStorage'), storage('sessionStorage')),
    loadLanguage: async () => {
      const url = new URL('editor.js', location.href).href;
      const module = (await import(url)) as { readonly language: EditorLanguage };
      return module.language;
    },
    nowMs: () => Date.now(),
    whenIdle: (run) => {
      const id = requestIdleCallback(run, { timeout: 1000 });
      return () => cancelIdleCallback(id);
    },
    every: (ms, run) => {
      const id = setInterval(() => {
        if (document.visibilityState === 'visible') run();
      }, ms);
      return () => clearInterval(id);
    },
    beforeLeaving: (isDirty) => {
      window.addEventListener('beforeunload', (event) => {
        if (isDirty()) event.preventDefault();
      });
    },
  };
}

/** Null where the browser forbids it. */
function storage(name: 'localStorage' | 'sessionStorage'): Storage | null {
  try {
    return window[name];
  } catch {
    return null;
  }
}
