import type { DrivingObservation } from '../../../sim/driving/observation.ts';
import type { Scene } from './scene.ts';

/** Fills a scene from what the sensors gave: confirmed tracks only. */
export function fillSensedScene(observation: DrivingObservation, scene: Scene): void {
  const e = observation.ego;
  scene.setEgo(
    e.s,
    e.d,
    e.speed,
    e.lateralVelocity,
    e.acceleration,
    observation.egoLengthM,
    observation.egoWidthM,
    observation.desiredSpeedMps,
  );
  const t = observation.tracks;
  for (let i = 0; i < t.count; i++) {
    if (t.valid[i] !== 1 || t.confirmed[i] !== 1) continue;
    scene.add(
      i,
      t.kind[i],
      t.x[i],
      t.y[i],
      t.heading[i],
      t.vx[i],
      t.vy[i],
      t.acceleration[i],
      t.lengthM[i],
      t.widthM[i],
    );
  }
}
