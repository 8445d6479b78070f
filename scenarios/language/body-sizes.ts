import type { ActorKind } from '../../sim/driving/spec.ts';

export interface BodySize {
  readonly lengthM: number;
  readonly widthM: number;
  readonly heightM: number;
}

/** Sizes of actors whose scenario gives none: common European vehicles, and an adult. */
export const BODY_SIZES: Readonly<Record<ActorKind, BodySize>> = {
  car: { lengthM: 4.6, widthM: 1.85, heightM: 1.5 },
  /** Panel van with high roof, as the Mercedes-Benz Sprinter 907 L2H2. */
  van: { lengthM: 5.9, widthM: 2.02, heightM: 2.6 },
  /** Rigid truck: longest and widest allowed by Directive 96/53/EC are 12 m and 2.55 m. */
  truck: { lengthM: 11, widthM: 2.5, heightM: 3.6 },
  motorcycle: { lengthM: 2.1, widthM: 0.8, heightM: 1.6 },
  cyclist: { lengthM: 1.8, widthM: 0.6, heightM: 1.75 },
  /** Euro NCAP adult pedestrian target: 1.8 m high, 0.5 m wide, stride 0.6 m. */
  pedestrian: { lengthM: 0.6, widthM: 0.5, heightM: 1.8 },
  debris: { lengthM: 0.8, widthM: 0.8, heightM: 0.4 },
  barrier: { lengthM: 4, widthM: 0.5, heightM: 1.2 },
};

/** The ego's size, that of `CAR`. */
export const EGO_SIZE = BODY_SIZES.car;
