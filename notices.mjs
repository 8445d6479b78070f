/** The licences of the packages that are bundled, as they ask for it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENCE = /^(licen[cs]e|copying|notice)/i;

/** Whose the packages without a licence file are, by their repositories. */
const OWNERS = { 'onnxruntime-web': 'Microsoft Corporation', 'onnxruntime-common': 'Microsoft Corporation' };

/** Libraries within a package's binaries. */
const WITHIN = {
  'onnxruntime-web':
    'Its WebAssembly contains further libraries, with their licences at\nhttps://github.com/microsoft/onnxruntime/blob/main/ThirdPartyNotices.txt',
};

/** What licences without a file of their own say: the text that their name stands for. */
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/**
 * Folder of the package that a file belongs to, or null: as in `node_modules/a/node_modules/@b/c/x.js`.
 * @param {string} path with slashes
 * @returns {string | null}
 */
export function packageFolder(path) {
  // What is left out of a bundle is marked `(disabled):`, also where packages lie above the sources.
  return /^(?!\()(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? null;
}

/**
 * Name, version, licence, source and licence texts of packages; equal texts stand once.
 * @param {string} root what the folders are relative to
 * @param {Iterable<string>} folders
 * @returns {string} empty: no packages
 * @throws where a package comes without a licence
 */
export function thirdPartyNotices(root, folders) {
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const folder of [...new Set(folders)].sort()) {
    const { title, text } = noticeOf(join(root, folder));
    const titles = byText.get(text) ?? [];
    if (!titles.includes(title)) byText.set(text, [...titles, title]);
  }
  const parts = [...byText].map(([text, titles]) => `${titles.join('\n')}\n\n${text}\n`);
  if (parts.length === 0) return '';
  return [
    'Twotempo contains the packages below. Each stays under its own licence; its source is at the address beside its name.\n',
    ...parts,
  ].join(`\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} folder */
function noticeOf(folder) {
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((name) => LICENCE.test(name));
  const texts = files.sort().map((name) => readFileSync(join(folder, name), 'utf8').trim());
  if (texts.length === 0) {
    if (about.license !== 'MIT')
      throw new Error(
        `${about.name} ${about.version} (${about.license}) has no licence file; notices.mjs cannot name it.`,
      );
    texts.push(`Copyright (c) ${authorOf(about)}\n\n${MIT}`);
  }
  if (Object.hasOwn(WITHIN, about.name)) texts.push(WITHIN[about.name]);
  return {
    title: `${about.name} ${about.version} (${about.license}) ${sourceOf(about)}`.trim(),
    text: texts.join('\n\n'),
  };
}

/** @param {{ name: string, author?: string | { name: string } }} about */
function authorOf({ name, author }) {
  if (Object.hasOwn(OWNERS, name)) return OWNERS[name];
  if (author === undefined) return `the authors of ${name}`;
  return typeof author === 'string' ? author : author.name;
}

/** @param {{ repository?: string | { url: string }, homepage?: string }} about */
function sourceOf({ repository, homepage }) {
  const given = typeof repository === 'string' ? repository : repository?.url;
  if (given === undefined) return homepage ?? '';
  const address = given
    .replace(/^git\+/, '')
    .replace(/^(git:\/\/|git@|ssh:\/\/git@)([^:/]+)[:/]/, 'https://$2/')
    .replace(/\.git$/, '');
  return /^(github:)?[\w-]+\/[\w.-]+$/.test(address)
    ? `https://github.com/${address.replace(/^github:/, '')}`
    : address;
}
