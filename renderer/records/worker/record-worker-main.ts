import { loadFacts, loadWasmModel } from '../../live/worker/load-policy.ts';
import { forkForPage } from './fork-for-page.ts';
import { readForPage, refusalOf } from './read-record.ts';
import type { FromRecordWorker, ReadRecord, ToRecordWorker } from './record-messages.ts';

/** The worker that reads one record, or forks one, and is then ended by the page. */

/** The part of a worker's global scope that is used here; the DOM's types describe a page. */
declare const self: {
  postMessage(message: FromRecordWorker, transfer?: Transferable[]): void;
  onmessage: ((event: { readonly data: ToRecordWorker }) => void) | null;
};

const engineVersion = process.env.TWOTEMPO_VERSION ?? 'unknown';
const progress = (share: number): void => self.postMessage({ kind: 'progress', share });

self.onmessage = ({ data }) => {
  answer(data)
    .then((record) => {
      self.postMessage({ kind: 'opened', record }, framesIn(record));
    })
    // Also where the record is too large to be handed over: a page that hears nothing would wait for ever.
    .catch((error: unknown) => {
      const { message, tip } = refusalOf(error, data.name);
      self.postMessage({ kind: 'refused', message, tip });
    });
};

/** What is handed over instead of copied. */
function framesIn(record: ReadRecord): Transferable[] {
  if (record.table !== undefined) {
    const { numbers, pathOf, paths } = record.table;
    return [numbers.buffer, pathOf.buffer, paths.buffer];
  }
  const { numbers, candidateBlock, candidates } = record.frames;
  return [numbers.buffer, candidateBlock.buffer, candidates.buffer];
}

async function answer(question: ToRecordWorker): Promise<ReadRecord> {
  const { file, name, assets } = question;
  const options = { engineVersion, loadFacts: () => loadFacts(assets), progress };
  if (question.kind === 'open') return readForPage(file, name, options);
  const fork = await forkForPage(file, name, question.choice, engineVersion, () => loadWasmModel(assets));
  return readForPage(fork, question.forkName, options);
}
