import type { DrivingSpec } from '../../../sim/driving/spec.ts';
import { UNCALIBRATED } from '../../../policies/driving/calibration.ts';
import { OUTPUT_COUNT } from '../../../policies/driving/fast-policy.ts';
import { FEATURE_COUNT, FEATURE_VERSION } from '../../../policies/driving/features.ts';
import { resolveScenario } from '../../../scenarios/language/resolve.ts';
import { episodeSeed } from '../../../scenarios/language/splits.ts';
import { libraryScenario } from '../../../scenarios/library/registry.ts';
import type { LoadedModel } from '../../../scenarios/runner/episode.ts';

export const trainSeed = (scenario: string, seed: number): string => episodeSeed('train', scenario, seed);

export function episodeSpec(scenario: string, seed: number, timeLimitS?: number): DrivingSpec {
  const spec = resolveScenario(libraryScenario(scenario), trainSeed(scenario, seed));
  return { ...spec, timeLimitS: timeLimitS ?? spec.timeLimitS };
}

/** A network of one member that always says the same: keep the lane and the speed. Tells of every input it is given. */
export function steadyModel(onInput: (input: Float32Array) => void): LoadedModel {
  const input = new Float32Array(FEATURE_COUNT);
  const output = new Float32Array(OUTPUT_COUNT);
  output[0] = 10;
  return {
    facts: {
      name: 'steady',
      sha256: '0'.repeat(64),
      featureVersion: FEATURE_VERSION,
      members: 1,
      calibration: UNCALIBRATED,
    },
    inference: {
      input,
      output,
      run: () => {
        onInput(input.slice());
        return Promise.resolve();
      },
    },
  };
}
