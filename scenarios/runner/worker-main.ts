import { loadModel } from './model-files.ts';
import { runEpisode, type EpisodeSetup } from './episode.ts';
import type { WorkerRequest, WorkerResponse } from './protocol.ts';
import { recordEpisode, UnwritableRecord } from './record-episode.ts';
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
  const model = start.modelFolder === null ? null : await loadModel(start.modelFolder);
  const watchdog = wallClockWatchdog(start.plannerLimitMs);
  return async ({ job, spec, episodeSeed }) => {
    const setup: EpisodeSetup = {
      job,
      spec,
      episodeSeed,
      model,
      engineVersion: start.engineVersion,
      watchdog,
      ...(start.settings === null ? {} : { settings: start.settings }),
    };
    const result = await runEpisode(setup);
    const { end } = result.outcome;
    const failed = end === 'collision' || end === 'off-road';
    if (
      start.recordFolder !== null &&
      end !== 'error' &&
      (start.record === 'all' || (start.record === 'failures' && failed))
    ) {
      await recordEpisode(setup, result, start.recordFolder);
    }
    answer({ type: 'result', result });
  };
}

function answer(response: WorkerResponse): void {
  workerParent.send(response);
}
