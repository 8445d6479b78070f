import { forkRecord } from '../../../scenarios/fork/fork-record.ts';
import { openRecord } from '../../../scenarios/records/cut-record.ts';
import type { LoadedModel } from '../../../scenarios/runner/driving-system.ts';
import type { ForkChoice } from '../opened-record.ts';

/**
 * Forks a record.
 * @param engineVersion of this program
 * @param loadModel for records of the fast policy
 * @returns the fork's record
 * @throws RecordProblem, and Error when the model cannot be loaded
 */
export async function forkForPage(
  file: Blob,
  name: string,
  choice: ForkChoice,
  engineVersion: string,
  loadModel: () => Promise<LoadedModel>,
): Promise<Blob> {
  const record = openRecord(new Uint8Array(await file.arrayBuffer()), name);
  const model = Object.keys(record.header.models).length > 0 ? await loadModel() : null;
  const { bytes } = await forkRecord(record, choice, model, engineVersion);
  return new Blob([bytes]);
}
