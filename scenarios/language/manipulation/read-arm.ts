import { parseUrdf } from '../../urdf/parse-urdf.ts';
import { UrdfProblem } from '../../urdf/urdf-problem.ts';
import type { Loaded } from '../yaml.ts';
import type { ManipulationScenario } from './schema.ts';

/** A file beside that of a scenario. */
export interface BesideFile {
  /** For messages: its path as one would open it. */
  readonly name: string;
  readonly text: string;
}

/** @param path relative to the scenario's file @throws Error with a `code` of the system */
export type ReadBeside = (path: string) => BesideFile;

/**
 * Puts the text of the arm's URDF file in the place of its path, so that the scenario needs no file any more. Problems of
 * that file name its line and element.
 */
export function readArm(loaded: Loaded<ManipulationScenario>, read: ReadBeside): Loaded<ManipulationScenario> {
  const { scenario } = loaded;
  if (scenario === null || typeof scenario.arm.urdf !== 'string') return loaded;
  const path = scenario.arm.urdf;
  let file: BesideFile;
  try {
    file = read(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const found = code === 'ENOENT' ? `none at ${path}` : `${path} (${code})`;
    const tip = 'Paths are relative to the folder of this file.';
    const fault = { path: ['arm', 'urdf'], expected: 'a URDF file that can be read', found, tip };
    return { scenario: null, problems: [loaded.place(fault)] };
  }
  try {
    parseUrdf(file.text, file.name);
  } catch (error) {
    if (error instanceof UrdfProblem) return { scenario: null, problems: [error.problem] };
    throw error;
  }
  return { ...loaded, scenario: { ...scenario, arm: { ...scenario.arm, urdf: { file: path, text: file.text } } } };
}
