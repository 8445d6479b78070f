import type { Intervention } from '../../scenarios/live/intervention.ts';
import type { HostBridge } from '../host/host-bridge.ts';
import { HostProblem } from '../host/host-bridge.ts';
import type { LiveSession } from '../live/live-session.ts';
import { SPEEDS, type Backend, type EpisodeChoice, type LiveStatus, type Problem } from '../live/protocol.ts';
import type { Cell } from '../panels/external-store.ts';
import { DROP_AHEAD_M, pointAhead } from './ahead.ts';
import { announcementOf } from './announcements.ts';
import { entityOf, isLive, type AppState } from './app-state.ts';
import { startingComponents, withArm, type ArmPreset } from './arm-presets.ts';
import type { Sample } from './samples.ts';

/** A status that was sent before an intervention arrived is not taken for its refusal, ms. */
const CONFIRM_MS = 600;
/** Simulated velocity that one push adds, m/s. */
const PUSH_MPS = { forward: 5, left: 2 } as const;
/** New seeds are short enough to be read out. */
const NEW_SEEDS = 100_000;

export type PushDirection = 'forward' | 'back' | 'left' | 'right';

export interface EpisodeParts {
  readonly session: LiveSession;
  readonly host: HostBridge;
  readonly state: Cell<AppState>;
  readonly report: (problem: Problem) => void;
  readonly nowMs: () => number;
}

/** What a person can do to the episode, whichever button, key or menu it comes from. */
export class EpisodeController {
  private touchedMs = -Infinity;
  /** Sources of problems that were reported here and last. */
  private readonly raised = new Set<Problem['source']>();

  constructor(private readonly parts: EpisodeParts) {
    const { session, state } = parts;
    session.opened.subscribe((opened) => {
      this.patch({ opened, follow: 0, selected: 0, tool: 'select' });
      this.settle('scenario', `${opened.scenario} is open.`);
    });
    session.status.subscribe((status) => this.heard(status));
    // Both ends must agree from the start on what is drawn.
    this.sendDraw(state.get());
  }

  open(choice: EpisodeChoice, play = true): void {
    const { session, state } = this.parts;
    const { components } = state.get();
    session.send({ kind: 'open', choice, components: { ...components, driving: false }, play });
    this.patch({ choice, components: { ...components, driving: false }, tool: 'select' });
  }

  openLibrary(id: string): void {
    this.open({ scenario: { kind: 'library', id }, seed: this.parts.state.get().choice.seed });
  }

  openText(name: string, text: string): void {
    if (!/\.(ya?ml|json)$/i.test(name)) {
      this.problem(
        'scenario',
        `${name} is not a scenario: expected a file that ends in .yaml, .yml or .json.`,
        'Scenario files are described in docs/scenarios.md.',
      );
      return;
    }
    this.open({ scenario: { kind: 'text', name, text }, seed: this.parts.state.get().choice.seed });
  }

  async openFile(): Promise<void> {
    try {
      const file = await this.parts.host.documents.choose();
      this.settle('host', 'The host answers again.');
      if (file !== null) this.openText(file.name, file.text);
    } catch (error) {
      this.hostFailed('The file could not be opened', error);
    }
  }

  openSample({ scenario, seed, arm, latencyMs }: Sample): void {
    this.patch({ components: startingComponents(arm, latencyMs) });
    this.open({ scenario: { kind: 'library', id: scenario }, seed });
  }

  reset(play = this.isRunning()): void {
    this.open(this.parts.state.get().choice, play);
  }

  resetWith(seed: number, play = this.isRunning()): void {
    this.open({ ...this.parts.state.get().choice, seed }, play);
  }

  resetWithNewSeed(): void {
    this.resetWith(crypto.getRandomValues(new Uint32Array(1))[0] % NEW_SEEDS);
  }

  togglePlay(): void {
    const phase = this.parts.state.get().status?.phase;
    if (phase === 'running') this.parts.session.send({ kind: 'pause' });
    else if (phase === 'paused') this.parts.session.send({ kind: 'play' });
    else if (phase === 'ended' || phase === 'failed') this.reset(true);
  }

  step(ticks: number): void {
    this.parts.session.send({ kind: 'step', ticks });
  }

  stepSeconds(seconds: number): void {
    const { opened } = this.parts.state.get();
    if (opened !== null) this.step(Math.max(1, Math.round(seconds / opened.controlDt)));
  }

  setSpeed(speed: number): void {
    this.parts.session.send({ kind: 'speed', speed });
    this.patch({ speed });
  }

  /** @param by 1: the next faster one, -1: the next slower one */
  changeSpeed(by: 1 | -1): void {
    const { speed } = this.parts.state.get();
    const next = by > 0 ? SPEEDS.find((s) => s > speed) : SPEEDS.findLast((s) => s < speed);
    if (next !== undefined) this.setSpeed(next);
  }

