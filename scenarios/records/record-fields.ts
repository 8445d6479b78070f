import type { EpisodeResult } from '../results/episode-result.ts';
import { exactJson } from './exact-json.ts';
import type { RecordEnd, RecordHeader } from './record-header.ts';

/** What metadata can hold, with the same bits. */
export function plainJson(value: unknown): RecordHeader['spec'] {
  return JSON.parse(exactJson(value)) as RecordHeader['spec'];
}

/** A result without what only the machine knows. */
export function untimed(result: EpisodeResult): RecordEnd['result'] {
  return plainJson(Object.fromEntries(Object.entries(result).filter(([field]) => field !== 'timing')));
}

/** SHA-256 of the model by its name; none for a policy without weights. */
export function modelsOf(model: { readonly name: string; readonly sha256: string } | null): RecordHeader['models'] {
  return model === null ? {} : { [model.name]: model.sha256 };
}
