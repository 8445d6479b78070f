import { describe, expect, it } from 'vitest';
import { RecordShelf } from '../../../renderer/compare/record-shelf.ts';
import type { HeldFile } from '../../../renderer/host/file-contract.ts';
import type { HostBridge } from '../../../renderer/host/host-bridge.ts';
import { createMemoryHost, type MemoryHost } from '../../../renderer/host/memory-host.ts';
import type { Problem } from '../../../renderer/live/protocol.ts';
import { RecordRefusal, type OpenedRecord } from '../../../renderer/records/opened-record.ts';
import { smallClip } from '../replay/small-clip.ts';
import { openedRecord, OpenerByHand, settled } from './opened.ts';

const file = (name: string, lastModified = 1): File => new File([name], name, { lastModified });
const held = (name: string, bytes = 10): HeldFile => ({
  ...{ handle: name.replaceAll(/[^a-z0-9-]/g, '-'), name, bytes, modifiedMs: 1, place: 'recordings' },
});

/** A host that has records at hand; what was read of them is told. */
function hostWithRecords(): { readonly host: HostBridge; readonly memory: MemoryHost; readonly read: string[] } {
  const memory = createMemoryHost();
  const read: string[] = [];
  const records: HostBridge['records'] = {
    choose: () => Promise.resolve([held('chosen.mcap')]),
    recent: () => Promise.resolve([held('night.mcap')]),
    read: ({ name }, progress) => {
      read.push(name);
      progress?.(0.5);
      return Promise.resolve(new Blob([name]));
    },
  };
  return { host: { ...memory, records }, memory, read };
}

function setUp() {
  const { host, memory, read } = hostWithRecords();
  const opener = new OpenerByHand();
  const problems: Problem[] = [];
  let revealed = 0;
  let episode = 1;
  const shelf = new RecordShelf({
    host,
    opener,
    report: (problem) => problems.push(problem),
    reveal: () => revealed++,
    saveLive: () => Promise.resolve({ name: 'live.mcap', bytes: new Uint8Array(4), episode }),
    sceneQuality: () => 'draft',
  });
  let ids = 0;
  const answer = (name: string, record: OpenedRecord = openedRecord(++ids)): Promise<void> => {
    opener.of(name).answer(record);
    return settled();
  };
  const ids_ = (): (number | null)[] => [shelf.state.get().a, shelf.state.get().b];
  const nextEpisode = (): number => ++episode;
  return { shelf, opener, problems, memory, read, answer, shown: ids_, revealed: () => revealed, nextEpisode };
}

