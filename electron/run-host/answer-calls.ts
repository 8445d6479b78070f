import { BridgeProblem } from '../../scenarios/serve/bridge-problem.ts';
import type { RunHostCall, RunHostParts, RunHostReply } from './protocol.ts';

type Action = (...args: readonly unknown[]) => Promise<unknown>;

/** Does what a call asks for; never rejects. */
export async function answerCall(parts: RunHostParts, { call, method, args }: RunHostCall): Promise<RunHostReply> {
  try {
    return { call, ok: true, value: await actionOf(parts, method)(...args) };
  } catch (error) {
    if (error instanceof BridgeProblem)
      return { call, ok: false, code: error.code, message: error.message, tip: error.tip };
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { call, ok: false, code: null, message, tip: null };
  }
}

function actionOf({ files, suites }: RunHostParts, method: RunHostCall['method']): Action {
  if (!method.startsWith('suites.')) return files[method as keyof typeof files] as Action;
  return (suites[method.slice('suites.'.length) as keyof typeof suites] as Action).bind(suites);
}
