import type { Stateful } from '../../../sim/kernel/state-io.ts';
import type { Scene } from '../value/scene.ts';

/**
 * A driver model that serves as a yardstick: it keeps its lane and answers for speed only. It sees what the ego's sensors
 * see, as a scene; everything that outlives a tick is in `exchange`.
 */
export interface ReferenceDriver extends Stateful {
  /**
   * @param followMps2 what ordinary car following asks for now, m/s2
   * @param dt length of the tick, s
   * @returns requested acceleration, m/s2: `followMps2` unless the model sees a reason to brake harder
   */
  request(scene: Scene, followMps2: number, dt: number): number;
}