describe('the shelf of records', () => {
  it('shows two files that come together against each other, in their order', async () => {
    const { shelf, answer, shown, revealed } = setUp();
    const done = shelf.openFiles([file('a.mcap'), file('b.mcap')]);
    expect(revealed()).toBe(1);
    await settled();
    await answer('b.mcap', openedRecord(7));
    expect(shown()).toEqual([null, null]);
    await answer('a.mcap', openedRecord(8));
    await done;
    expect(shown()).toEqual([8, 7]);
    expect(shelf.shown()).toMatchObject({ a: { id: 8 }, b: { id: 7 }, timeS: 0, mode: 'side' });
  });

  it('shows the first of several with the first other of its situation; two strangers side by side', async () => {
    const { shelf, answer, shown } = setUp();
    const three = shelf.openFiles(['a', 'b', 'c'].map((name) => file(name)));
    await settled();
    await answer('a', openedRecord(1, { seed: 1 }));
    await answer('b', openedRecord(2, { seed: 2 }));
    await answer('c', openedRecord(3, { seed: 1 }));
    await three;
    expect(shown()).toEqual([1, 3]);
    const two = shelf.openFiles([file('d'), file('e')]);
    await settled();
    await answer('d', openedRecord(4, { seed: 1 }));
    await answer('e', openedRecord(5, { seed: 2 }));
    await two;
    expect(shown()).toEqual([4, 5]);
  });

  it('reads at most two files at a time, and all of them in the end', async () => {
    const { shelf, opener, answer } = setUp();
    const done = shelf.openFiles(['a', 'b', 'c', 'd'].map((name) => file(name)));
    await settled();
    expect(opener.names()).toEqual(['a', 'b']);
    await answer('a');
    expect(opener.names()).toEqual(['a', 'b', 'c']);
    for (const name of ['b', 'c', 'd']) await answer(name);
    await done;
    expect(shelf.state.get().records).toHaveLength(4);
  });

  it('tells how far it is, reading and opening', async () => {
    const { shelf, opener, answer } = setUp();
    const works = (): unknown[] => shelf.state.get().works.map(({ kind, name, share }) => [kind, name, share]);
    const done = shelf.openHeld(held('night.mcap'));
    expect(works()).toEqual([['read', 'night.mcap', 0]]);
    await settled();
    expect(works()).toEqual([['open', 'night.mcap', 0]]);
    opener.of('night.mcap').progress(0.25);
    expect(works()).toEqual([['open', 'night.mcap', 0.25]]);
    await answer('night.mcap');
    await done;
    expect(works()).toEqual([]);
  });

  it('cancels at once, and forgets what comes later', async () => {
    const { shelf, opener, answer, problems } = setUp();
    const done = shelf.openFile(file('slow.mcap'), 'slow.mcap');
    await settled();
    shelf.cancel(shelf.state.get().works[0].key);
    await done;
    expect(opener.of('slow.mcap').signal?.aborted).toBe(true);
    await answer('slow.mcap');
    expect(shelf.state.get()).toMatchObject({ records: [], works: [], refusals: [], a: null });
    expect(problems).toEqual([]);
  });

  it('keeps a refusal until it is dismissed, as a problem until something opens', async () => {
    const { shelf, opener, answer, problems } = setUp();
    const done = shelf.openFiles([file('notes.mcap'), file('good.mcap')]);
    await settled();
    opener.of('notes.mcap').refuse(new RecordRefusal('notes.mcap is not a record.', 'Choose another file.'));
    await settled();
    expect(problems).toMatchObject([
      { source: 'record', severity: 'error', resolved: false, message: 'notes.mcap is not a record.' },
    ]);
    await answer('good.mcap', openedRecord(1));
    await done;
    expect(shelf.shown().a?.id).toBe(1);
    const { refusals } = shelf.state.get();
    expect(refusals).toMatchObject([{ message: 'notes.mcap is not a record.', tip: 'Choose another file.' }]);
    expect(problems.at(-1)).toMatchObject({ source: 'record', resolved: true });
    shelf.dismiss(refusals[0].key);
    expect(shelf.state.get().refusals).toEqual([]);
  });

  it('refuses a file of 500 MB without reading it', async () => {
    const { shelf, read, opener } = setUp();
    await shelf.openHeld(held('huge.mcap', 500e6));
    expect([read, opener.asked]).toEqual([[], []]);
    expect(shelf.state.get().refusals[0].message).toMatch(/^huge\.mcap has 477 MiB/);
  });

  it('opens a held file once, and moves its play head each time', async () => {
    const { shelf, opener, answer, shown } = setUp();
    const [first, second] = [shelf.openHeld(held('night.mcap'), 2), shelf.openHeld(held('night.mcap'), 1)];
    await settled();
    await answer('night.mcap', openedRecord(1));
    await Promise.all([first, second]);
    expect(opener.asked).toHaveLength(1);
    const before = shelf.state.get().wanted;
    await shelf.openHeld(held('night.mcap'), 1);
    expect(opener.asked).toHaveLength(1);
    expect(shown()).toEqual([1, null]);
    expect(shelf.shown().timeS).toBe(1);
    expect(shelf.state.get().wanted?.timeS).toBe(1);
    expect(shelf.state.get().wanted?.count).not.toBe(before?.count);
  });

  it('opens a file again that was closed', async () => {
    const { shelf, opener, answer } = setUp();
    for (const id of [1, 2]) {
      const done = shelf.openHeld(held('night.mcap'));
      await settled();
      await answer('night.mcap', openedRecord(id));
      await done;
      shelf.close(id);
      expect(shelf.state.get()).toMatchObject({ records: [], a: null, b: null });
    }
    expect(opener.asked).toHaveLength(2);
  });

  it('shows a fork against the record it left, with the play head where it left it', async () => {
    const { shelf, opener, answer, shown } = setUp();
    const opening = shelf.openFile(file('a'), 'a');
    await settled();
    await answer('a', openedRecord(1));
    await opening;
    const choice = { tick: 7, arm: 'fast', latency: { kind: 'zero' } } as const;
    const forking = shelf.fork(1, choice);
    expect(shelf.state.get().works).toMatchObject([{ kind: 'fork', name: 'fast from 0.70 s of dual' }]);
    expect(opener.of('record-1.mcap').choice).toEqual(choice);
    await answer('record-1.mcap', openedRecord(2, { arm: 'fast' }));
    await forking;
    expect(shown()).toEqual([1, 2]);
    expect(shelf.shown().timeS).toBeCloseTo(0.7);
  });

  it('shows a fork alone whose record was closed meanwhile', async () => {
    const { shelf, answer, shown } = setUp();
    const opening = shelf.openFile(file('a'), 'a');
    await settled();
    await answer('a', openedRecord(1));
    await opening;
    const forking = shelf.fork(1, { tick: 7, arm: 'fast', latency: { kind: 'zero' } });
    shelf.close(1);
    await answer('record-1.mcap', openedRecord(2));
    await forking;
    expect(shown()).toEqual([2, null]);
  });

  it('takes the episode that runs: its last seconds, and once only', async () => {
    const { shelf, answer, shown, nextEpisode } = setUp();
    const clip = smallClip({ durationS: 12 });
    for (const id of [1, 2]) {
      const taking = shelf.replayLive();
      await settled();
      await answer('live.mcap', openedRecord(id, {}, { clip }));
      await taking;
      expect(shelf.state.get().records.map((record) => record.id)).toEqual([id]);
      expect(shown()).toEqual([id, null]);
      expect(shelf.shown().timeS).toBe(7);
    }
    nextEpisode();
    const taking = shelf.replayLive();
    await settled();
    await answer('live.mcap', openedRecord(3, {}, { clip }));
    await taking;
    expect(shelf.state.get().records.map((record) => record.id)).toEqual([2, 3]);
  });

  it('keeps the play head and the mode while others are chosen, and shows both where there is a second one', async () => {
    const { shelf, answer } = setUp();
    const opening = shelf.openFiles([file('a'), file('b')]);
    await settled();
    await answer('a', openedRecord(1));
    await answer('b', openedRecord(2));
    await opening;
    shelf.onMoment(0.9, 'ghost', null);
    expect(shelf.shown()).toMatchObject({ timeS: 0.9, mode: 'ghost' });
    shelf.swap();
    expect(shelf.shown()).toMatchObject({ a: { id: 2 }, b: { id: 1 }, timeS: 0.9, mode: 'ghost' });
    shelf.onMoment(1, 'b', null);
    shelf.chooseB(1);
    expect(shelf.shown()).toMatchObject({ a: { id: 2 }, b: null, timeS: 1, mode: 'a' });
    shelf.chooseB(1);
    expect(shelf.shown()).toMatchObject({ b: { id: 1 }, mode: 'side' });
  });

  it('shows records that the program was started with against each other', async () => {
    const { shelf, opener, answer, shown } = setUp();
    for (const name of ['a', 'b']) shelf.openRequested(held(name));
    await expect.poll(() => opener.names()).toEqual(['a', 'b']);
    await answer('a', openedRecord(1));
    await answer('b', openedRecord(2));
    expect(shown()).toEqual([1, 2]);
  });

  it('asks the host, or the browser, for files', async () => {
    const { shelf, opener, answer } = setUp();
    const choosing = shelf.choose();
    await settled();
    await answer('chosen.mcap');
    await choosing;
    expect(opener.names()).toEqual(['chosen.mcap']);
    await shelf.refreshRecent();
    expect(shelf.state.get().recent).toMatchObject([{ name: 'night.mcap' }]);
  });

  it('saves a record under a name that every host takes', async () => {
    const { shelf, answer, memory } = setUp();
    const opening = shelf.openFile(file('a'), 'a');
    await settled();
    await answer('a', openedRecord(1, {}, { name: 'fork of night.mcap at 4.20 s: always, 200 ms' }));
    await opening;
    await shelf.save(1);
    const [[name, bytes]] = [...memory.saved];
    expect(name).toBe('fork of night.mcap at 4.20 s- always- 200 ms.mcap');
    expect(new TextDecoder().decode(bytes)).toBe('bytes of 1');
  });
});
