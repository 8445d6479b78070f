import type { SuiteEpisode, SuiteFolder, SuitePlan, SuiteProgress } from '../../renderer/host/suite-contract.ts';

/**
 * Runs of suites, wherever they are run: in this process's children, or behind the run host. Every method may reject with
 * BridgeProblem.
 */
export interface SuiteEngine {
  /** Newest first. */
  list(): Promise<SuiteFolder[]>;
  /** @param documents paths of the scenario files that the plan's handles stand for */
  start(plan: SuitePlan, documents: readonly string[]): Promise<SuiteFolder>;
  resume(run: string, workers: number): Promise<SuiteFolder>;
  cancel(run: string): Promise<void>;
  progress(run: string, from: number): Promise<SuiteProgress>;
  /** JSON of the summary. */
  summary(run: string): Promise<string>;
  report(run: string): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }>;
  /** Path of the record. */
  record(run: string, episode: SuiteEpisode): Promise<string>;
}
