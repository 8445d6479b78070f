import type { EpisodeRecord } from './record-reader.ts';
import { rewriteRecord } from './rewrite-record.ts';
import { verifyRecord, type Resimulation, type Verification } from './verify.ts';

export type Recovery =
  | { readonly kind: 'recovered'; readonly bytes: Uint8Array<ArrayBuffer>; readonly outcome: string }
  /** What is left does not repeat, so it cannot be vouched for. */
  | { readonly kind: 'diverged'; readonly found: Verification };

/**
 * Makes a complete record of what was left of one (`readCutRecord`), after simulating it again and comparing every state.
 * @throws RecordProblem when it cannot be simulated
 */
export async function recoverRecord(cut: EpisodeRecord, again: Resimulation): Promise<Recovery> {
  const found = await verifyRecord(cut, again);
  if (found.kind === 'identical') return { kind: 'recovered', bytes: rewriteRecord(cut, {}), outcome: cut.end.outcome };
  if (found.kind !== 'identical-to-cut') return { kind: 'diverged', found };
  const end = again.outcome?.() ?? 'running';
  const outcome = end === 'running' ? cut.end.outcome : end;
  return { kind: 'recovered', bytes: rewriteRecord(cut, { end: { digest: found.digest, outcome } }), outcome };
}
