import { command, type Command } from './command.ts';

export const EDITOR_COMMANDS: readonly Command[] = [
  command('editor.show', 'Edit scenario', 'Scenario', 'edit', ['E'], ({ layout }) => layout.showPanel('editor')),
];
