import type { WebContents } from 'electron';
import type { HostRequest } from '../../renderer/host/contract.ts';
import { REQUEST_CHANNEL } from '../preload/host-api.ts';

/** Requests to the page; they wait until a page is there to take them. */
export class PageMail {
  private waiting: HostRequest[] = [];
  private contents: Pick<WebContents, 'send'> | null = null;

  /** The page has loaded. */
  deliverTo(contents: Pick<WebContents, 'send'>): void {
    this.contents = contents;
    for (const request of this.waiting.splice(0)) contents.send(REQUEST_CHANNEL, request);
  }

  /** The page is gone or loads anew. */
  hold(): void {
    this.contents = null;
  }

  send(request: HostRequest): void {
    if (this.contents === null) this.waiting.push(request);
    else this.contents.send(REQUEST_CHANNEL, request);
  }
}
