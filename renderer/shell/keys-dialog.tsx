import { useApp } from './app-context.ts';
import { COMMANDS, MENUS } from './commands.ts';
import { Dialog } from './dialog.tsx';
import { Keys } from './keys.tsx';

/** Keys inside a row of tabs. */
const TAB_KEYS: readonly (readonly [readonly string[], string])[] = [
  [['ArrowLeft', 'ArrowRight'], 'Tab before, next tab'],
  [['Enter'], 'Show the tab'],
  [['Delete'], 'Close the tab'],
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
        <section aria-labelledby="keys-tabs">
          <h3 id="keys-tabs">On a tab</h3>
          <dl>
            {TAB_KEYS.map(([chords, title]) => (
              <div key={title}>
                <dt>{title}</dt>
                <dd>
                  <Keys chords={chords} isMac={isMac} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
