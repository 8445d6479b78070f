import { useApp } from './app-context.ts';
import { COMMANDS, MENUS } from './commands.ts';
import { Dialog } from './dialog.tsx';
import { Keys } from './keys.tsx';

/** Keys of the docking library, which knows no commands of ours. */
const DOCK_KEYS: readonly (readonly [string, string])[] = [
  ['F6', 'Next group of panels'],
  ['Shift+F6', 'Group of panels before'],
  ['Mod+]', 'Next tab of the group'],
  ['Mod+[', 'Tab before'],
  ['Mod+M', 'Move the panel: arrow keys, then Enter'],
];

/** Every shortcut, from the command table. */
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
        <section aria-labelledby="keys-driving">
          <h3 id="keys-driving">While you drive</h3>
          <dl>
            <div>
              <dt>Faster, slower</dt>
              <dd>
                <Keys chords={['W', 'ArrowUp', 'S', 'ArrowDown']} isMac={isMac} />
              </dd>
            </div>
            <div>
              <dt>Left, right</dt>
              <dd>
                <Keys chords={['A', 'ArrowLeft', 'D', 'ArrowRight']} isMac={isMac} />
              </dd>
            </div>
          </dl>
        </section>
        <section aria-labelledby="keys-panels">
          <h3 id="keys-panels">Panels</h3>
          <dl>
            {DOCK_KEYS.map(([chord, title]) => (
              <div key={chord}>
                <dt>{title}</dt>
                <dd>
                  <Keys chords={[chord]} isMac={isMac} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
