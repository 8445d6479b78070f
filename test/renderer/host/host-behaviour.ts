import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../../renderer/host/contract.ts';
import { MAX_PART_BYTES } from '../../../renderer/host/file-contract.ts';
import type { HostBridge, RecordFiles, TextDocument } from '../../../renderer/host/host-bridge.ts';

/** A host under test and a look behind it. */
export interface HostUnderTest {
  readonly host: HostBridge;
  /** In which the program was started; null: there is no program. */
  readonly workingFolder: string | null;
  /** Contents of what `close` or `saveFile` named. */
  contentsOf(file: string): Promise<Uint8Array>;
  /** What the person chooses next; null: cancels. */
  chooseScenario(scenario: { readonly name: string; readonly text: string } | null): void;
  dispose(): Promise<void>;
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** What the page relies on, whoever its host is. */
export function describeHost(name: HostBridge['name'], setUp: () => Promise<HostUnderTest>): void {
  describe(`the bridge of the ${name} host`, () => {
    let under: HostUnderTest;
    let host: HostBridge;
    const contents = async (file: string): Promise<string> => new TextDecoder().decode(await under.contentsOf(file));

    beforeEach(async () => {
      under = await setUp();
      host = under.host;
    });
    afterEach(() => under.dispose());

    it('says what it is', async () => {
      expect(host.name).toBe(name);
      const { version, platform, recordings } = await host.info();
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
      expect([platform, recordings]).not.toContain('');
    });

    it('starts with the default settings and keeps those that were written', async () => {
      expect(await host.readSettings()).toEqual(DEFAULT_SETTINGS);
      const changed: Settings = {
        ...DEFAULT_SETTINGS,
        theme: 'light',
        latencyMs: 1234.5,
        layout: { grid: { sizes: [1, null, 'x'], active: true } },
        welcomed: true,
      };
      await host.writeSettings(changed);
      expect(await host.readSettings()).toEqual(changed);
    });

    it('refuses settings of another form and keeps the old ones', async () => {
      const wrong = { ...DEFAULT_SETTINGS, theme: 'pink' } as unknown as Settings;
      await expect(host.writeSettings(wrong)).rejects.toMatchObject({ name: 'Error', code: 'bad-input' });
      await expect(host.writeSettings({ ...DEFAULT_SETTINGS, latencyMs: -1 })).rejects.toMatchObject({
        code: 'bad-input',
      });
      expect(await host.readSettings()).toEqual(DEFAULT_SETTINGS);
    });

    it('records in the order of the appends, without waiting between them', async () => {
      const recording = await host.beginRecording('merge');
      const chunks = Array.from({ length: 40 }, (_, i) => `chunk ${i} ${'x'.repeat(i * 50)};`);
      await Promise.all(chunks.map((chunk) => recording.append(bytes(chunk))));
      const file = await recording.close();
      expect(file).toMatch(/(^|[\\/])merge\.mcap$/);
      expect(await contents(file)).toBe(chunks.join(''));
      expect(await host.unfinishedRecordings()).toEqual([]);
    });

    it('gives every recording a name of its own, also while others are open', async () => {
      const first = await host.beginRecording('merge.mcap');
      const second = await host.beginRecording('merge');
      await second.append(bytes('second'));
      await first.append(bytes('first'));
      const files = [await second.close(), await first.close(), await (await host.beginRecording('merge')).close()];
      expect(files.map((file) => file.replace(/^.*[\\/]/, ''))).toEqual(['merge-2.mcap', 'merge.mcap', 'merge-3.mcap']);
      expect(await Promise.all(files.map(contents))).toEqual(['second', 'first', '']);
    });

    it('does not call what it is writing unfinished', async () => {
      const recording = await host.beginRecording('now');
      await recording.append(bytes('now'));
      expect(await host.unfinishedRecordings()).toEqual([]);
      await recording.close();
    });

    it('refuses a recording that was closed', async () => {
      const recording = await host.beginRecording('over');
      await recording.close();
      await expect(recording.append(bytes('late'))).rejects.toMatchObject({ code: 'unknown-recording' });
      await expect(recording.close()).rejects.toMatchObject({ code: 'unknown-recording', tip: null });
    });

    it('saves a file', async () => {
      const all = Uint8Array.from({ length: 256 }, (_, i) => i);
      const file = (await host.saveFile('all bytes.bin', all)) ?? 'nothing';
      expect(file).toMatch(/all bytes\.bin$/);
      expect(await under.contentsOf(file)).toEqual(all);
    });

    it('opens a scenario that the person chooses, or none', async () => {
      under.chooseScenario(null);
      expect(await host.documents.choose()).toBeNull();
      under.chooseScenario({ name: 'mine.yaml', text: 'family: größer\n' });
      expect(await host.documents.choose()).toMatchObject({ name: 'mine.yaml', text: 'family: größer\n' });
    });

    it('reads back what was recorded live, the newest first, and what it is cut into does not show', async () => {
      if (under.workingFolder === null) {
        expect(host.records).toBeNull();
        return;
      }
      const records = host.records as RecordFiles;
      expect(await records.recent()).toEqual([]);
      const big = new Uint8Array(MAX_PART_BYTES + 5).map((_, i) => i * 7);
      for (const [recordingName, contents] of [['first', big] as const, ['second', bytes('2')] as const]) {
        const recording = await host.beginRecording(recordingName);
        await recording.append(contents);
        utimesSync(await recording.close(), 1_700_000_000, recordingName === 'first' ? 1_700_000_000 : 1_700_000_001);
      }
      const files = await records.recent();
      expect(files.map(({ name: found, bytes: size, place }) => [found, size, place])).toEqual([
        ['second.mcap', 1, 'recordings'],
        ['first.mcap', big.byteLength, 'recordings'],
      ]);
      const shares: number[] = [];
      const read = await records.read(files[1], (share) => shares.push(share));
      expect(Buffer.compare(Buffer.from(await read.arrayBuffer()), big)).toBe(0);
      expect([shares.length, shares.at(-1)]).toEqual([2, 1]);
      await expect(records.read({ ...files[1], handle: 'made-up' })).rejects.toMatchObject({ code: 'not-found' });
    });

    it('edits a scenario file, and never over what somebody else wrote unless told to', async () => {
      const { workingFolder } = under;
      if (workingFolder === null) {
        expect(await host.documents.list()).toEqual([]);
        return;
      }
      const document = (await host.documents.create('mine.yaml', 'version: 1\nego: {}\n')) as TextDocument;
      const path = join(workingFolder, 'mine.yaml');
      expect([document.name, document.isWritable, await document.changed()]).toEqual(['mine.yaml', true, null]);
      await document.save('version: 1\nego: { lane: 0 }\n');
      expect(readFileSync(path, 'utf8')).toBe('version: 1\nego: { lane: 0 }\n');
      expect(await host.documents.list()).toEqual([{ handle: document.handle, name: 'mine.yaml', domain: 'driving' }]);
      const again = await host.documents.open(document.handle ?? '');
      expect(again.text).toBe(document.text);
      writeFileSync(path, 'theirs');
      await expect(again.save('ours')).rejects.toMatchObject({ code: 'changed-on-disk' });
      expect([readFileSync(path, 'utf8'), await document.changed(), document.text]).toEqual([
        'theirs',
        'theirs',
        'theirs',
      ]);
      await again.save('ours', true);
      rmSync(path);
      await expect(document.changed()).rejects.toMatchObject({ code: 'not-found' });
    });
  });
}
