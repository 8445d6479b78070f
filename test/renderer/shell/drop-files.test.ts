import { describe, expect, it } from 'vitest';
import { openDropped } from '../../../renderer/shell/drop-files.ts';

function places() {
  const heard: unknown[] = [];
  return {
    heard,
    episode: {
      openText: (name: string, text: string) => void heard.push(['scenario', name, text]),
      problem: (_source: string, message: string) => void heard.push(['problem', message]),
    },
    shelf: {
      openFiles: (files: readonly File[]) => {
        heard.push(['records', ...files.map(({ name }) => name)]);
        return Promise.resolve();
      },
    },
  };
}
const MAGIC = Uint8Array.of(0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a);
const file = (name: string, part: BlobPart = 'text'): File => new File([part], name);

describe('dropped files', () => {
  it('go each to its place, records together', async () => {
    const to = places();
    await openDropped([file('a.MCAP'), file('scene.yaml'), file('b.mcap'), file('cat.png')], to);
    expect(to.heard).toEqual([
      ['records', 'a.MCAP', 'b.mcap'],
      ['scenario', 'scene.yaml', 'text'],
      ['problem', 'cat.png is neither a record nor a scenario.'],
    ]);
  });

  it('are records by what they begin with, whatever they are called', async () => {
    const to = places();
    await openDropped([file('night.mcap.unfinished', MAGIC), file('short', MAGIC.subarray(0, 4))], to);
    expect(to.heard).toEqual([
      ['records', 'night.mcap.unfinished'],
      ['problem', 'short is neither a record nor a scenario.'],
    ]);
  });

  it('of several scenarios the first is opened, and the others are named', async () => {
    const to = places();
    await openDropped([file('a.yaml'), file('b.yml'), file('c.json')], to);
    expect(to.heard[0]).toEqual(['scenario', 'a.yaml', 'text']);
    expect(to.heard[1]).toEqual(['problem', 'Only a.yaml was opened, not b.yml, c.json: one scenario runs at a time.']);
    expect(to.heard).toHaveLength(2);
  });

  it('that are too large for a scenario are not read', async () => {
    const to = places();
    await openDropped([file('huge.yaml', new Uint8Array((1 << 20) + 1))], to);
    expect(to.heard).toEqual([['problem', 'huge.yaml is larger than 1 MiB: it is no scenario file.']]);
  });
});
