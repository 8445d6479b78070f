import { MAX_SCENARIO_BYTES } from './file-contract.ts';
import { HostProblem } from './host-bridge.ts';

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

/** Asks for a scenario file. Null when cancelled. */
export async function pickScenarioFile(): Promise<File | null> {
  const [file] = await pickFiles('.yaml,.yml,.json', false);
  return file ?? null;
}

/** Asks for records. Empty when cancelled. */
export function pickRecords(): Promise<readonly File[]> {
  return pickFiles('.mcap', true);
}

function pickFiles(accept: string, multiple: boolean): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.multiple = multiple;
    input.addEventListener('change', () => {
      resolve([...(input.files ?? [])]);
    });
    input.addEventListener('cancel', () => {
      resolve([]);
    });
    input.click();
  });
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
