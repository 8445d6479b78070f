import { CHANNELS, MAX_CALL_BYTES, MAX_SAVED_BYTES, type Answer, type Channel } from '../../renderer/host/contract.ts';
import type { Handlers } from './handlers.ts';
import { BridgeProblem } from './bridge-problem.ts';
import { MAX_HEADER_BYTES } from './call-frame.ts';
import { weigh } from './weigh.ts';

/**
 * The one way into the handlers, whatever carried the call: the channel must be known, input and output must have the form
 * that the contract says, and what goes wrong comes back as sentences.
 * @param log told what a person who mends the program needs: errors that no handler foresaw, with their stacks
 */
export async function callBridge(
  handlers: Handlers,
  channel: string,
  input: unknown,
  page: string,
  log: (line: string) => void,
): Promise<Answer> {
  try {
    return { ok: true, value: await dispatch(handlers, channel, input, page) };
  } catch (error) {
    if (error instanceof BridgeProblem) return refuse(error.code, error.message, error.tip);
    log(`${channel}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return refuse('internal', `The host failed at ${channel}.`, 'The log of the program says more.');
  }
}

async function dispatch(handlers: Handlers, channel: string, input: unknown, page: string): Promise<unknown> {
  if (!isChannel(channel) || handlers[channel] === undefined)
    throw new BridgeProblem('unknown-channel', `There is no channel ${channel.slice(0, 60)}.`, null);
  refuseLarge(channel, input);
  const known = CHANNELS[channel];
  const accepted = known.in.safeParse(input);
  if (!accepted.success) throw new BridgeProblem('bad-input', `${channel}: ${sentenceOf(accepted.error)}`, null);
  const handler = handlers[channel] as (input: unknown, page: string) => Promise<unknown>;
  const output = await handler(accepted.data, page);
  const given = known.out.safeParse(output);
  if (!given.success) throw new Error(`the answer has another form than the contract says: ${given.error.message}`);
  return given.data;
}

const isChannel = (name: string): name is Channel => Object.hasOwn(CHANNELS, name);

function refuseLarge(channel: Channel, input: unknown): void {
  const { plainBytes, rawBytes } = weigh(input, MAX_HEADER_BYTES);
  const most = channel === 'file.save' ? MAX_SAVED_BYTES : MAX_CALL_BYTES;
  if (plainBytes <= MAX_HEADER_BYTES && rawBytes <= most) return;
  throw new BridgeProblem('too-large', `The call to ${channel} is too large.`, 'Send less at a time.');
}

function sentenceOf({ issues }: { readonly issues: readonly { path: PropertyKey[]; message: string }[] }): string {
  const [issue] = issues;
  const place = issue.path.map(String).join('.');
  return place === '' ? issue.message : `${place}: ${issue.message}`;
}

export const refuse = (code: string, message: string, tip: string | null): Answer => ({
  ok: false,
  refusal: { code, message, tip },
});
