import { latencyName } from '../../scenarios/runner/job.ts';
import { RecordRefusal, type ForkChoice, type OpenedRecord, type RecordOpener } from './opened-record.ts';
import { refusalOfCrash, refuseSize } from './refusals.ts';
import type { FromRecordWorker, ReadRecord, ToRecordWorker } from './worker/record-messages.ts';

export interface OpenerOptions {
  /** Absolute URL of the worker's bundle. */
  readonly worker: URL;
  /** Absolute URL of the folder of models and WASM binaries, ending in a slash. */
  readonly assets: URL;
}

/** Opens records in workers, each in one of its own that ends with it. */
export function createRecordOpener({ worker, assets }: OpenerOptions): RecordOpener {
  let opened = 0;
  const ask = (question: ToRecordWorker, progress: ((share: number) => void) | null, signal?: AbortSignal) =>
    askWorker(worker, question, progress, signal).then((record) => ({ ...record, id: ++opened }));
  return {
    open: async (file, name, progress, signal) => {
      const refusal = refuseSize(name, file.size);
      if (refusal !== null) throw refusal;
      return ask({ kind: 'open', file, name, assets: assets.href }, progress ?? null, signal);
    },
    fork: async (record, choice, signal, progress) => {
      if (record.forkProblem !== null) throw new RecordRefusal(record.forkProblem, null);
      const { file, name } = record;
      const forkName = nameOfFork(record, choice);
      return ask({ kind: 'fork', file, name, forkName, choice, assets: assets.href }, progress ?? null, signal);
    },
  };
}

/** For instance `fork of night.mcap at 4.20 s: always, 200 ms`. */
export function nameOfFork({ name, clip }: Pick<OpenedRecord, 'name' | 'clip'>, choice: ForkChoice): string {
  const { tick, arm, latency } = choice;
  const timeS = (tick * clip.controlDt).toFixed(2);
  const delay =
    latency.kind === 'zero' ? 'no latency' : latency.kind === 'fixed' ? `${latency.ms} ms` : latencyName(latency);
  return `fork of ${name} at ${timeS} s: ${arm}, ${delay}`;
}

function askWorker(
  url: URL,
  question: ToRecordWorker,
  progress: ((share: number) => void) | null,
  signal?: AbortSignal,
): Promise<ReadRecord> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted());
    const worker = new Worker(url, { type: 'module', name: 'record' });
    const end = (): void => {
      worker.terminate();
      signal?.removeEventListener('abort', abort);
    };
    const fail = (error: Error): void => {
      end();
      reject(error);
    };
    const abort = (): void => fail(aborted());
    signal?.addEventListener('abort', abort);
    worker.onmessage = ({ data }: MessageEvent<FromRecordWorker>) => {
      if (data.kind === 'progress') return progress?.(data.share);
      if (data.kind === 'refused') return fail(new RecordRefusal(data.message, data.tip));
      end();
      resolve(data.record);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      fail(refusalOfCrash(question.name, event.message));
    };
    worker.onmessageerror = () => fail(refusalOfCrash(question.name, 'its answer could not be taken in'));
    worker.postMessage(question);
  });
}

function aborted(): DOMException {
  return new DOMException('Opening the record was called off.', 'AbortError');
}
