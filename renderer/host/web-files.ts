import { HostProblem } from './host-bridge.ts';

/** Characters of a scenario file at most; the longest of the examples has some thousand. */
const MAX_SCENARIO_BYTES = 1 << 20;

/** Hands the bytes to the browser's downloads. It does not tell where they went: resolves to the name. */
export function downloadFile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the bytes once it started.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
  return Promise.resolve(name);
}

/** Asks for a scenario file. Null when cancelled. @throws HostProblem when the file is too large */
export async function pickScenario(): Promise<{ name: string; text: string } | null> {
  const file = await pickScenarioFile();
  if (file === null) return null;
  checkSize(file);
  return { name: file.name, text: await file.text() };
}

/** Asks for a scenario file. Null when cancelled. */
export function pickScenarioFile(): Promise<File | null> {
  return pickFile('.yaml,.yml,.json');
}

/** @throws HostProblem when the file is too large for a scenario */
export function checkSize({ name, size }: Pick<File, 'name' | 'size'>): void {
  if (size <= MAX_SCENARIO_BYTES) return;
  throw new HostProblem(
    'too-large',
    `${name} has ${size} bytes; a scenario has at most ${MAX_SCENARIO_BYTES}.`,
    'Choose a scenario file (YAML or JSON).',
  );
}

function pickFile(accept: string): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.addEventListener('change', () => {
      resolve(input.files?.[0] ?? null);
    });
    input.addEventListener('cancel', () => {
      resolve(null);
    });
    input.click();
  });
}
