import { command, type Command } from './command.ts';

export const REPLAY_COMMANDS: readonly Command[] = [
  command('replay.open', 'Open record…', 'Replay', 'open', ['Mod+Shift+O'], ({ shelf }) => void shelf.choose()),
  command('replay.live', 'Replay this episode', 'Replay', 'open', ['Shift+B'], ({ shelf }) => void shelf.replayLive()),
  command('replay.show', 'Show replay', 'Replay', 'choose', [], ({ layout }) => layout.showPanel('replay')),
  command('replay.swap', 'Swap A and B', 'Replay', 'choose', [], ({ shelf }) => shelf.swap()),
  command('replay.fork', 'Think here: fork…', 'Replay', 'fork', ['Mod+Shift+F'], ({ view }) => view.openDialog('fork')),
  command('replay.close', 'Close all records', 'Replay', 'close', [], ({ shelf }) => shelf.closeAll()),
];
