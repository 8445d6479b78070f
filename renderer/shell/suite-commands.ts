import { command, type Command } from './command.ts';

export const SUITE_COMMANDS: readonly Command[] = [
  command('suites.show', 'Run a suite…', 'Suites', 'choose', [], ({ layout }) => layout.showPanel('suites')),
];
