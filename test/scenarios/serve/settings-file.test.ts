import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../renderer/host/contract.ts';
import { SettingsFile } from '../../../scenarios/serve/settings-file.ts';
import { settingsPath } from '../../../scenarios/serve/settings-path.ts';

let folder: string;
let path: string;
let log: string[];
let settings: SettingsFile;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twotempo-settings-'));
  path = join(folder, 'deep', 'settings.json');
  log = [];
  settings = new SettingsFile(
    path,
    () => 77,
    (line) => log.push(line),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the settings file', () => {
  it('is made at the first write, and replaced whole', async () => {
    expect(await settings.read()).toEqual(DEFAULT_SETTINGS);
    const writes = [1, 2, 3, 4, 5].map((latencyMs) => settings.write({ ...DEFAULT_SETTINGS, latencyMs }));
    await Promise.all(writes);
    expect((await settings.read()).latencyMs).toBe(5);
    expect(readdirSync(dirname(path))).toEqual(['settings.json']);
    expect(log).toEqual([]);
  });

  it.each([
    ['garbage', '\u0000\u0001not json'],
    ['nothing', ''],
    ['another type', '[]'],
    ['a later version', JSON.stringify({ ...DEFAULT_SETTINGS, version: 2 })],
    ['a value out of its range', JSON.stringify({ ...DEFAULT_SETTINGS, latencyMs: -1 })],
    ['a field that nobody knows', JSON.stringify({ ...DEFAULT_SETTINGS, extra: 1 })],
  ])('with %s is kept beside the defaults', async (_what, contents) => {
    mkdirSync(dirname(path));
    writeFileSync(path, contents);
    expect(await settings.read()).toEqual(DEFAULT_SETTINGS);
    expect(readdirSync(dirname(path))).toEqual(['settings.json.backup-77']);
    expect(readFileSync(`${path}.backup-77`, 'utf8')).toBe(contents);
    expect(log).toEqual([
      `The settings in ${path} cannot be read; they are kept as ${path}.backup-77 and the defaults hold.`,
    ]);
  });

  it('of a version that lacked a setting keeps the others', async () => {
    mkdirSync(dirname(path));
    writeFileSync(path, JSON.stringify({ ...DEFAULT_SETTINGS, arm: undefined, theme: 'light', welcomed: true }));
    expect(await settings.read()).toEqual({ ...DEFAULT_SETTINGS, theme: 'light', welcomed: true });
    expect(readdirSync(dirname(path))).toEqual(['settings.json']);
  });

  it('that cannot be written says so and stays as it was', async () => {
    mkdirSync(path, { recursive: true });
    await expect(settings.write(DEFAULT_SETTINGS)).rejects.toMatchObject({ code: 'file-error' });
    await expect(settings.read()).rejects.toMatchObject({ code: 'file-error' });
    expect(readdirSync(dirname(path))).toEqual(['settings.json']);
  });

  it('lives where the system keeps such files', () => {
    expect(settingsPath('linux', {}, '/home/a')).toBe('/home/a/.config/twotempo/settings.json');
    expect(settingsPath('linux', { XDG_CONFIG_HOME: '/c' }, '/home/a')).toBe('/c/twotempo/settings.json');
    expect(settingsPath('linux', { XDG_CONFIG_HOME: 'c' }, '/home/a')).toBe('/home/a/.config/twotempo/settings.json');
    expect(settingsPath('darwin', {}, '/Users/a')).toBe('/Users/a/Library/Application Support/twotempo/settings.json');
    expect(settingsPath('win32', { APPDATA: '/roaming' }, '/a')).toBe('/roaming/twotempo/settings.json');
  });
});
