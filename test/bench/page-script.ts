import { quantile } from './rounds.ts';

/** An event of a Chromium trace (Trace Event Format), as far as it is read here; times in microseconds. */
export interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  /** Of `dur`, what the thread had a processor for. */
  readonly tdur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly data?: { readonly id?: number | string } };
}

/** Quantiles over the drawn frames, ms. */
export interface FrameCost {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface ScriptPerFrame {
  readonly frames: number;
  /** All script of the page's main thread from the start of a drawn frame to the start of the next. */
  readonly script: FrameCost;
  /** The same without the time in which the thread waited for a processor. */
  readonly processor: FrameCost;
  /** Of the animation frame's own callbacks. */
  readonly callbacks: FrameCost;
  /** Wall-clock time between the starts of drawn frames, ms. */
  readonly intervalP50Ms: number;
}

/** What runs JavaScript on a thread, or collects its garbage. They nest: only the outermost are summed. */
const SCRIPT: ReadonlySet<string> = new Set([
  ...['FireAnimationFrame', 'FunctionCall', 'EvaluateScript', 'TimerFire', 'FireIdleCallback', 'EventDispatch'],
  ...['RunMicrotasks', 'HandlePostMessage', 'v8.run', 'v8.callFunction', 'MajorGC', 'MinorGC', 'V8.GCScavenger'],
  ...['V8.GCIncrementalMarking', 'V8.GCFinalizeMC'],
]);

/** @throws Error when the trace holds no page that draws */
export function scriptPerFrame(events: readonly TraceEvent[]): ScriptPerFrame {
  const tasks = outermost(mainThread(events));
  const starts = frameStarts(mainThread(events));
  const script = starts.map(() => 0);
  const processor = starts.map(() => 0);
  const callbacks = starts.map(() => 0);
  let frame = -1;
  for (const { name, ts, dur = 0, tdur = dur } of tasks) {
    while (frame + 1 < starts.length && ts >= starts[frame + 1]) frame++;
    if (frame < 0) continue;
    script[frame] += dur / 1000;
    processor[frame] += tdur / 1000;
    if (name === 'FireAnimationFrame') callbacks[frame] += dur / 1000;
  }
  // What follows the last frame is cut by the end of the trace.
  const whole = starts.length - 1;
  if (whole < 2) throw new Error('The trace holds no drawn frames of a page.');
  return {
    frames: whole,
    script: costOf(script.slice(0, whole)),
    processor: costOf(processor.slice(0, whole)),
    callbacks: costOf(callbacks.slice(0, whole)),
    intervalP50Ms: quantile(
      starts.slice(1).map((ts, i) => (ts - starts[i]) / 1000),
      0.5,
    ),
  };
}

/** Events of the thread with the most animation frames in the order of their times: the page's main thread. */
function mainThread(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const counts = new Map<string, number>();
  for (const event of events) {
    if (event.name === 'FireAnimationFrame') counts.set(threadOf(event), (counts.get(threadOf(event)) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return events
    .filter((event) => threadOf(event) === most?.[0])
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
}

const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;

function outermost(thread: readonly TraceEvent[]): readonly TraceEvent[] {
  const tasks: TraceEvent[] = [];
  let end = -Infinity;
  for (const event of thread) {
    if (event.ph !== 'X' || !SCRIPT.has(event.name) || event.ts < end) continue;
    end = event.ts + (event.dur ?? 0);
    tasks.push(event);
  }
  return tasks;
}

/** A callback that was requested since the frame began belongs to the next one: all others of a frame run together. */
function frameStarts(thread: readonly TraceEvent[]): readonly number[] {
  const requested = new Map<number | string | undefined, number>();
  const starts: number[] = [];
  for (const { name, ts, args } of thread) {
    const id = args?.data?.id;
    if (name === 'RequestAnimationFrame') requested.set(id, ts);
    if (name !== 'FireAnimationFrame') continue;
    const isNext = starts.length === 0 || (requested.get(id) ?? -Infinity) >= starts[starts.length - 1];
    if (isNext) starts.push(ts);
  }
  return starts;
}

function costOf(ms: readonly number[]): FrameCost {
  return { p50Ms: quantile(ms, 0.5), p99Ms: quantile(ms, 0.99), maxMs: Math.max(...ms) };
}
