import type { DrivingSpec } from '../../sim/driving/spec.ts';
import type { LoadedModel } from '../runner/driving-system.ts';
import type { EpisodeRecord } from './record-reader.ts';
import { RecordProblem } from './record-problem.ts';
import { asDrivingSpec } from './spec-schema.ts';

/** The model that the record names, or null for the rule policy. @throws RecordProblem when it is not the shipped one */
export function modelOf(record: EpisodeRecord, shipped: LoadedModel | null): LoadedModel | null {
  const models = Object.entries(record.header.models);
  if (models.length === 0) return null;
  const [name, sha256] = models[0];
  const wrong = `was made with the model ${name} (SHA-256 ${sha256})`;
  if (shipped === null) throw new RecordProblem(record.file, `${wrong}, and there is no model here`, adviceFor(record));
  const { facts } = shipped;
  if (models.length === 1 && facts.name === name && facts.sha256 === sha256) return shipped;
  throw new RecordProblem(
    record.file,
    `${wrong}, and this version ships ${facts.name} (SHA-256 ${facts.sha256})`,
    adviceFor(record),
  );
}

/** @throws RecordProblem when it cannot be that of an episode */
export function specOf(record: EpisodeRecord): DrivingSpec {
  try {
    const spec = asDrivingSpec(record.header.spec);
    if (spec.controlDt !== record.header.controlDt) throw new Error('spec.controlDt: differs from the header');
    return spec;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RecordProblem(record.file, `holds an episode that cannot be used: ${why}`, adviceFor(record));
  }
}

/** What to do about a record that this version cannot repeat. */
export function adviceFor(record: EpisodeRecord): string {
  return `replay it with Twotempo ${record.header.engineVersion}, which made it, or record the episode again`;
}
