import type { WorkerTicks } from './desktop-page.ts';
import type { ScrubCost } from './scrub.ts';
import type { FrameCost, ScriptPerFrame } from './page-script.ts';

/** Script of the page's main thread per drawn frame at most, ms. */
export const PAGE_TARGETS = { p50Ms: 6, p99Ms: 12 } as const;

/** From a press on the time line to the drawn frame at most, ms. */
export const SCRUB_TARGET_MS = 50;

export interface DesktopReport {
  readonly schemaVersion: 1;
  readonly cpu: string;
  /** Average load of the machine before the measurement. */
  readonly loadBefore: number;
  readonly browser: string;
  readonly seconds: number;
  /** Drawing is off the processors' hands: the draw calls draw nothing. */
  readonly page: ScriptPerFrame;
  /** The processors draw, beside everything else. */
  readonly software: ScriptPerFrame;
  readonly ticks: readonly WorkerTicks[];
  readonly scrubs: readonly ScrubCost[];
}

export function printDesktopReport({ cpu, loadBefore, browser, page, software, ticks, scrubs }: DesktopReport): string {
  const { p50Ms, p99Ms } = PAGE_TARGETS;
  const holds = page.script.p50Ms <= p50Ms && page.script.p99Ms <= p99Ms;
  return [
    `Chromium ${browser}, ${cpu}, load ${loadBefore.toFixed(1)} before`,
    '',
    "Main thread of the page, all overlays and panels of 'Debug planner', ms of script per drawn frame:",
    table([
      ['', 'vehicles', 'frames', 'every', 'script p50', 'p99', 'max', 'on a processor p50', 'p99'],
      row('drawing off the processors', ticks[0].actors, page),
      row('processors draw', ticks[0].actors, software),
    ]),
    `Target, drawing off the processors: p50 <= ${p50Ms}, p99 <= ${p99Ms}: ${holds ? 'holds' : 'MISSED'}.`,
    '',
    'Worker of the simulation, policy on WASM, with recorder, frames and telemetry, ms:',
    table([
      ['vehicles', 'speed', 'real-time factor', 'ticks', 'tick p50', 'p99', 'inference p50', 'p99', 'missed'],
      ...ticks.map((t) => [
        String(t.actors),
        `${t.wantedSpeed}x`,
        t.realTimeFactor.toFixed(2),
        String(t.ticks),
        ...[t.tickP50Ms, t.tickP99Ms, t.inferP50Ms, t.inferP99Ms].map(ms),
        `${(100 * t.missedShare).toFixed(2)} %`,
      ]),
    ]),
    '',
    printScrubs(scrubs),
  ].join('\n');
}

export function printScrubs(scrubs: readonly ScrubCost[]): string {
  const verdict = (p50Ms: number): string => (p50Ms <= SCRUB_TARGET_MS ? 'holds' : 'MISSED');
  return [
    `A replay of 60 s, from a press on the time line to the drawn frame, ms; target p50 <= ${SCRUB_TARGET_MS}:`,
    table([
      ['picture', 'quality', 'actors', 'scrubs', 'p50', 'p95', ''],
      ...scrubs.map(({ picture, quality, actors, scrubs: count, p50Ms, p95Ms }) => [
        ...[picture, picture === 'map' ? '-' : quality, String(actors), String(count)],
        ...[ms(p50Ms), ms(p95Ms), verdict(p50Ms)],
      ]),
    ]),
    'Draft, where the processor draws, sketches jumps (no shadows, no surroundings, fewer overlays and pixels) and finishes them at rest.',
    '',
  ].join('\n');
}

function row(name: string, vehicles: number, { frames, intervalP50Ms, script, processor }: ScriptPerFrame): string[] {
  const cost = ({ p50Ms, p99Ms }: FrameCost): string[] => [ms(p50Ms), ms(p99Ms)];
  return [
    ...[name, String(vehicles), String(frames), ms(intervalP50Ms)],
    ...[...cost(script), ms(script.maxMs), ...cost(processor)],
  ];
}

const ms = (value: number): string => value.toFixed(2);

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  return rows
    .map(
      (cells) =>
        `  ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')}`,
    )
    .join('\n');
}
