import type { Clip } from '../../../scenarios/clips/clip.ts';
import type {
  DrivingRecord,
  ForkChoice,
  OpenedRecord,
  RecordFacts,
  RecordOpener,
} from '../../../renderer/records/opened-record.ts';
import { smallClip } from '../replay/small-clip.ts';

/** An opened record of two actors; everything can be replaced. */
export function openedRecord(
  id: number,
  facts: Partial<RecordFacts> = {},
  changes: Partial<DrivingRecord> = {},
): DrivingRecord {
  const clip: Clip = changes.clip ?? smallClip();
  return {
    id,
    name: `record-${id}.mcap`,
    file: new Blob([`bytes of ${id}`]),
    facts: {
      ...{ suite: 'longtail', scenario: 'cut-in/tail', seed: 3, split: 'test', arm: 'dual' },
      ...{ latency: { kind: 'fixed', ms: 200 }, latencyName: 'fixed:200', planner: null, engineVersion: '1.0.0' },
      ...{ clock: 'virtual', digest: 'ab'.repeat(32), ticks: 12, outcome: clip.outcome.end, fork: null },
      ...facts,
    },
    clip,
    worldHashes: Uint32Array.of(1, 2, 3),
    episode: {
      ...{ episode: 1, choice: { scenario: { kind: 'library', id: 'cut-in/tail' }, seed: 3 } },
      ...{ scenario: 'cut-in/tail', family: 'cut-in', map: { roads: [] } as never, controlDt: clip.controlDt },
      ...{ timeLimitS: 15, goalS: 100, sensorRangeM: 60, fieldOfViewRad: 6, actors: [] },
    },
    frames: {
      ...{ count: 0, rows: 0, stride: 0, numbers: new Float32Array(), candidateBlock: new Int32Array() },
      ...{ candidates: new Float32Array(), hasBeliefs: true },
    },
    result: null,
    notes: [],
    forkProblem: null,
    ...changes,
  };
}

interface Asked {
  readonly name: string;
  readonly choice: ForkChoice | null;
  readonly signal: AbortSignal | undefined;
  readonly progress: (share: number) => void;
  readonly answer: (record: OpenedRecord) => void;
  readonly refuse: (error: unknown) => void;
}

/** An opener whose answers the test gives, by the name of the file or of what is forked. */
export class OpenerByHand implements RecordOpener {
  readonly asked: Asked[] = [];

  open(_file: Blob, name: string, progress?: (share: number) => void, signal?: AbortSignal): Promise<OpenedRecord> {
    return this.ask(name, null, signal, progress);
  }

  fork(
    { name }: OpenedRecord,
    choice: ForkChoice,
    signal?: AbortSignal,
    progress?: (share: number) => void,
  ): Promise<OpenedRecord> {
    return this.ask(name, choice, signal, progress);
  }

  /** The newest question about a file. */
  of(name: string): Asked {
    const found = this.asked.findLast((asked) => asked.name === name);
    if (found === undefined) throw new Error(`nobody asked for ${name}, only for ${this.names().join(', ')}`);
    return found;
  }

  names(): string[] {
    return this.asked.map(({ name }) => name);
  }

  private ask(
    name: string,
    choice: ForkChoice | null,
    signal: AbortSignal | undefined,
    progress: ((share: number) => void) | undefined,
  ): Promise<OpenedRecord> {
    return new Promise((answer, refuse) => {
      this.asked.push({ name, choice, signal, progress: (share) => progress?.(share), answer, refuse });
    });
  }
}

/** Lets everything that can happen now happen. */
export function settled(): Promise<void> {
  return new Promise((done) => setTimeout(done, 0));
}
