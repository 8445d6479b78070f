import type { HostBridge, TextDocument } from '../host/host-bridge.ts';
import type { HeldDocument } from '../host/file-contract.ts';
import type { EpisodeChoice, Problem } from '../live/protocol.ts';

export interface EditorParts {
  readonly host: HostBridge;
  /** Opens the text as an episode, paused at its start: the scene beside the text. */
  readonly preview: (name: string, text: string, seed: number) => void;
  /** As `preview`, and plays it. */
  readonly run: (name: string, text: string, seed: number) => void;
  /** The episode that is open in the live session. */
  readonly choice: () => EpisodeChoice;
  /** Runs the saved document as a suite; absent: nothing here could. */
  readonly onRunSuite?: (document: TextDocument) => void;
  readonly report: (problem: Problem) => void;
  /** Brings the panel to the front. */
  readonly reveal: () => void;
}

/** The scenario that is being edited. */
export class ScenarioEditor {
  constructor(readonly parts: EditorParts) {}

  /** Opens a file that the host has handed over. */
  openHeld(_document: HeldDocument): void {
    this.parts.reveal();
  }
}
