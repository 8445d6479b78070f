import type { StateIo, Stateful } from '../../kernel/state-io.ts';

/**
 * What the actors remember from tick to tick beyond their rows in the actor table. Columns by row of the table; row 0,
 * the ego's, is unused.
 */
export class TrafficState implements Stateful {
  /** Direction of travel on the present road, 1 or -1. */
  readonly direction: Float64Array;
  /** Lane that the driver is in or changes to. */
  readonly lane: Float64Array;
  /** Lateral motion from `fromD` to `toD`, m; `share` of the time `changeS` has passed, 1: arrived. */
  readonly fromD: Float64Array;
  readonly toD: Float64Array;
  readonly share: Float64Array;
  readonly changeS: Float64Array;
  /** Number of roads of the route that are behind. */
  readonly hop: Float64Array;
  /** Speed that the driver or walker wants, m/s. */
  readonly desired: Float64Array;
  /** Rate at which it is approached, m/s2; 0 for a driver that follows its model. */
  readonly rate: Float64Array;
  /** Event whose `brake` is being done, or -1, and when it ends, s: infinite until the low speed is reached. */
  readonly brakeEvent: Float64Array;
  readonly brakeUntil: Float64Array;
  /** Acceleration held through a Gipps driver's reaction time, m/s2; NaN: decide now. */
  readonly held: Float64Array;
  readonly imperfection: Float64Array;
  /** What a walker is doing and how far it has come, m. */
  readonly gait: Float64Array;
  readonly walked: Float64Array;

  private readonly columns: readonly { readonly field: string; readonly values: Float64Array }[];
  private readonly entities: readonly string[];

  /** @param entities of the actor table, the ego's first */
  constructor(entities: readonly string[]) {
    const columns: { field: string; values: Float64Array }[] = [];
    const column = (field: string): Float64Array => {
      const values = new Float64Array(entities.length);
      columns.push({ field, values: values.subarray(1) });
      return values;
    };
    this.direction = column('direction');
    this.lane = column('lane');
    this.fromD = column('fromD');
    this.toD = column('toD');
    this.share = column('share');
    this.changeS = column('changeS');
    this.hop = column('hop');
    this.desired = column('desired');
    this.rate = column('rate');
    this.brakeEvent = column('brakeEvent');
    this.brakeUntil = column('brakeUntil');
    this.held = column('held');
    this.imperfection = column('imperfection');
    this.gait = column('gait');
    this.walked = column('walked');
    this.columns = columns;
    this.entities = entities.slice(1);
  }

  exchange(io: StateIo): void {
    for (const { field, values } of this.columns) io.column(field, values, this.entities);
  }
}
