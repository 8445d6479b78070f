/**
 * The run host: a process of its own that owns the files of the recordings and the runs of suites, so that neither a crash
 * of the page nor a stall of the main process loses what was recorded or ends what is run. Arguments: the folder of the
 * recordings, that of the runs, what makes the handles of runs, and the script that does tasks on suites.
 */
import { recordingFilesIn } from '../../scenarios/serve/recording-files.ts';
import { SuiteRuns } from '../../scenarios/serve/suite-runs.ts';
import { answerCall } from './answer-calls.ts';
import type { RunHostCall, RunHostParts } from './protocol.ts';

const [recordings, runs, secret, script] = process.argv.slice(2);

const parts: RunHostParts = {
  files: recordingFilesIn(recordings),
  suites: new SuiteRuns({
    folder: runs,
    script,
    // A packaged Electron cannot be turned into a plain Node.
    as: 'threads',
    secret,
    nowMs: Date.now,
    log: (line) => void process.stderr.write(`${line}\n`),
  }),
};

process.parentPort.on('message', ({ data }) => {
  void answerCall(parts, data as RunHostCall).then((reply) => {
    process.parentPort.postMessage(reply);
  });
});
