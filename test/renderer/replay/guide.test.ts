import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BINDINGS } from '../../../renderer/replay/keys.ts';

const guide = readFileSync(fileURLToPath(new URL('../../../docs/report.md', import.meta.url)), 'utf8');

describe('the guide of the report', () => {
  it('lists every key of a replay', () => {
    const [, found] = /<!-- keys -->\n([^]*?)<!-- \/keys -->/.exec(guide) ?? [];
    const rows = BINDINGS.map(({ shown, does }) => `| \`${shown}\` | ${does} |`);
    expect(found).toBe(`\n| key | what it does |\n| --- | --- |\n${rows.join('\n')}\n\n`);
  });
});
