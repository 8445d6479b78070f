import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HeldFile } from '../../../renderer/host/file-contract.ts';
import { HostProblem } from '../../../renderer/host/host-bridge.ts';
import { createMemoryHost } from '../../../renderer/host/memory-host.ts';
import type { Problem } from '../../../renderer/live/protocol.ts';
import { POLL_MS, RETRY_MS } from '../../../renderer/suites/run-watch.ts';
import { SuiteBoard } from '../../../renderer/suites/suite-board.ts';
import { crash, episode, series } from '../../scenarios/results/episodes.ts';
import { FakeSuiteHost } from './suite-harness.ts';

const EPISODES = [...series(30, [3, 9]), ...series(30, [9], { arm: 'dual' })];
const GONE = new HostProblem('host-gone', 'The program does not answer.', 'Start it again.');

let host: FakeSuiteHost;
let problems: Problem[];
let opened: (readonly [HeldFile, HeldFile | null, number | undefined])[];
let revealed: number;
let memory: ReturnType<typeof createMemoryHost>;

function newBoard(): SuiteBoard {
  memory = createMemoryHost();
  return new SuiteBoard({
    host: { ...memory, suites: host },
    shelf: {
      openHeld: async (file, atS) => void opened.push([await Promise.resolve(file), null, atS]),
      openHeldPair: async (a, b, atS) => void opened.push([await Promise.resolve(a), b, atS]),
    },
    report: (problem) => problems.push(problem),
    reveal: () => revealed++,
    cores: 4,
  });
}

/** Lets promises and timers of so many ms happen. */
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  host = new FakeSuiteHost();
  host.next = EPISODES;
  [problems, opened, revealed] = [[], [], 0];
});
afterEach(() => vi.useRealTimers());

describe('a run that is started', () => {
  it('is followed from row to row until it ends, each row asked for once', async () => {
    const board = newBoard();
    await board.start();
    expect(board.state.get()).toMatchObject({ isPlanning: false, open: { state: 'running', done: 0, total: 60 } });
    host.end('run-1', 20);
    await pass(POLL_MS);
    expect(board.state.get().open).toMatchObject({ done: 20, complete: true, summary: null });
    expect(board.state.get().running?.folder.name).toBe('run-1');
    host.end('run-1', 40);
    await pass(POLL_MS);
    const { open, running, said } = board.state.get();
    expect(open?.episodes.rows).toHaveLength(60);
    expect(open?.summary?.arms['fast'].collision).toMatchObject({ count: 2, n: 30 });
    expect(running).toBeNull();
    expect(said?.text).toBe('run-1: finished, 60 of 60 episodes. It took 1\u00a0min 0\u00a0s.');
    expect(host.calls.filter((call) => call.startsWith('progress'))).toEqual([
      'progress 0',
      'progress 0',
      'progress 20',
    ]);
    host.calls.length = 0;
    await pass(60_000);
    expect(host.calls).toEqual([]);
  });

  it('takes many rows in the parts that the host gives', async () => {
    host.leave('many', [...series(2500, []), ...series(2500, [], { arm: 'dual' })], 5000, 'finished');
    const board = newBoard();
    board.begin();
    await pass(0);
    expect(board.state.get().open).toBeNull();
    board.show((board.state.get().folders ?? [])[0]);
    await pass(10);
    expect(board.state.get().open?.episodes.rows).toHaveLength(5000);
    expect(host.calls.filter((call) => call.startsWith('progress'))).toEqual([
      ...['progress 0', 'progress 2000', 'progress 4000'],
    ]);
  });

  it('tells the pace, and what another run would take', async () => {
    const board = newBoard();
    board.change({ workers: '2' });
    await board.start();
    for (let i = 0; i < 3; i++) {
      host.end('run-1', 10);
      await pass(POLL_MS);
    }
    // The fake host's clock is one second per episode.
    expect(board.state.get().open?.pace).toBe(1);
    expect(board.state.get().pacePerWorker).toBe(0.5);
  });

  it('is not started while the form is wrong, nor while another one goes on', async () => {
    const board = newBoard();
    board.change({ lastSeed: 'x' });
    await board.start();
    expect(host.calls).toEqual([]);
    board.change({ lastSeed: '9' });
    await board.start();
    await board.start();
    expect(board.state.get().said).toMatchObject({ isFault: true, tip: 'Cancel it first.' });
    expect(problems.map(({ message }) => message)).toEqual(['The run could not be started: Another run goes on.']);
    expect(board.state.get().work).toBeNull();
  });
});

