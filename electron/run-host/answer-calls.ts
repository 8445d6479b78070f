import { BridgeProblem } from '../../scenarios/serve/bridge-problem.ts';
import type { RecordingFiles } from '../../scenarios/serve/recording-files.ts';
import type { RunHostCall, RunHostReply } from './protocol.ts';

/** Does what a call asks for; never rejects. */
export async function answerCall(files: RecordingFiles, { call, method, args }: RunHostCall): Promise<RunHostReply> {
  try {
    const action = files[method] as (...args: readonly unknown[]) => Promise<unknown>;
    return { call, ok: true, value: await action(...args) };
  } catch (error) {
    if (error instanceof BridgeProblem)
      return { call, ok: false, code: error.code, message: error.message, tip: error.tip };
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { call, ok: false, code: null, message, tip: null };
  }
}
