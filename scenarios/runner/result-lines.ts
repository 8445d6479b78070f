import { open, type FileHandle } from 'node:fs/promises';
import { RunProblem } from './run-problem.ts';

/** The end of a results file. Lines are written one after the other, each whole or not at all; after a failure, none. */
export class ResultLines {
  private last: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: string,
    private readonly handle: FileHandle,
  ) {}

  /** @throws RunProblem */
  static async open(file: string): Promise<ResultLines> {
    try {
      return new ResultLines(file, await open(file, 'a'));
    } catch (error) {
      throw new RunProblem(`${file}: cannot be written (${codeOf(error)})`);
    }
  }

  /** @throws RunProblem, for instance when the disk is full */
  append(lines: string): Promise<void> {
    this.last = this.last.then(() => this.write(lines));
    return this.last;
  }

  async close(): Promise<void> {
    await this.last.catch(() => undefined);
    await this.handle.close();
  }

  private async write(lines: string): Promise<void> {
    const { size } = await this.handle.stat();
    try {
      await this.handle.appendFile(lines);
    } catch (error) {
      await this.handle.truncate(size).catch(() => undefined);
      throw new RunProblem(`${this.file}: cannot be written (${codeOf(error)}); mend that and go on with --resume`);
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
