import { SCENARIO_IDS } from '../../scenarios/library/registry.ts';
import type { Backend } from '../live/protocol.ts';
import { SPEEDS } from '../live/protocol.ts';
import type { Quality } from '../scene/quality.ts';
import { ARM_PRESETS } from '../host/contract.ts';
import { isArmPreset, type ArmPreset } from './arm-presets.ts';

/** What the page's address asks for; null where it says nothing. */
export interface DeepLink {
  readonly scenario: string | null;
  readonly seed: number | null;
  readonly arm: ArmPreset | null;
  /** Least latency of the planner, ms. */
  readonly latencyMs: number | null;
  readonly speed: number | null;
  readonly play: boolean | null;
  readonly backend: Backend | null;
  /** How finely the scene is drawn; else as suits the machine. */
  readonly quality: Quality | null;
  /** Puts handles for end-to-end tests on `window`. */
  readonly test: boolean;
  /** Sentences about what could not be understood. */
  readonly faults: readonly string[];
}

/** @param query the search part of an address, as in `?scenario=cut-in/tail&seed=3&arm=dual&latency=200&play=1` */
export function parseDeepLink(query: string): DeepLink {
  const parameters = new URLSearchParams(query);
  const faults: string[] = [];
  const read = <T>(name: string, expected: string, parse: (text: string) => T | null): T | null => {
    const text = parameters.get(name);
    if (text === null) return null;
    const value = parse(text);
    if (value === null) faults.push(`${name}: expected ${expected}, found ${JSON.stringify(text)}.`);
    return value;
  };
  return {
    scenario: read('scenario', `one of ${SCENARIO_IDS.join(', ')}`, (text) =>
      SCENARIO_IDS.includes(text) ? text : null,
    ),
    seed: read('seed', 'a whole number from 0', parseSeed),
    arm: read('arm', `one of ${ARM_PRESETS.join(', ')}`, (text) => (isArmPreset(text) ? text : null)),
    latencyMs: read('latency', 'a number of milliseconds from 0 to 60000', parseLatencyMs),
    speed: read(
      'speed',
      `one of ${SPEEDS.join(', ')}`,
      (text) => SPEEDS.find((speed) => String(speed) === text) ?? null,
    ),
    play: read('play', '0 or 1', (text) => (text === '0' || text === '1' ? text === '1' : null)),
    backend: read('backend', 'webgpu or wasm', (text) => (text === 'webgpu' || text === 'wasm' ? text : null)),
    quality: read('quality', 'full or draft', (text) => (text === 'full' || text === 'draft' ? text : null)),
    test: parameters.get('test') === '1',
    faults,
  };
}

/** The seed that a text stands for, or null. */
export function parseSeed(text: string): number | null {
  const trimmed = text.trim();
  if (!/^\d{1,16}$/.test(trimmed)) return null;
  const seed = Number(trimmed);
  return Number.isSafeInteger(seed) ? seed : null;
}

/** The latency in ms that a text stands for, or null. */
function parseLatencyMs(text: string): number | null {
  if (!/^\d+(\.\d+)?$/.test(text.trim())) return null;
  const ms = Number(text);
  return ms <= 60_000 ? ms : null;
}
