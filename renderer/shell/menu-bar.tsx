import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { runCommand, useApp } from './app-context.ts';
import { MENUS, type Command, type MenuName } from './command.ts';
import { COMMANDS, isEnabled } from './commands.ts';
import { ariaChord, chordText } from './shortcuts.ts';

/** The menu bar after the ARIA pattern: one stop of the Tab key, arrow keys inside. */
export function MenuBar() {
  const [open, setOpen] = useState<MenuName | null>(null);
  const [current, setCurrent] = useState<MenuName>(MENUS[0]);
  const bar = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (open === null) return;
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && !bar.current?.contains(event.target)) setOpen(null);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  const focusMenu = (menu: MenuName): void => {
    setCurrent(menu);
    bar.current?.querySelector<HTMLElement>(`[data-menu="${menu}"]`)?.focus();
  };
  const move = (by: number): void => {
    const next = MENUS[(MENUS.indexOf(current) + by + MENUS.length) % MENUS.length];
    focusMenu(next);
    if (open !== null) setOpen(next);
  };
  const pressed = (event: KeyboardEvent): void => {
    switch (event.key) {
      case 'ArrowRight':
        move(1);
        break;
      case 'ArrowLeft':
        move(-1);
        break;
      case 'Home':
        focusMenu(MENUS[0]);
        break;
      case 'End':
        focusMenu(MENUS[MENUS.length - 1]);
        break;
      case 'ArrowDown':
      case 'Enter':
      case ' ':
        setOpen(current);
        break;
      case 'Escape':
        setOpen(null);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={bar} className="menu-bar" role="menubar" aria-label="Menu">
      {MENUS.map((menu) => (
        <div key={menu} role="none" className="menu-root">
          <button
            type="button"
            role="menuitem"
            data-menu={menu}
            aria-haspopup="menu"
            aria-expanded={open === menu}
            tabIndex={menu === current ? 0 : -1}
            onFocus={() => setCurrent(menu)}
            onClick={() => setOpen(open === menu ? null : menu)}
            onPointerEnter={() => {
              if (open === null || open === menu) return;
              focusMenu(menu);
              setOpen(menu);
            }}
            onKeyDown={pressed}
          >
            {menu}
          </button>
          {open === menu ? (
            <Menu
              name={menu}
              onLeave={(by) => {
                const next = MENUS[(MENUS.indexOf(menu) + by + MENUS.length) % MENUS.length];
                focusMenu(next);
                setOpen(next);
              }}
              onClose={(giveFocusBack) => {
                setOpen(null);
                if (giveFocusBack) focusMenu(menu);
              }}
            />
          ) : null}
        </div>
      ))}
    </div>
  );
}

interface MenuProps {
  readonly name: MenuName;
  /** @param by 1: to the menu on the right, -1: on the left */
  readonly onLeave: (by: 1 | -1) => void;
  readonly onClose: (giveFocusBack: boolean) => void;
}

function Menu({ name, onLeave, onClose }: MenuProps) {
  const app = useApp();
  const list = useRef<HTMLDivElement>(null);
  const commands = COMMANDS.filter(({ menu }) => menu === name);
  const sections = [...new Set(commands.map(({ section }) => section))];

  useEffect(() => itemsOf(list.current)[0]?.focus(), []);

  const pressed = (event: KeyboardEvent): void => {
    const items = itemsOf(list.current);
    const at = items.findIndex((item) => item === document.activeElement);
    const focus = (index: number): void => items[(index + items.length) % items.length]?.focus();
    if (event.key === 'ArrowDown') focus(at + 1);
    else if (event.key === 'ArrowUp') focus(at - 1);
    else if (event.key === 'Home') focus(0);
    else if (event.key === 'End') focus(-1);
    else if (event.key === 'ArrowRight') onLeave(1);
    else if (event.key === 'ArrowLeft') onLeave(-1);
    else if (event.key === 'Escape') onClose(true);
    else if (event.key === 'Tab') return onClose(false);
    else if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey) {
      const letter = event.key.toLowerCase();
      const later = [...items.slice(at + 1), ...items.slice(0, at + 1)];
      later.find((item) => item.dataset['title']?.toLowerCase().startsWith(letter))?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={list} className="menu" role="menu" aria-label={name} onKeyDown={pressed}>
      {sections.map((section, index) => (
        <div key={section} role="group" aria-label={section}>
          {index === 0 ? null : <div role="separator" />}
          {isHeading(section) ? (
            <div className="menu-heading" role="presentation">
              {section}
            </div>
          ) : null}
          {commands
            .filter((command) => command.section === section)
            .map((command) => (
              <MenuItem
                key={command.id}
                command={command}
                onRun={() => {
                  // The focus goes back first, so that a dialog that the command opens gives it back to the same place.
                  onClose(true);
                  runCommand(app, command);
                }}
              />
            ))}
        </div>
      ))}
    </div>
  );
}

function MenuItem({ command, onRun }: { readonly command: Command; readonly onRun: () => void }) {
  const { state, isMac } = useApp();
  const now = state.get();
  const { mark, title, keys = [] } = command;
  const on = command.isOn?.(now) ?? false;
  const enabled = isEnabled(command, now);
  const role = mark === undefined ? 'menuitem' : mark === 'check' ? 'menuitemcheckbox' : 'menuitemradio';
  return (
    <button
      type="button"
      role={role}
      data-title={title}
      tabIndex={-1}
      aria-checked={mark === undefined ? undefined : on}
      aria-disabled={!enabled}
      aria-keyshortcuts={keys.length === 0 ? undefined : keys.map((chord) => ariaChord(chord, isMac)).join(' ')}
      onPointerEnter={(event) => event.currentTarget.focus()}
      onClick={() => {
        if (enabled) onRun();
      }}
    >
      <span className="menu-mark" aria-hidden="true">
        {on ? (mark === 'check' ? '✓' : '●') : ''}
      </span>
      <span className="menu-title">{title}</span>
      {keys.length === 0 ? null : (
        <span className="menu-keys" aria-hidden="true">
          {chordText(keys[0], isMac)}
        </span>
      )}
    </button>
  );
}

/** Sections with a name for people are headed by it; the others only stand apart. */
function isHeading(section: string): boolean {
  return /^[A-Z]/.test(section);
}

function itemsOf(list: HTMLElement | null): readonly HTMLElement[] {
  return list === null ? [] : [...list.querySelectorAll<HTMLElement>('[role^=menuitem]')];
}
