import { ForkDialog } from '../compare/fork-dialog.tsx';
import { FilmDialog } from '../export/film-dialog.tsx';
import { useApp, useAppState } from './app-context.ts';
import { AboutDialog } from './about-dialog.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { PaletteDialog, ScenariosDialog } from './palette.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { WelcomeDialog } from './welcome-dialog.tsx';

/** The dialog that is open, if any. */
export function Dialogs() {
  const { view } = useApp();
  const name = useAppState((state) => state.dialog);
  const close = (): void => view.closeDialog();
  switch (name) {
    case null:
      return null;
    case 'welcome':
      return <WelcomeDialog onClose={close} />;
    case 'settings':
      return <SettingsDialog onClose={close} />;
    case 'palette':
      return <PaletteDialog onClose={close} />;
    case 'scenarios':
      return <ScenariosDialog onClose={close} />;
    case 'keys':
      return <KeysDialog onClose={close} />;
    case 'about':
      return <AboutDialog onClose={close} />;
    case 'fork':
      return <ForkDialog onClose={close} />;
    case 'film':
      return <FilmDialog onClose={close} />;
  }
}
