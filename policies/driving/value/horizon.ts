/** Roll-outs look this far ahead in steps of this length; 4 s covers a full stop from 30 m/s and an evasive lane change. */
export const STEP_S = 0.1;
export const STEPS = 40;
export const HORIZON_S = STEP_S * STEPS;

/** Objects that a scene can hold; the nearest ones win. */
export const MAX_OBJECTS = 64;
