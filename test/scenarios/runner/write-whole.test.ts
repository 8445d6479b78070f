import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder, outputPlace } from '../../../scenarios/runner/output-place.ts';
import { writeWhole } from '../../../scenarios/runner/write-whole.ts';
import { requireWritable, writeText } from '../../../scenarios/store/write-text.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'twotempo-write-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('a file written whole', () => {
  it('replaces what was there and leaves nothing else', () => {
    const file = join(folder, 'a');
    writeFileSync(file, 'old and longer');
    writeWhole(file, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('keeps a link, and changes what it leads to', () => {
    mkdirSync(join(folder, 'there'));
    writeFileSync(join(folder, 'there/target'), 'old');
    symlinkSync('there/target', join(folder, 'link'));
    writeWhole(join(folder, 'link'), 'new');
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'there/target'), 'utf8')).toBe('new');
  });

  it('goes into a pipe, which stays one', () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    try {
      requireWritable(pipe);
      writeText(pipe, 'text');
      const bytes = Buffer.alloc(10);
      expect(bytes.toString('utf8', 0, readSync(reader, bytes))).toBe('text');
      expect(lstatSync(pipe).isFIFO()).toBe(true);
    } finally {
      closeSync(reader);
    }
  });

  it('never replaces a device', () => {
    expect(outputPlace('/dev/null').inPlace).toBe(true);
    expect(outputPlace('/dev/stdout').inPlace).toBe(true);
    expect(outputPlace(join(folder, 'new'))).toEqual({ file: join(folder, 'new'), inPlace: false });
  });

  it('leaves nothing where it cannot be', () => {
    mkdirSync(join(folder, 'taken'));
    expect(() => writeText(join(folder, 'taken'), 'text')).toThrow(/taken: cannot be written \(EISDIR\)/);
    expect(() => requireWritable(join(folder, 'taken'))).toThrow(/taken: cannot be written \(EISDIR\)/);
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});

describe('the trial of an output file', () => {
  it('leaves none, and what was there as it was', () => {
    requireWritable(join(folder, 'new'));
    writeFileSync(join(folder, 'old'), 'text');
    requireWritable(join(folder, 'old'));
    expect(readdirSync(folder)).toEqual(['old']);
    expect(readFileSync(join(folder, 'old'), 'utf8')).toBe('text');
  });

  it('refuses no name', () => {
    expect(() => requireWritable('')).toThrow('an output file has an empty name');
  });
});

describe('a folder', () => {
  it('is made with those above it, or is there already', () => {
    makeFolder(join(folder, 'a/b/c'));
    makeFolder(join(folder, 'a/b/c'));
    expect(lstatSync(join(folder, 'a/b/c')).isDirectory()).toBe(true);
  });

  it('is refused below a file, and where the system makes none', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => makeFolder(join(folder, 'file'))).toThrow(/EEXIST/);
    expect(() => makeFolder(join(folder, 'file/a/b'))).toThrow(/ENOTDIR/);
    expect(() => makeFolder('/proc/twotempo/a')).toThrow(/ENOENT|EACCES|EROFS|EPERM/);
  });
});
