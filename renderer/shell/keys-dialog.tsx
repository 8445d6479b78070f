import { useId } from 'react';
import { useApp } from './app-context.ts';
import { MENUS } from './command.ts';
import { COMMANDS } from './commands.ts';
import { Dialog } from './dialog.tsx';
import { Keys } from './keys.tsx';

/** Keys inside a row of tabs. */
const TAB_KEYS: readonly (readonly [readonly string[], string])[] = [
  [['ArrowLeft', 'ArrowRight'], 'Tab before, next tab'],
  [['Enter'], 'Show the tab'],
  [['Delete'], 'Close the tab'],
];

/** Keys of the scene, which does by them what a pointer does by dragging and its wheel. */
const SCENE_KEYS: readonly (readonly [readonly string[], string])[] = [
  [['PageUp', 'PageDown'], 'Camera nearer, farther'],
  [['Mod+ArrowLeft', 'Mod+ArrowRight'], 'Orbit camera around, left and right'],
  [['Mod+ArrowUp', 'Mod+ArrowDown'], 'Orbit camera up, down'],
];
const DRIVING_KEYS: readonly (readonly [readonly string[], string])[] = [
  [['W', 'ArrowUp', 'S', 'ArrowDown'], 'Faster, slower'],
  [['A', 'ArrowLeft', 'D', 'ArrowRight'], 'Left, right'],
];

/** Every shortcut: those of the command table, and those of a place. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const { isMac } = useApp();
  const menus = MENUS.map((menu) => ({
    menu,
    commands: COMMANDS.filter((command) => command.menu === menu && (command.keys?.length ?? 0) > 0),
  })).filter(({ commands }) => commands.length > 0);
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose} className="wide">
      <div className="keys-grid">
        {menus.map(({ menu, commands }) => (
          <section key={menu} aria-labelledby={`keys-${menu}`}>
            <h3 id={`keys-${menu}`}>{menu}</h3>
            <dl>
              {commands.map(({ id, title, keys = [] }) => (
                <div key={id}>
                  <dt>{title}</dt>
                  <dd>
                    <Keys chords={keys} isMac={isMac} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <PlaceKeys title="While you drive" keys={DRIVING_KEYS} />
        <PlaceKeys title="With the focus on the scene" keys={SCENE_KEYS} />
        <PlaceKeys title="On a tab" keys={TAB_KEYS} />
      </div>
    </Dialog>
  );
}

function PlaceKeys({ title, keys }: { readonly title: string; readonly keys: typeof TAB_KEYS }) {
  const { isMac } = useApp();
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <dl>
        {keys.map(([chords, what]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              <Keys chords={chords} isMac={isMac} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
