import { captureOver, documentsOver, recordsOver, suitesOver, type Call } from './bridge-files.ts';
import { answer, CHANNELS, type Channel, type Input, type Output } from './contract.ts';
import { HostProblem, type DocumentFiles, type HostBridge, type Recording } from './host-bridge.ts';

/** Carries a call to the host and back; what comes back is checked by who asked. */
export type Transport = (channel: Channel, input: unknown) => Promise<unknown>;

/** What a host does in its own way. */
export interface HostParts {
  readonly name: HostBridge['name'];
  readonly requests: (call: Call) => HostBridge['requests'];
  /** Where the page itself saves, as in a browser; default: the host's dialogs. */
  readonly saveFile?: HostBridge['saveFile'];
  /** Where the page itself opens scenario files; default: the host's dialogs. */
  readonly documents?: (host: DocumentFiles) => DocumentFiles;
}

/** The bridge over any transport. */
export function bridgeOver(transport: Transport, { name, requests, saveFile, documents }: HostParts): HostBridge {
  const call: Call = async <C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>> =>
    outputOf(channel, await transport(channel, input));
  return {
    name,
    requests: requests(call),
    info: () => call('app.info', null),
    readSettings: () => call('settings.read', null),
    writeSettings: async (settings) => void (await call('settings.write', settings)),
    beginRecording: async (recordingName) => {
      const { id } = await call('recording.begin', { name: recordingName });
      return recordingOver(call, id);
    },
    unfinishedRecordings: () => call('recording.unfinished', null),
    saveFile: saveFile ?? (async (fileName, bytes) => (await call('file.save', { name: fileName, bytes })).file),
    records: recordsOver(call, saveFile === undefined),
    documents: documents?.(documentsOver(call)) ?? documentsOver(call),
    suites: suitesOver(call),
    captureWindow: saveFile === undefined ? captureOver(call) : null,
  };
}

/** One append at a time: two HTTP requests may overtake each other. */
function recordingOver(call: Call, id: number): Recording {
  let last: Promise<unknown> = Promise.resolve();
  return {
    append: async (bytes) => {
      // After bytes that were lost, later ones would make the file unreadable: they fail as well.
      const mine = last.then(() => call('recording.append', { id, bytes }));
      last = mine;
      await mine;
    },
    close: async () => {
      await last.catch(() => undefined);
      return (await call('recording.close', { id })).file;
    },
  };
}

/** @throws HostProblem when the host refused, or said what the contract does not know */
function outputOf<C extends Channel>(channel: C, reply: unknown): Output<C> {
  const parsed = answer.safeParse(reply);
  if (parsed.success && !parsed.data.ok) {
    const { code, message, tip } = parsed.data.refusal;
    throw new HostProblem(code, message, tip);
  }
  const output = parsed.success && parsed.data.ok ? CHANNELS[channel].out.safeParse(parsed.data.value) : parsed;
  if (output.success) return output.data as Output<C>;
  throw new HostProblem(
    'bad-answer',
    `The host's answer to ${channel} has another form than this page expects.`,
    'Reload the page: the program was perhaps updated while it ran.',
  );
}
