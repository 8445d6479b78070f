import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const MAX_BYTES = 1 << 20;

/** Lines for who mends the program, on standard error and in a file; the file before is kept as `FILE.1`. */
export function logTo(file: string, now: () => Date): (line: string) => void {
  mkdirSync(dirname(file), { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) renameSync(file, `${file}.1`);
  return (line) => {
    const stamped = `${now().toISOString()} ${line}\n`;
    process.stderr.write(stamped);
    try {
      appendFileSync(file, stamped);
    } catch {
      // A full disk must not take the program down; standard error has the line.
    }
  };
}
