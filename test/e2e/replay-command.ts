import { packageRoot } from '../../scenarios/cli/package-root.ts';
import { answerOf } from '../scenarios/cli/cli.ts';
import { twotempo, type Finished } from './desktop/desktop-app.ts';

let isBuilt = false;

/**
 * `twotempo replay`, to its end. The first one of a file is a process of its own, which brings the program up to date;
 * the others are answered by the same bundle without one.
 */
export async function replay(...args: readonly string[]): Promise<Finished> {
  const words = ['replay', ...args];
  if (isBuilt) {
    const { code, stdout, stderr } = await answerOf(process.cwd(), words, packageRoot());
    return { code: code ?? -1, out: stdout, err: stderr };
  }
  isBuilt = true;
  return twotempo(...words);
}
