import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ActorTable } from '../actor-table.ts';
import type { RoadMap } from '../map/types.ts';
import type { SensorSpec } from '../spec.ts';
import { EgoSensor, EgoState } from './ego-sensor.ts';
import { LaneSensor, LaneView } from './lane-sensor.ts';
import { Lidar } from './lidar.ts';
import { ObjectSensor } from './object-sensor.ts';
import { TrackTable } from './track-table.ts';
import { Tracker } from './tracker.ts';

/** Time between two measurements, s, rounded to whole control ticks. */
export const MEASUREMENT_PERIOD_S = 0.05;

/**
 * All that the ego knows of the world: itself, its lane and the tracks of the others. The actor table is the truth that
 * it measures; whatever the sensors do not see has no effect on any field here.
 */
export class Perception implements Stateful {
  readonly ego = new EgoState();
  readonly lane = new LaneView();
  readonly tracks: TrackTable;

  private readonly spec: SensorSpec;
  private readonly actors: ActorTable;
  private readonly controlDt: number;
  private readonly ticksPerMeasurement: number;
  private readonly egoSensor: EgoSensor;
  private readonly laneSensor: LaneSensor;
  private readonly objectSensor: ObjectSensor;
  private readonly tracker: Tracker;
  private lidar: Lidar | null = null;

  /**
   * @param actors the truth; read at every `sense`, never written
   * @param seed of the episode; the noise comes from its streams `sensor/ego` and `sensor/<actor id>`
   * @param controlDt control tick, s
   */
  constructor(spec: SensorSpec, map: RoadMap, actors: ActorTable, seed: number | string, controlDt: number) {
    this.spec = spec;
    this.actors = actors;
    this.controlDt = controlDt;
    this.ticksPerMeasurement = Math.max(1, Math.round(MEASUREMENT_PERIOD_S / controlDt));
    this.tracks = new TrackTable(actors);
    this.egoSensor = new EgoSensor(actors, map.roads[0], seed, this.ticksPerMeasurement * controlDt);
    this.laneSensor = new LaneSensor(map);
    this.objectSensor = new ObjectSensor(spec, actors, seed);
    this.tracker = new Tracker(this.tracks, spec.memoryS);
  }

  /** Forgets everything and starts the noise afresh. */
  reset(): void {
    this.tracks.reset();
    this.egoSensor.reset();
    this.objectSensor.reset();
  }

  /** Perceives the present state of the actors; once per control tick, with the ticks 0, 1, 2 ... in order. */
  sense(tick: number): void {
    this.tracker.predict(this.controlDt);
    if (tick % this.ticksPerMeasurement === 0) {
      this.egoSensor.measure();
      this.objectSensor.measure();
      this.tracker.update(this.objectSensor);
    }
    this.egoSensor.read(this.ego);
    this.laneSensor.read(this.ego, this.lane);
  }

  /**
   * Scans the present surroundings: distances of the nearest hits by `out.length` beams, m, at most the sensor's range;
   * see `Lidar` for their directions. Costs nothing unless called; allocates when the number of beams changes.
   */
  scanLidar(out: Float64Array): void {
    if (this.lidar === null || this.lidar.beams !== out.length) {
      this.lidar = new Lidar(this.actors, out.length, this.spec.fieldOfViewRad, this.spec.rangeM);
    }
    this.lidar.scan(out);
  }

  exchange(io: StateIo): void {
    io.entity('sensors');
    this.egoSensor.exchange(io);
    this.objectSensor.exchange(io);
    io.entity('perceived/ego');
    this.ego.exchange(io);
    io.entity('perceived/lane');
    this.lane.exchange(io);
    io.entity('perceived/tracks');
    this.tracks.exchange(io);
  }
}
