import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  snippet,
  startCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { lintGutter, nextDiagnostic, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search';
import { EditorSelection, EditorState, Prec, Transaction, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { TextPane, TextPaneParts, TextProblem } from '../editor-language.ts';
import { paneStyle } from './pane-style.ts';
import { describeAt, suggest, type Suggestion } from './suggest.ts';

/** The cursor's field is looked up when it has rested so long, ms. */
const REST_MS = 200;

export function createTextPane(parts: TextPaneParts): TextPane {
  return new CodePane(parts);
}

class CodePane implements TextPane {
  private readonly view: EditorView;
  private readonly extensions: Extension;
  private rest: ReturnType<typeof setTimeout> | null = null;
  private scroll: { readonly top: number; readonly left: number } = { top: 0, left: 0 };
  /** The text comes from outside. */
  private isGiven = false;

  constructor(private readonly parts: TextPaneParts) {
    this.extensions = this.createExtensions();
    this.view = new EditorView({ state: EditorState.create({ extensions: this.extensions }) });
  }

  get element(): HTMLElement {
    return this.view.dom;
  }

  open(text: string): void {
    this.view.setState(EditorState.create({ doc: text, extensions: this.extensions }));
    this.scroll = { top: 0, left: 0 };
    this.view.scrollDOM.scrollTo(0, 0);
    this.parts.cursorAt('');
  }

  replace(text: string): void {
    const { state } = this.view;
    const changes = differenceOf(state.doc.toString(), text);
    if (changes === null) return;
    this.isGiven = true;
    this.view.dispatch({ changes, annotations: Transaction.userEvent.of('input.reload') });
    this.isGiven = false;
  }

  text(): string {
    return this.view.state.doc.toString();
  }

  mark(problems: readonly TextProblem[]): void {
    const { length } = this.view.state.doc;
    const diagnostics = problems.map(({ from, to, severity, message }) => ({
      ...{ from: Math.min(from, length), to: Math.min(to, length), severity, message },
    }));
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }

  goTo({ from }: TextProblem): void {
    const at = Math.min(from, this.view.state.doc.length);
    this.view.dispatch({
      selection: EditorSelection.cursor(at),
      effects: EditorView.scrollIntoView(at, { y: 'center' }),
    });
    this.view.focus();
  }

  focus(): void {
    this.view.focus();
  }

  find(): void {
    openSearchPanel(this.view);
  }

  attached(): void {
    this.view.scrollDOM.scrollTo(this.scroll.left, this.scroll.top);
    this.view.requestMeasure();
  }

  detaching(): void {
    const { scrollTop: top, scrollLeft: left } = this.view.scrollDOM;
    this.scroll = { top, left };
  }

  private createExtensions(): Extension {
    const { parts } = this;
    const bind = (key: string, run: () => void) => ({
      key,
      preventDefault: true,
      run: () => {
        run();
        return true;
      },
    });
    return [
      Prec.highest(keymap.of([bind('Mod-s', parts.save), bind('Mod-Enter', parts.run)])),
      lineNumbers(),
      lintGutter(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      history(),
      drawSelection(),
      bracketMatching(),
      closeBrackets(),
      indentUnit.of('  '),
      EditorState.tabSize.of(2),
      yaml(),
      search({ top: false }),
      highlightSelectionMatches(),
      autocompletion({ override: [completions], icons: false }),
      hoverTooltip(hoverAt),
      keymap.of([
        ...closeBracketsKeymap,
        ...defaultKeymap,
        ...searchKeymap,
        ...historyKeymap,
        { key: 'F8', run: nextDiagnostic, preventDefault: true },
        indentWithTab,
      ]),
      EditorView.contentAttributes.of({
        'aria-label': parts.label,
        tabindex: '0',
        spellcheck: 'false',
      }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !this.isGiven) parts.edited(update.state.doc.toString());
        if (update.docChanged || update.selectionSet) this.restSoon();
      }),
      paneStyle,
    ];
  }

  private restSoon(): void {
    if (this.rest !== null) clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      const found = describeAt(this.text(), this.view.state.selection.main.head);
      this.parts.cursorAt(found === null ? '' : `${found.field}: ${found.text}`);
    }, REST_MS);
  }
}

function completions(context: CompletionContext): CompletionResult | null {
  const isTyping = /[$\w-]$/.test(context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos));
  if (!context.explicit && !isTyping) return null;
  const found = suggest(context.state.doc.toString(), context.pos);
  if (found === null) return null;
  const { from, to, items } = found;
  return { from, to, options: items.map(completionOf), validFor: /^\$?[\w-]*$/ };
}

/** In the language's order, what is required first. */
function completionOf(item: Suggestion, index: number): Completion {
  const { label, detail, info, template, goesOn, isRequired } = item;
  const insert = snippet(template);
  return {
    ...{ label, detail, type: item.kind },
    ...(info === '' ? {} : { info }),
    boost: (isRequired ? 40 : 0) - index,
    apply: (view, completion, from, to) => {
      insert(view, completion, from, to);
      if (goesOn) setTimeout(() => startCompletion(view));
    },
  };
}

function hoverAt(view: EditorView, offset: number) {
  const found = describeAt(view.state.doc.toString(), offset);
  if (found === null) return null;
  const { from, to, field, text } = found;
  return {
    ...{ pos: from, end: to, above: true },
    create: () => {
      const dom = document.createElement('div');
      dom.className = 'ed-hover';
      const name = document.createElement('b');
      name.textContent = field;
      dom.append(name, text);
      return { dom };
    },
  };
}

/** The shortest replacement that makes one text of another, so that the cursor stays where it is; null: they are equal. */
export function differenceOf(
  before: string,
  after: string,
): { readonly from: number; readonly to: number; readonly insert: string } | null {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { from: head, to: before.length - tail, insert: after.slice(head, after.length - tail) };
}
