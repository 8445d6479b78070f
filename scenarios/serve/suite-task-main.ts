/**
 * Does one task on a suite, in a process or thread of its own: its work never holds up the host, and the host's end ends
 * it, with all that was done on disk.
 */
import { workerParent } from '../runner/worker-parent.ts';
import { BridgeProblem } from './bridge-problem.ts';
import { madeRecord } from './suite-record.ts';
import { resumeSuite, startSuite } from './suite-run.ts';
import { madeReport, summaryOf } from './suite-tables.ts';
import { suiteProblem } from './suite-problem.ts';
import { readRows } from './suite-rows.ts';
import { ROWS_AT_ONCE, type SuiteTask, type SuiteTaskNews, type SuiteTaskRequest } from './suite-task.ts';

/** The host is gone: episodes that are under way may end, if they do so soon. */
const LAST_EPISODES_MS = 10_000;

const cancelling = new AbortController();
let isRun = false;

workerParent.onMessage((message) => {
  const request = message as SuiteTaskRequest;
  if (request.type === 'cancel') cancelling.abort();
  else void answer(request.task);
});
workerParent.onGone(() => {
  if (!isRun) process.exit(0);
  cancelling.abort();
  setTimeout(() => process.exit(0), LAST_EPISODES_MS).unref();
});

async function answer(task: SuiteTask): Promise<void> {
  try {
    say({ type: 'ended', value: await done(task) });
  } catch (error) {
    say(newsOf(error, task));
  }
}

async function done(task: SuiteTask): Promise<string> {
  switch (task.kind) {
    case 'start':
      isRun = true;
      return startSuite(task, say, cancelling.signal);
    case 'resume':
      isRun = true;
      return resumeSuite(task, say, cancelling.signal);
    case 'rows': {
      const rows = await readRows(task.folder);
      for (let at = 0; at < rows.length; at += ROWS_AT_ONCE)
        say({ type: 'rows', rows: rows.slice(at, at + ROWS_AT_ONCE) });
      return '';
    }
    case 'summary':
      return JSON.stringify(await summaryOf(task.folder));
    case 'report':
      await madeReport(task.folder, task.file);
      return '';
    case 'record':
      return madeRecord(task.folder, task.episode);
  }
}

function newsOf(error: unknown, task: SuiteTask): SuiteTaskNews {
  const problem = suiteProblem(error, task.root, task.kind === 'start' ? task.documents : []);
  if (problem instanceof BridgeProblem)
    return { type: 'problem', problem: { code: problem.code, message: problem.message, tip: problem.tip } };
  return { type: 'broken', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function say(news: SuiteTaskNews): void {
  workerParent.send(news);
}
