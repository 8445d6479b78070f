import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { OVERLAY_LEGEND } from '../../../renderer/scene/overlays/legend.ts';
import { COMMANDS } from '../../../renderer/shell/commands.ts';
import { chordText } from '../../../renderer/shell/shortcuts.ts';

const file = fileURLToPath(new URL('../../../docs/desktop.md', import.meta.url));
const guide = readFileSync(file, 'utf8');

/** What stands between the marks of that name. */
function part(name: string): string {
  const [, found] = new RegExp(`<!-- ${name} -->\n([^]*?)<!-- /${name} -->`).exec(guide) ?? [];
  if (found === undefined) throw new Error(`docs/desktop.md has no part '${name}'`);
  return found;
}

describe('the guide of the desktop app', () => {
  it('lists every key', () => {
    const rows = COMMANDS.filter(({ keys }) => keys !== undefined && keys.length > 0).map(
      ({ title, keys = [] }) => `| ${keys.map((key) => `\`${chordText(key, false)}\``).join(', ')} | ${title} |`,
    );
    expect(part('keys')).toBe(`\n| keys | command |\n| --- | --- |\n${rows.join('\n')}\n\n`);
  });

  it('explains every overlay as the app does', () => {
    const rows = OVERLAY_LEGEND.map(({ title, how }) => `- **${title}.** ${how}`);
    expect(part('legend')).toBe(`\n${rows.join('\n')}\n\n`);
  });
});