describe('a run that is cut short', () => {
  it('is cancelled after the episodes under way, and resumed where it was', async () => {
    const board = newBoard();
    await board.start();
    host.end('run-1', 10);
    await board.cancel();
    await pass(1);
    expect(board.state.get().open?.state).toBe('cancelling');
    host.end('run-1', 2);
    await pass(POLL_MS);
    expect(board.state.get()).toMatchObject({ running: null, open: { state: 'cancelled', done: 12 } });
    expect(board.state.get().open?.summary?.arms['fast'].episodes).toBe(12);
    await board.resume();
    await pass(1);
    expect(board.state.get()).toMatchObject({ open: { state: 'running', done: 12, summary: null } });
    host.end('run-1', 48);
    await pass(POLL_MS);
    expect(board.state.get().open?.episodes.rows).toHaveLength(60);
    expect(board.state.get().open?.state).toBe('finished');
  });

  it('counts an episode that failed and was run again as it went the last time', async () => {
    const failed = episode({ seed: 5, error: { what: 'planner', message: 'x' } });
    const again = [...series(3, []), failed, crash({ seed: 5 })];
    host.leave('again', again, again.length, 'finished');
    const board = newBoard();
    board.begin();
    await pass(0);
    board.show((board.state.get().folders ?? [])[0]);
    await pass(10);
    expect(board.state.get().open?.tally.statistics()).toMatchObject([
      { arm: 'fast', episodes: 4, errors: 0, rates: { collision: { count: 1, n: 4 } } },
    ]);
  });
});

describe('a page that comes back', () => {
  it('follows the run that goes on, with all its rows', async () => {
    host.leave('old', EPISODES, 60, 'finished');
    host.leave('now', EPISODES, 25, 'running');
    const board = newBoard();
    board.begin();
    board.begin();
    await pass(1);
    expect(host.calls.filter((call) => call === 'list')).toHaveLength(1);
    expect(board.state.get()).toMatchObject({ running: { folder: { name: 'now' } }, open: { done: 25 } });
    expect(board.state.get().open?.episodes.rows).toHaveLength(25);
  });

  it('goes on following it while another one is looked at', async () => {
    const old = host.leave('old', EPISODES, 60, 'finished');
    host.leave('now', EPISODES, 25, 'running');
    const board = newBoard();
    board.begin();
    await pass(1);
    board.show(old.folder);
    host.end('now', 10);
    await pass(POLL_MS + 1);
    expect(board.state.get()).toMatchObject({
      open: { folder: { name: 'old' }, done: 60 },
      running: { folder: { name: 'now' }, done: 35 },
    });
  });
});

describe('a host that is gone', () => {
  it('is asked again, less and less often; one sentence until it answers', async () => {
    const board = newBoard();
    await board.start();
    host.fault = GONE;
    await pass(POLL_MS);
    expect(board.state.get().open).toMatchObject({
      state: 'running',
      trouble: { message: GONE.message, tip: GONE.tip },
    });
    host.calls.length = 0;
    await pass(RETRY_MS.first + 2 * RETRY_MS.first + 1);
    expect(host.calls).toHaveLength(2);
    expect(problems).toHaveLength(1);
    host.fault = null;
    host.end('run-1', 4);
    await board.refresh();
    await pass(1);
    expect(board.state.get().open).toMatchObject({ trouble: null, done: 4 });
    expect(problems[1]).toMatchObject({ resolved: true, source: 'suite' });
  });

  it('may come back with other handles: the folder is known by its name', async () => {
    const board = newBoard();
    await board.start();
    host.end('run-1', 10);
    await pass(POLL_MS);
    host.rename();
    host.end('run-1', 10);
    await pass(POLL_MS + 10);
    expect(board.state.get().open).toMatchObject({ trouble: null, done: 20, folder: { run: 'h1-again' } });
    expect(board.state.get().open?.episodes.rows).toHaveLength(20);
  });

  it('is said where the list is, when nothing could be listed', async () => {
    host.fault = GONE;
    const board = newBoard();
    board.begin();
    await pass(1);
    expect(board.state.get().listTrouble?.message).toBe(GONE.message);
  });
});

