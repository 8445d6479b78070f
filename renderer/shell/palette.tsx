import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { LIBRARY } from '../../scenarios/library/registry.ts';
import { fuzzySearch } from '../state/fuzzy.ts';
import { runCommand, useApp } from './app-context.ts';
import type { Command } from './command.ts';
import { COMMANDS, isEnabled } from './commands.ts';
import { Dialog } from './dialog.tsx';
import { Keys } from './keys.tsx';

interface Entry {
  readonly id: string;
  /** What is searched, and shown with the letters that match. */
  readonly text: string;
  readonly detail: ReactNode;
  readonly disabled: boolean;
  run(): void;
}

/** Every command, found by some of its letters. */
export function PaletteDialog({ onClose }: { readonly onClose: () => void }) {
  const app = useApp();
  const state = app.state.get();
  const entries = COMMANDS.map((command): Entry => {
    return {
      id: command.id,
      text: textOf(command),
      detail: isEnabled(command, state) ? (
        <Keys chords={(command.keys ?? []).slice(0, 2)} isMac={app.isMac} />
      ) : (
        <span className="tag">not possible now</span>
      ),
      disabled: !isEnabled(command, state),
      run: () => runCommand(app, command),
    };
  });
  return <Finder title="Command palette" placeholder="Find a command…" entries={entries} onClose={onClose} />;
}

/** All scenarios of the library, by family and kind. */
export function ScenariosDialog({ onClose }: { readonly onClose: () => void }) {
  const { episode } = useApp();
  const entries = LIBRARY.map(({ id, scenario }): Entry => ({
    id,
    text: `${id}: ${scenario.name}`,
    detail: <span className="tag">{id.endsWith('/tail') ? 'long tail' : 'common'}</span>,
    disabled: false,
    run: () => episode.openLibrary(id),
  }));
  return <Finder title="Choose scenario" placeholder="Find a scenario…" entries={entries} onClose={onClose} />;
}

interface FinderProps {
  readonly title: string;
  readonly placeholder: string;
  readonly entries: readonly Entry[];
  readonly onClose: () => void;
}

function Finder({ title, placeholder, entries, onClose }: FinderProps) {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();
  const found = fuzzySearch(query, entries, ({ text }) => text);
  const at = Math.min(active, Math.max(0, found.length - 1));
  const optionId = (entry: Entry): string => `${id}-${entry.id}`;

  const choose = (entry: Entry): void => {
    if (entry.disabled) return;
    // The command may open a dialog of its own: this one must be gone.
    onClose();
    entry.run();
  };
  const move = (to: number): void => {
    const next = Math.max(0, Math.min(found.length - 1, to));
    setActive(next);
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
  };
  const pressed = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    const step = steps[event.key];
    if (step !== undefined) move(at + step);
    else if (event.key === 'Enter' && found[at] !== undefined) choose(found[at].item);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={title} titleHidden onClose={onClose} className="palette">
      <input
        type="text"
        role="combobox"
        aria-label={title}
        aria-expanded="true"
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={found[at] === undefined ? undefined : optionId(found[at].item)}
        placeholder={placeholder}
        autoFocus
        spellCheck={false}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
          list.current?.scrollTo(0, 0);
        }}
        onKeyDown={pressed}
      />
      <ul ref={list} id={id} role="listbox" aria-label={title}>
        {found.map(({ item, positions }, index) => (
          <li
            key={item.id}
            id={optionId(item)}
            role="option"
            aria-selected={index === at}
            aria-disabled={item.disabled}
            onMouseMove={() => setActive(index)}
            onClick={() => choose(item)}
          >
            <span className="palette-text">{marked(item.text, positions)}</span>
            {item.detail}
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p className="muted palette-empty">Nothing found for “{query}”.</p> : null}
    </Dialog>
  );
}

function textOf({ menu, title }: Command): string {
  return menu === 'Scenario' && !title.endsWith('…') ? `Open scenario: ${title}` : `${menu}: ${title}`;
}

function marked(text: string, positions: readonly number[]): ReactNode {
  if (positions.length === 0) return text;
  const hits = new Set(positions);
  return [...text].map((letter, index) => (hits.has(index) ? <mark key={index}>{letter}</mark> : letter));
}
