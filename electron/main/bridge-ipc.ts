import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import { CHANNELS, type Answer } from '../../renderer/host/contract.ts';
import type { Handlers } from '../../scenarios/serve/handlers.ts';
import { callBridge, refuse } from '../../scenarios/serve/call-bridge.ts';
import { APP_ORIGIN } from './scheme.ts';

/** Which page of which window a call came from; null: none of ours. */
export type PageOf = (sender: IpcMainInvokeEvent['sender']) => string | null;

/** One handler per channel of the contract, and no other. */
export function registerBridge(
  ipcMain: Pick<IpcMain, 'handle'>,
  handlers: Handlers,
  pageOf: PageOf,
  log: (line: string) => void,
): void {
  for (const channel of Object.keys(CHANNELS)) {
    // Not async: after an await the frame may be gone, or be another's.
    ipcMain.handle(channel, (event, input: unknown): Answer | Promise<Answer> => {
      const page = isOurPage(event) ? pageOf(event.sender) : null;
      if (page === null) {
        log(`${channel}: refused, the call did not come from the page`);
        return refuse('wrong-sender', 'Calls come from the page of this window alone.', null);
      }
      return callBridge(handlers, channel, input, page, log);
    });
  }
}

/** The main frame, which shows our origin. */
function isOurPage({ senderFrame, sender }: IpcMainInvokeEvent): boolean {
  try {
    return (
      senderFrame !== null &&
      !senderFrame.detached &&
      senderFrame === sender.mainFrame &&
      senderFrame.origin === APP_ORIGIN
    );
  } catch {
    // Electron throws at the properties of a frame that is gone.
    return false;
  }
}
