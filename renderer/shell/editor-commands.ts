import { command, type Command } from './command.ts';

export const EDITOR_COMMANDS: readonly Command[] = [
  command('editor.show', 'Edit scenario', 'Scenario', 'edit', ['E'], ({ layout }) => layout.showPanel('editor')),
  command('editor.edit-open', 'Edit this scenario', 'Scenario', 'edit', ['Shift+E'], ({ editor }) =>
    editor.editOpenEpisode(),
  ),
  command('editor.new', 'New scenario', 'Scenario', 'edit', [], ({ editor }) => editor.newScenario()),
  command('editor.open', 'Open scenario in the editor…', 'Scenario', 'edit', [], ({ editor, layout }) => {
    layout.showPanel('editor');
    editor.choose();
  }),
  command('editor.save', 'Save scenario', 'Scenario', 'edit', [], ({ editor }) => void editor.save()),
  command('editor.next-seed', 'Next seed of the edited scenario', 'Scenario', 'edit', [], ({ editor }) =>
    editor.setSeed(editor.state.get().seed + 1),
  ),
  command('editor.seed-before', 'Seed before of the edited scenario', 'Scenario', 'edit', [], ({ editor }) =>
    editor.setSeed(editor.state.get().seed - 1),
  ),
];
