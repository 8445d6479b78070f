import type { DrivingSpec } from '../../sim/driving/spec.ts';
import type { ManipulationSpec } from '../../sim/robotics/spec.ts';
import type { LoadedModel } from '../runner/driving-system.ts';
import { asManipulationSpec } from './arm-spec-schema.ts';
import type { EpisodeRecord } from './record-reader.ts';
import { RecordProblem } from './record-problem.ts';
import { asDrivingSpec } from './spec-schema.ts';

/** What tells models apart. */
export interface ModelName {
  readonly name: string;
  readonly sha256: string;
}

/** The model that the record names, or null for the rule policy. @throws RecordProblem when it is not the shipped one */
export function modelOf(record: EpisodeRecord, shipped: LoadedModel | null): LoadedModel | null {
  return needsModel(record, shipped?.facts ?? null) ? shipped : null;
}

/** Whether the record names a model. @throws RecordProblem when it is not the shipped one */
export function needsModel(record: EpisodeRecord, facts: ModelName | null): boolean {
  const models = Object.entries(record.header.models);
  if (models.length === 0) return false;
  const [name, sha256] = models[0];
  const wrong = `was made with the model ${name} (SHA-256 ${sha256})`;
  if (facts === null) throw new RecordProblem(record.file, `${wrong}, and there is no model here`, adviceFor(record));
  if (models.length === 1 && facts.name === name && facts.sha256 === sha256) return true;
  throw new RecordProblem(
    record.file,
    `${wrong}, and this version ships ${facts.name} (SHA-256 ${facts.sha256})`,
    adviceFor(record),
  );
}

/** @throws RecordProblem when it is of the arm: for what shows or does driving only */
export function requireDriving({ file, header }: EpisodeRecord): void {
  if (header.domain === undefined) return;
  const wrong = 'is a record of the arm, and this view shows driving only';
  throw new RecordProblem(file, wrong, "see what it holds with 'twotempo replay', Foxglove or Lichtblick");
}

/** @throws RecordProblem when it cannot be that of an episode of driving */
export function specOf(record: EpisodeRecord): DrivingSpec {
  requireDriving(record);
  try {
    const spec = asDrivingSpec(record.header.spec);
    if (spec.controlDt !== record.header.controlDt) throw new Error('spec.controlDt: differs from the header');
    return spec;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RecordProblem(record.file, `holds an episode that cannot be used: ${why}`, adviceFor(record));
  }
}

/** The same of the arm. @throws RecordProblem */
export function armSpecOf(record: EpisodeRecord): ManipulationSpec {
  if (record.header.domain !== 'manipulation')
    throw new RecordProblem(record.file, 'is a record of driving, and not of the arm', 'give a record of the arm');
  try {
    const spec = asManipulationSpec(record.header.spec);
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

export function unknown(record: EpisodeRecord, what: string): RecordProblem {
  return new RecordProblem(record.file, `was made with ${what}, which this version does not know`, adviceFor(record));
}

/** Whether `value` has the same fields as `model` and finite numbers where that has numbers. */
export function hasShapeOf(model: unknown, value: unknown): boolean {
  if (typeof model === 'number') return typeof value === 'number' && Number.isFinite(value);
  if (typeof model !== 'object' || model === null) return typeof value === typeof model;
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  const names = Object.keys(model);
  return (
    Object.keys(fields).length === names.length &&
    Object.entries(model).every(([name, part]) => Object.hasOwn(fields, name) && hasShapeOf(part, fields[name]))
  );
}
