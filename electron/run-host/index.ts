/**
 * The run host: a process of its own that owns the files of the recordings, so that neither a crash of the page nor a stall
 * of the main process loses what was recorded. Argument: the folder of the recordings.
 */
import { recordingFilesIn } from '../../scenarios/serve/recording-files.ts';
import { answerCall } from './answer-calls.ts';
import type { RunHostCall } from './protocol.ts';

const files = recordingFilesIn(process.argv[2]);

process.parentPort.on('message', ({ data }) => {
  void answerCall(files, data as RunHostCall).then((reply) => {
    process.parentPort.postMessage(reply);
  });
});
