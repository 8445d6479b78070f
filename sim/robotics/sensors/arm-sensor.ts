import { RandomStream } from '../../kernel/random.ts';
import type { StateIo, Stateful } from '../../kernel/state-io.ts';
import type { ArmModel } from '../arm/arm-model.ts';
import { Kinematics } from '../arm/kinematics.ts';
import type { ArmReading } from '../observation.ts';
import type { SensorSpec } from '../spec.ts';
import type { PerceptionTruth } from './perception-truth.ts';

/**
 * Encoders of the joints and of the gripper, with white Gaussian noise; the pads' force is exact. Pose and velocity of the
 * tool centre point follow from the noisy angles and speeds, so that they err together. The noise comes from the
 * stream `sensor/arm` of the episode's seed and takes the same number of draws at every tick, whatever the arm does. The
 * width is not cut at 0: it can be negative by its noise.
 */
export class ArmSensor implements ArmReading, Stateful {
  readonly q: Float64Array;
  readonly qd: Float64Array;
  x = 0;
  y = 0;
  z = 0;
  vx = 0;
  vy = 0;
  vz = 0;
  yaw = 0;
  yawRate = 0;
  widthM = 0;
  forceN = 0;

  private readonly kinematics: Kinematics;
  private readonly noise: RandomStream;
  private readonly twist = new Float64Array(6);

  constructor(
    private readonly spec: SensorSpec,
    model: ArmModel,
    seed: number | string,
  ) {
    this.kinematics = new Kinematics(model);
    this.noise = RandomStream.named(seed, 'sensor/arm');
    this.q = new Float64Array(model.joints.length);
    this.qd = new Float64Array(model.joints.length);
  }

  measure(truth: PerceptionTruth): void {
    for (let i = 0; i < this.q.length; i++) {
      this.q[i] = truth.q[i] + this.noise.normal(0, this.spec.jointNoiseRad);
      this.qd[i] = truth.qd[i] + this.noise.normal(0, this.spec.jointSpeedNoiseRadps);
    }
    this.widthM = truth.widthM + this.noise.normal(0, this.spec.gripperNoiseM);
    this.forceN = truth.forceN;
    this.derive();
  }

  private derive(): void {
    const { kinematics, twist } = this;
    kinematics.update(this.q);
    kinematics.twist(this.qd, twist);
    this.x = kinematics.x;
    this.y = kinematics.y;
    this.z = kinematics.z;
    this.yaw = kinematics.yaw;
    this.vx = twist[0];
    this.vy = twist[1];
    this.vz = twist[2];
    this.yawRate = twist[5];
  }

  exchange(io: StateIo): void {
    this.noise.exchange(io);
    io.numbers('q', this.q);
    io.numbers('qd', this.qd);
    this.x = io.number('x', this.x);
    this.y = io.number('y', this.y);
    this.z = io.number('z', this.z);
    this.vx = io.number('vx', this.vx);
    this.vy = io.number('vy', this.vy);
    this.vz = io.number('vz', this.vz);
    this.yaw = io.number('yaw', this.yaw);
    this.yawRate = io.number('yawRate', this.yawRate);
    this.widthM = io.number('widthM', this.widthM);
    this.forceN = io.number('forceN', this.forceN);
  }
}