describe('what comes of a run', () => {
  async function finished(): Promise<SuiteBoard> {
    const board = newBoard();
    await board.start();
    host.end('run-1', 60);
    await pass(POLL_MS);
    return board;
  }

  it('an episode opens at its end, and against another arm', async () => {
    const board = await finished();
    const rows = board.state.get().open?.episodes.rows ?? [];
    await board.openEpisode(rows[3]);
    await board.openAgainst(rows[3], rows[33]);
    expect(opened.map(([a, b, atS]) => [a.handle, b?.handle ?? null, atS])).toEqual([
      ['r-fast-3', null, 10],
      ['r-fast-3', 'r-dual-3', 10],
    ]);
    expect(board.state.get().opening).toBeNull();
  });

  it('of two that were asked for, the later one opens', async () => {
    const board = await finished();
    const rows = board.state.get().open?.episodes.rows ?? [];
    await Promise.all([board.openEpisode(rows[1]), board.openEpisode(rows[2])]);
    expect(opened.map(([a]) => a.handle)).toEqual(['r-fast-2']);
  });

  it('the report and the rows are handed out', async () => {
    const board = await finished();
    await board.saveReport();
    await board.saveCsv();
    expect([...memory.saved.keys()]).toEqual(['run-1.html', 'run-1.csv']);
    const lines = new TextDecoder().decode(memory.saved.get('run-1.csv')).split('\r\n');
    expect(lines[0]).toBe(
      'scenario,family,seed,split,arm,latency,end,collision,collisionWith,impactSpeedMps,simSeconds,calls,error',
    );
    expect(lines[4]).toBe('cut-in,cut-in,3,test,fast,fixed:200,collision,true,cutter,7,10,0,');
    expect(lines).toHaveLength(62);
  });

  it('a folder inside of another one is handed out under a name that every host takes', async () => {
    const board = await finished();
    const [folder] = board.state.get().folders ?? [];
    board.show({ ...folder, name: '_alt/Läufe 1' });
    await board.saveCsv();
    expect([...memory.saved.keys()]).toEqual(['alt-L-ufe 1.csv']);
  });

  it('what fails is a problem', async () => {
    const board = await finished();
    host.fault = new HostProblem('unwritable', 'The folder cannot be written.', null);
    await board.saveReport();
    expect(problems.map(({ message, source }) => [message, source])).toEqual([
      ['The report could not be made: The folder cannot be written.', 'suite'],
    ]);
  });
});

it('a document of the editor takes the place of what was to be run', () => {
  const board = newBoard();
  board.plan(false);
  board.proposeDocument({ handle: 'd1', name: 'mine.yaml', text: 'version: 1\nego: {}\n' });
  expect(board.state.get()).toMatchObject({
    isPlanning: true,
    draft: { what: [], documents: [{ handle: 'd1', name: 'mine.yaml', domain: 'driving' }] },
  });
  expect(revealed).toBe(1);
  board.proposeDocument({ handle: 'd2', name: 'cup.yaml', text: 'version: 1\ndomain: manipulation\ntask: {}\n' });
  const { draft } = board.state.get();
  expect([draft.domain, draft.what, draft.documents.map(({ name }) => name)]).toEqual([
    ...['manipulation', [], ['cup.yaml']],
  ]);
});
