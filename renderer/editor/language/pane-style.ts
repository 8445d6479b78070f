import { syntaxHighlighting, syntaxTree } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { Decoration, EditorView, MatchDecorator, ViewPlugin } from '@codemirror/view';
import type { DecorationSet, ViewUpdate } from '@codemirror/view';

/** Classes of what the YAML grammar tells apart, by the names of its tags. */
const CLASSES: Readonly<Record<string, string>> = {
  'definition(propertyName)': 'ed-key',
  string: 'ed-string',
  lineComment: 'ed-comment',
  separator: 'ed-punctuation',
  brace: 'ed-punctuation',
  squareBracket: 'ed-punctuation',
  labelName: 'ed-parameter',
  typeName: 'ed-parameter',
  meta: 'ed-comment',
};

const highlighting = syntaxHighlighting({
  style: (tags) => tags.map((tag) => CLASSES[String(tag)]).find((name) => name !== undefined) ?? null,
});

const parameter = Decoration.mark({ class: 'ed-parameter' });
const number = Decoration.mark({ class: 'ed-number' });

/** Numbers and parameters within values, which are plain text to the grammar. */
const values = new MatchDecorator({
  regexp: /\$[A-Za-z]\w*|(?<![\w$.-])-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w-])/g,
  decorate: (add, from, to, match, view) => {
    const node = syntaxTree(view.state).resolveInner(from, 1);
    const isKey = node.name === 'Key' || node.parent?.name === 'Key';
    if (node.name === 'Comment' || isKey) return;
    if (match[0].startsWith('$')) add(from, to, parameter);
    else if (node.name !== 'QuotedLiteral') add(from, to, number);
  },
});

const valueMarks = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = values.createDeco(view);
    }

    update(update: ViewUpdate): void {
      const isParsed = syntaxTree(update.startState) !== syntaxTree(update.state);
      this.decorations = isParsed ? values.createDeco(update.view) : values.updateDeco(update, this.decorations);
    }
  },
  { decorations: ({ decorations }) => decorations },
);

/** In the colours of the page, whichever theme it has. */
const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--panel)', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--text)', padding: '6px 0' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--text)', borderLeftWidth: '2px' },
  '.cm-gutters': {
    backgroundColor: 'var(--panel)',
    color: 'var(--muted)',
    borderRight: '1px solid var(--border)',
  },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--raised) 70%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--raised)', color: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--accent) 35%, transparent)',
  },
  '.cm-searchMatch': { backgroundColor: 'color-mix(in srgb, var(--warning) 35%, transparent)' },
  '.cm-searchMatch-selected': { outline: '2px solid var(--warning)' },
  '&.cm-focused .cm-matchingBracket, .cm-matchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px solid var(--muted)',
  },
  '&.cm-focused .cm-nonmatchingBracket, .cm-nonmatchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px solid var(--error)',
  },
  '.cm-snippetField': { backgroundColor: 'color-mix(in srgb, var(--accent) 15%, transparent)' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--text)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--border)' },
  '.cm-panel.cm-search': { font: '13px/1.4 var(--font)', padding: '6px 28px 6px 8px' },
  '.cm-panel.cm-search label': { fontSize: '12px', display: 'inline-flex', alignItems: 'center', gap: '4px' },
  '.cm-panel.cm-search input[type=checkbox]': { margin: '0' },
  '.cm-panel.cm-search [name=close]': { color: 'var(--text)', minHeight: '22px', right: '4px', top: '4px' },
  '.cm-textfield': { backgroundColor: 'var(--panel)', border: '1px solid var(--border)', fontSize: '12px' },
  '.cm-button': { backgroundImage: 'none', backgroundColor: 'var(--raised)', fontSize: '12px' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
    border: '1px solid var(--border)',
    borderRadius: 'var(--radius)',
    maxWidth: '420px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '16em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px', lineHeight: '1.5' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--accentText)',
  },
  '.cm-completionDetail': { fontStyle: 'normal', color: 'var(--muted)', marginLeft: '1em' },
  'li[aria-selected] .cm-completionDetail': { color: 'inherit' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-tooltip.cm-completionInfo': { padding: '6px 10px', font: '12px/1.4 var(--font)' },
  '.ed-hover': { padding: '6px 10px', font: '12px/1.4 var(--font)' },
  '.ed-hover b': { fontFamily: 'var(--mono)', display: 'block' },
  '.cm-diagnostic': { font: '12px/1.4 var(--font)', padding: '4px 10px', whiteSpace: 'pre-wrap' },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--error)' },
  '.cm-diagnostic-warning': { borderLeft: '4px solid var(--warning)' },
  // A wavy line of the page's own colours; the one of the package is a picture.
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--error) 1.5px' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--warning) 1.5px' },
  '.cm-lintPoint:after': { borderBottomColor: 'var(--error)' },
  '.cm-gutter-lint': { width: '1.2em' },
  '.cm-lint-marker': { width: '1em', height: '1em', content: 'normal' },
  '.cm-lint-marker-error:before': { content: '"✕"', color: 'var(--error)', fontWeight: '700' },
  '.cm-lint-marker-warning:before': { content: '"!"', color: 'var(--warning)', fontWeight: '700' },
  '.ed-key': { color: 'var(--accent)' },
  '.ed-string': { color: 'var(--ok)' },
  '.ed-comment': { color: 'var(--muted)', fontStyle: 'italic' },
  '.ed-punctuation': { color: 'var(--muted)' },
  '.ed-parameter': { color: 'var(--reflex)', fontWeight: '600' },
  '.ed-number': { color: 'var(--warning)' },
});

export const paneStyle: Extension = [theme, highlighting, valueMarks];
