import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../../renderer/host/contract.ts';
import type { HostBridge } from '../../../renderer/host/host-bridge.ts';

/** A host under test and a look behind it. */
export interface HostUnderTest {
  readonly host: HostBridge;
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
      expect(await host.openScenario()).toBeNull();
      under.chooseScenario({ name: 'mine.yaml', text: 'family: größer\n' });
      expect(await host.openScenario()).toEqual({ name: 'mine.yaml', text: 'family: größer\n' });
    });
  });
}
