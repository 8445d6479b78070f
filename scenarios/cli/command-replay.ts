import { readFile } from 'node:fs/promises';
import { csvOf } from '../records/export-csv.ts';
import { readRecord, type EpisodeRecord } from '../records/record-reader.ts';
import { RecordProblem } from '../records/record-problem.ts';
import { resimulate, setupOf } from '../records/replay-episode.ts';
import { describeVerification, verifyRecord } from '../records/verify.ts';
import { loadModel } from '../runner/model-files.ts';
import { engineVersion, modelFolder } from './package-root.ts';
import { EXIT, UsageProblem } from './usage.ts';

export interface ReplayOptions {
  /** Simulates the episode again and compares every state. */
  readonly verify?: boolean;
  /** `csv`: a table on standard output. */
  readonly export?: string;
}

/**
 * `twotempo replay`: returns the exit code. Without options it says what the record holds.
 * @throws RecordProblem, UsageProblem, ModelProblem
 */
export async function commandReplay(file: string, options: ReplayOptions): Promise<number> {
  if (options.export !== undefined && options.export !== 'csv')
    throw new UsageProblem(`--export: unknown format '${options.export}'; there is csv`);
  const record = readRecord(await readBytes(file), file);
  const exports = options.export === 'csv';
  // The table has standard output to itself.
  const say = (line: string): void => void (exports ? process.stderr : process.stdout).write(`${line}\n`);
  if (exports) await writeAll(csvOf(record));
  else if (options.verify !== true) say(describe(record));
  return options.verify === true ? verify(record, say) : EXIT.done;
}

async function verify(record: EpisodeRecord, say: (line: string) => void): Promise<number> {
  const here = engineVersion();
  const needsModel = Object.keys(record.header.models).length > 0;
  const model = needsModel ? await loadModel(modelFolder()) : null;
  const found = await verifyRecord(record, resimulate(record, setupOf(record, model, here)));
  say(`${record.file}: ${describeVerification(found)}`);
  if (found.kind === 'identical') return EXIT.done;
  if (record.header.engineVersion !== here)
    say(`It was recorded with Twotempo ${record.header.engineVersion}; this is ${here}.`);
  return EXIT.checkFailed;
}

function describe(record: EpisodeRecord): string {
  const { header, end } = record;
  const seconds = (end.ticks * header.controlDt).toFixed(2);
  const lines = [
    `${header.scenario}, split ${header.split}, seed ${header.seed}, arm ${header.arm}, latency ${header.latencyName}`,
    `${end.outcome} after ${end.ticks} ticks (${seconds} s), digest ${end.digest}, Twotempo ${header.engineVersion}`,
  ];
  for (const { tick, kind, text } of record.own('/events'))
    lines.push(`${(tick * header.controlDt).toFixed(2).padStart(7)} s  ${kind.padEnd(9)} ${text}`);
  return lines.join('\n');
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new RecordProblem(file, `cannot be read (${code})`, 'give the file of a record');
  }
}

/** As fast as the reader takes it; a reader that has seen enough, such as `head`, ends it. */
async function writeAll(chunks: Iterable<string>): Promise<void> {
  const ignore = (): void => undefined;
  process.stdout.on('error', ignore);
  try {
    for (const chunk of chunks) {
      await new Promise<void>((resolve, reject) => {
        process.stdout.write(chunk, (error) => {
          if (error) reject(error);
          else resolve();
        });
      });
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  } finally {
    process.stdout.off('error', ignore);
  }
}
