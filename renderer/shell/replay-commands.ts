import { command, type Command } from './command.ts';

export const REPLAY_COMMANDS: readonly Command[] = [
  command('replay.show', 'Show replay', 'Replay', 'choose', [], ({ layout }) => layout.showPanel('replay')),
];
