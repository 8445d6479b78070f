import { isFailure } from '../store/failures.ts';
import { composeSetup, loadModels, recordSetup, runSetup } from './episode-engine.ts';
import type { WorkerRequest, WorkerResponse } from './protocol.ts';
import { UnwritableRecord } from './record-episode.ts';
import { wallClockWatchdog } from './watchdog.ts';
import { workerParent } from './worker-parent.ts';

type Start = Extract<WorkerRequest, { type: 'start' }>;
type EpisodeRequest = Extract<WorkerRequest, { type: 'episode' }>;

let runs: ((request: EpisodeRequest) => Promise<void>) | null = null;

workerParent.onMessage((request) => {
  void handle(request as WorkerRequest).catch((error: unknown) => {
    const type = error instanceof UnwritableRecord ? 'unwritable' : 'broken';
    answer({ type, message: error instanceof Error ? error.message : String(error) });
  });
});
// Ctrl-C reaches all processes of the terminal; the parent's end ends this one, between two files.
process.on('SIGINT', () => undefined);
// The parent is gone: nobody wants the result.
workerParent.onGone(() => process.exit(0));

async function handle(request: WorkerRequest): Promise<void> {
  switch (request.type) {
    case 'start':
      runs = await prepare(request);
      answer({ type: 'ready' });
      return;
    case 'episode':
      if (runs === null) throw new Error('an episode came before the start message');
      await runs(request);
      return;
    case 'stop':
      process.exit(0);
  }
}

async function prepare(start: Start): Promise<(request: EpisodeRequest) => Promise<void>> {
  const models = await loadModels(start.domain, start.modelFolder);
  const { engineVersion, settings, manipulationSettings, record, recordFolder } = start;
  const watchdog = wallClockWatchdog(start.plannerLimitMs);
  const options = {
    ...{ engineVersion, watchdog },
    ...(settings === null ? {} : { settings }),
    ...(manipulationSettings ? { manipulationSettings } : {}),
  };
  return async ({ job, concrete }) => {
    const setup = composeSetup({ job, concrete }, models, options);
    const result = await runSetup(setup);
    const isRecorded = record === 'all' || (record === 'failures' && isFailure(result));
    if (recordFolder !== null && result.error === null && isRecorded) await recordSetup(setup, result, recordFolder);
    answer({ type: 'result', result });
  };
}

function answer(response: WorkerResponse): void {
  workerParent.send(response);
}
