import { command, type Command } from './command.ts';

export const SUITE_COMMANDS: readonly Command[] = [
  command('suites.show', 'Run a suite…', 'Suites', 'choose', [], ({ suites, layout }) => {
    suites.plan(true);
    layout.showPanel('suites');
  }),
  command('suites.cancel', 'Cancel the run', 'Suites', 'run', [], ({ suites }) => void suites.cancel()),
  command('suites.resume', 'Resume the run that is shown', 'Suites', 'run', [], ({ suites }) => void suites.resume()),
  command(
    'suites.report',
    'Save the HTML report of the run',
    'Suites',
    'save',
    [],
    ({ suites }) => void suites.saveReport(),
  ),
  command(
    'suites.csv',
    'Save the episodes of the run as CSV',
    'Suites',
    'save',
    [],
    ({ suites }) => void suites.saveCsv(),
  ),
];
