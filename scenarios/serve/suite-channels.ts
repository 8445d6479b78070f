import { BridgeProblem } from './bridge-problem.ts';
import type { Handlers } from './handlers.ts';
import type { HeldFiles } from './held-files.ts';
import type { SuiteEngine } from './suite-engine.ts';

export interface SuiteChannelDeps {
  readonly suites: SuiteEngine;
  readonly held: HeldFiles;
  /** Where a document of the page lies; null: the page was never given this handle. */
  readonly documentPath: (handle: string) => string | null;
}

/** The channels `suite.*`. */
export function suiteHandlers({ suites, held, documentPath }: SuiteChannelDeps): Handlers {
  const pathOf = (handle: string): string => {
    const path = documentPath(handle);
    if (path !== null) return path;
    throw new BridgeProblem('not-found', 'The program does not know one of the scenario files.', 'Open it again.');
  };
  return {
    'suite.list': () => suites.list(),
    'suite.start': (plan) => suites.start(plan, plan.documents.map(pathOf)),
    'suite.resume': ({ run, workers }) => suites.resume(run, workers),
    'suite.cancel': async ({ run }) => {
      await suites.cancel(run);
      return null;
    },
    'suite.progress': ({ run, from }) => suites.progress(run, from),
    'suite.summary': async ({ run }) => ({ summary: JSON.parse(await suites.summary(run)) as never }),
    'suite.report': ({ run }) => suites.report(run),
    'suite.record': async ({ run, episode }) => held.hold(await suites.record(run, episode), 'run'),
  };
}