  /**
   * Sends an intervention and shows its effect on the components before the worker confirms it. After the end, what can be
   * changed holds for the next episode.
   */
  intervene(intervention: Intervention): void {
    const { components, status } = this.parts.state.get();
    if (isLive({ status })) this.parts.session.send({ kind: 'intervene', intervention });
    else if (['drive', 'push', 'drop'].includes(intervention.kind)) return;
    this.touchedMs = this.parts.nowMs();
    switch (intervention.kind) {
      case 'gate':
        return this.patch({ components: { ...components, gate: intervention.gate, level: intervention.level } });
      case 'merge':
        return this.patch({ components: { ...components, merge: intervention.merge } });
      case 'brake':
        return this.patch({ components: { ...components, brake: intervention.on } });
      case 'latency':
        return this.patch({ components: { ...components, latencyMs: intervention.ms } });
      case 'planner':
        return this.patch({ components: { ...components, planner: intervention.planner } });
      case 'drive':
        if (components.driving !== intervention.on) {
          this.patch({ components: { ...components, driving: intervention.on } });
        }
        return;
      case 'push':
      case 'drop':
        return;
    }
  }

  /** Exchanges gate, merge and brake for those of a standard arm. */
  setArm(arm: ArmPreset): void {
    const { components } = this.parts.state.get();
    const { gate, level, merge, brake } = withArm(components, arm);
    this.intervene({ kind: 'gate', gate, level });
    this.intervene({ kind: 'merge', merge });
    this.intervene({ kind: 'brake', on: brake });
  }

  toggleBrake(): void {
    this.intervene({ kind: 'brake', on: !this.parts.state.get().components.brake });
  }

  toggleDriving(): void {
    const on = !this.parts.state.get().components.driving;
    this.intervene({ kind: 'drive', on, accelerationMps2: 0, leftMps: 0 });
    this.notice(on ? 'You drive: W A S D, arrow keys or a gamepad.' : 'The arm drives again.');
  }

  push(direction: PushDirection): void {
    const state = this.parts.state.get();
    this.intervene({
      kind: 'push',
      entity: entityOf(state, state.selected),
      forwardMps: direction === 'forward' ? PUSH_MPS.forward : direction === 'back' ? -PUSH_MPS.forward : 0,
      leftMps: direction === 'left' ? PUSH_MPS.left : direction === 'right' ? -PUSH_MPS.left : 0,
    });
  }

  drop(x: number, y: number): void {
    this.intervene({ kind: 'drop', x, y });
    this.patch({ tool: 'select' });
  }

  /** Drops an obstacle on the way of the ego. */
  dropAhead(): void {
    const frame = this.parts.session.frame();
    if (frame === null) return;
    const { x, y } = pointAhead(frame, DROP_AHEAD_M);
    this.drop(x, y);
  }

  setBackend(backend: Backend): void {
    this.parts.session.send({ kind: 'backend', backend });
  }

  drill(drill: 'lose-device' | 'kill-planner'): void {
    this.parts.session.send({ kind: 'drill', drill });
  }

  async save(): Promise<void> {
    try {
      const { name, bytes } = await this.parts.session.save();
      const where = await this.parts.host.saveFile(name, bytes);
      this.settle('host', 'The host answers again.');
      if (where !== null) this.notice(`Record saved: ${where}`);
    } catch (error) {
      this.hostFailed('The record could not be saved', error);
    }
  }

  async copySeed(): Promise<void> {
    const seed = String(this.parts.state.get().choice.seed);
    try {
      await navigator.clipboard.writeText(seed);
      this.notice(`Seed ${seed} copied.`);
    } catch {
      this.notice(`The clipboard cannot be written; the seed is ${seed}.`);
    }
  }

  sendDraw({ overlays }: Pick<AppState, 'overlays'>): void {
    const lidar = overlays.has('sensors') || overlays.has('hidden');
    this.parts.session.send({ kind: 'draw', lidar, candidates: overlays.has('candidates') });
  }

  /** Says something for a few seconds, to eyes and to screen readers. */
  notice(text: string): void {
    const { announcement } = this.parts.state.get();
    this.patch({ notice: text, announcement: { text, count: announcement.count + 1 } });
  }

  problem(source: Problem['source'], message: string, tip: string | null): void {
    this.raised.add(source);
    this.parts.report({ severity: 'error', message, tip, source, resolved: false, tick: null });
    this.notice(message);
  }

  private settle(source: Problem['source'], message: string): void {
    if (!this.raised.delete(source)) return;
    this.parts.report({ severity: 'info', message, tip: null, source, resolved: true, tick: null });
  }

  private isRunning(): boolean {
    const phase = this.parts.state.get().status?.phase;
    return phase !== 'paused';
  }

  private heard(status: LiveStatus): void {
    const { status: before, components, announcement } = this.parts.state.get();
    const text = announcementOf(before, status);
    const confirmed = this.parts.nowMs() - this.touchedMs > CONFIRM_MS && isLive({ status });
    this.patch({
      status,
      speed: status.speed,
      components: confirmed && !sameComponents(components, status.components) ? status.components : components,
      ...(text === null ? {} : { announcement: { text, count: announcement.count + 1 } }),
    });
  }

  private hostFailed(what: string, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.problem('host', `${what}: ${why}`, error instanceof HostProblem ? error.tip : null);
  }

  private patch(change: Partial<AppState>): void {
    const { state } = this.parts;
    state.set({ ...state.get(), ...change });
  }
}

function sameComponents(a: AppState['components'], b: AppState['components']): boolean {
  return (Object.keys(a) as (keyof AppState['components'])[]).every((name) => a[name] === b[name]);
}
