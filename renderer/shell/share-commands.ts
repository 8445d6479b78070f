import { command, type Command } from './command.ts';

const opened: NonNullable<Command['isEnabled']> = (state) => state.opened !== null;

export const SHARE_COMMANDS: readonly Command[] = [
  command('share.film', 'Export film…', 'File', 'film', ['Mod+E'], ({ view }) => view.openDialog('film')),
  {
    ...command('share.scene', 'Save picture of the scene', 'File', 'picture', ['Mod+Shift+S'], ({ share }) => {
      void share.picture('scene', 'file');
    }),
    isEnabled: opened,
  },
  {
    ...command('share.copy-scene', 'Copy picture of the scene', 'File', 'picture', [], ({ share }) => {
      void share.picture('scene', 'clipboard');
    }),
    isEnabled: opened,
  },
  command('share.replay', 'Save picture of the replay', 'File', 'picture', [], ({ share }) => {
    void share.picture('replay', 'file');
  }),
  command('share.copy-replay', 'Copy picture of the replay', 'File', 'picture', [], ({ share }) => {
    void share.picture('replay', 'clipboard');
  }),
  command('share.window', 'Save picture of the window', 'File', 'picture', [], ({ share }) => {
    void share.picture('window', 'file');
  }),
  {
    ...command('share.copy-command', 'Copy command line of this episode', 'File', 'share', [], ({ share }) => {
      void share.copyLiveCommand();
    }),
    isEnabled: opened,
  },
  command('share.copy-replay-command', 'Copy command line of the replay', 'File', 'share', [], ({ share }) => {
    void share.copyReplayCommand();
  }),
  {
    ...command('share.copy-link', 'Copy link to this episode', 'File', 'share', [], ({ share }) => {
      void share.copyLink();
    }),
    isEnabled: opened,
  },
];
