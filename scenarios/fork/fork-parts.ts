import type { RuntimeObserver } from '../../policies/runtime/observer.ts';
import type { OwnMessage } from '../records/messages.ts';
import type { ForkHeader } from '../records/record-header.ts';
import { EpisodeRecord } from '../records/record-reader.ts';
import type { EpisodeResult } from '../results/episode-result.ts';
import { latencyName, type LatencyChoice } from '../runner/job.ts';
import type { AnyForkWish } from './fork-choice.ts';

/** As if the record were one of the wanted arm, with its own planner, in virtual time. */
export function withArm(record: EpisodeRecord, arm: string, wanted: LatencyChoice): EpisodeRecord {
  const name = latencyName(wanted);
  const latency = wanted.kind === 'trace' ? { ...wanted, ms: [...wanted.ms] } : wanted;
  const header = { ...record.header, clock: 'virtual' as const, arm, latency, latencyName: name, planner: null };
  return new EpisodeRecord(record.file, header, null, record.end, [], record.schemas);
}

/** What a fork says of the run that it left. @param requests in its part */
export function forkHeaderOf({ header, live, end }: EpisodeRecord, tick: number, requests: number): ForkHeader {
  const { arm, latency, latencyName: name, planner, clock } = header;
  return { tick, arm, latency, latencyName: name, planner, clock, live, digest: end.digest, requests };
}

export interface Requests {
  /** How many numbers are taken. */
  readonly count: number;
  /** Those that were out at the end. */
  readonly open: readonly { readonly id: number; readonly dispatchTick: number }[];
}

/** The requests that a record tells of. */
export function requestsOf(record: EpisodeRecord): Requests {
  const open = new Map<number, number>();
  let count = 0;
  for (const { id, state, dispatchTick } of record.own('/ledger')) {
    if (state === 'dispatched') open.set(id, dispatchTick);
    else if (state !== 'delivered') open.delete(id);
    if (id >= count) count = id + 1;
  }
  return { count, open: [...open].map(([id, dispatchTick]) => ({ id, dispatchTick })) };
}

/** Tells of requests by numbers that none before them has in the record. */
export function numberedFrom<D, P, A>(first: number, observer: RuntimeObserver<D, P, A>): RuntimeObserver<D, P, A> {
  return {
    ...observer,
    onRequest: (notice) => observer.onRequest?.({ ...notice, id: notice.id + first }),
    onDelivery: (notice) => observer.onDelivery?.({ ...notice, id: notice.id + first }),
    onFailure: (notice) => observer.onFailure?.({ ...notice, id: notice.id + first }),
  };
}

/** The result with requests numbered on from there. */
export function numberedResult(result: EpisodeResult, first: number): EpisodeResult {
  const calls = result.calls?.map(([id, ...rest]): NonNullable<EpisodeResult['calls']>[number] => [
    id + first,
    ...rest,
  ]);
  return { ...result, calls: calls ?? null };
}

/** What became of the requests that were out. */
export function cancelled({ open }: Requests, tick: number): Omit<OwnMessage<'/ledger'>, 'plan'>[] {
  const why = 'the fork begins with no request out';
  return open.map(({ id, dispatchTick }) => ({ tick, id, state: 'cancelled', why, dispatchTick }));
}

/** How the fork's own part begins. */
export function forkEvent({ header }: EpisodeRecord, { tick, arm, latency }: AnyForkWish): OwnMessage<'/events'> {
  const was = `${header.arm}, ${header.latencyName}`;
  const text = `the fork begins: ${arm}, ${latencyName(latency)}, instead of ${was}`;
  return { tick, kind: 'fork', entity: null, text };
}
