import type { EpisodeRecord } from './record-reader.ts';
import { RecordProblem } from './record-problem.ts';
import { requireDriving } from './recorded-setup.ts';
import { fromKeys, LAYOUT_COLUMNS, type StateLayout } from './state-layout.ts';

type Columns = Record<(typeof LAYOUT_COLUMNS)[number], Float64Array>;

/**
 * What a record's states say of everything that moves, one state at a time, read by the record's own layout: also those
 * of a newer engine, and without simulating.
 */
export class RecordedMotion {
  readonly actors: StateLayout['actors'];
  /** Of the state that was shown last, one number per actor. */
  readonly columns: Columns;
  tick = 0;
  end = 'running';
  /** Row of the other; -1 without a collision. */
  collisionRow = -1;
  collisionKind: string | null = null;
  atFault = false;
  impactSpeedMps = 0;
  /** Of the ego, m/s2. */
  lateralAccelerationMps2 = 0;
  private readonly layout: StateLayout;
  private readonly least: number;

  /** @throws RecordProblem when it is not of driving, or the layout of its states is not known */
  constructor(private readonly record: EpisodeRecord) {
    requireDriving(record);
    const { layout } = record.header;
    if (layout === null) throw this.problem('holds states whose layout is not known to this version');
    this.layout = layout;
    this.actors = layout.actors;
    const rows = layout.actors.length;
    this.columns = fromKeys(LAYOUT_COLUMNS, () => new Float64Array(rows));
    this.least =
      Math.max(...Object.values(layout.columns).map((at) => at + rows), ...Object.values(layout.numbers)) + 1;
  }

  /** @throws RecordProblem when the state does not fit the layout */
  show(values: Float64Array): void {
    const { layout, columns, actors } = this;
    if (values.length < this.least)
      throw this.problem(`holds a state of ${values.length} numbers, too few for its layout`);
    for (const name of LAYOUT_COLUMNS) {
      const at = layout.columns[name];
      columns[name].set(values.subarray(at, at + actors.length));
    }
    const { numbers } = layout;
    this.tick = values[numbers.tick];
    this.end = this.named(layout.ends, values[numbers.end], 'end');
    this.collisionRow = values[numbers.collisionRow];
    const kind = values[numbers.collisionKind];
    this.collisionKind = kind < 0 ? null : this.named(layout.collisionKinds, kind, 'collisionKind');
    this.atFault = values[numbers.atFault] === 1;
    this.impactSpeedMps = values[numbers.impactSpeedMps];
    this.lateralAccelerationMps2 = values[numbers.lateralAccelerationMps2];
    if (this.collisionKind !== null && this.collisionRow in actors === false)
      throw this.problem(`holds a collision with row ${this.collisionRow} of ${actors.length}`);
  }

  private named(names: readonly string[], code: number, what: string): string {
    const name = names[code] as string | undefined;
    if (name === undefined)
      throw this.problem(`holds a state whose ${what} is ${code}, which its layout does not name`);
    return name;
  }

  /** What to throw where a state says what cannot be. */
  problem(wrong: string): RecordProblem {
    const { file, header } = this.record;
    return new RecordProblem(file, wrong, `use Twotempo ${header.engineVersion}, which made it`);
  }
}
