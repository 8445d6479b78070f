import { describe, expect, it } from 'vitest';
import { armLayout, POSE } from '../../../scenarios/arm-frames/arm-frames.ts';
import { goalOf, updateGoal } from '../../../scenarios/arm-frames/goal-place.ts';
import type { ManipulationSpec } from '../../../sim/robotics/spec.ts';
import { BOX, episode } from '../../sim/robotics/arm-episode.ts';

/** Where the goal is once the first object stands at (0.3, 0.2, 0.05). */
function goalIn(spec: ManipulationSpec): readonly [number, number, number] {
  const layout = armLayout(spec);
  const frame = new Float64Array(layout.stride);
  frame.set([0.3, 0.2, 0.05], layout.objects + POSE - 3);
  const goal = goalOf(spec);
  updateGoal(goal, frame, layout);
  return [goal.x, goal.y, goal.z];
}

describe('the place of a goal', () => {
  it('is that of the task where it names one', () => {
    const task = { kind: 'place', object: 'box', goal: [0.4, 0.1, 0.03], toleranceM: 0.025, holdS: 0.2 } as const;
    expect(goalIn(episode({ task }))).toEqual([0.4, 0.1, 0.03]);
    expect(goalOf(episode({ task }))).toMatchObject({ toleranceM: 0.025, shape: BOX.shape });
  });

  it('is above an object that is to be lifted, at a height that does not rise with it', () => {
    const [x, y, z] = goalIn(episode());
    expect([x, y]).toEqual([0.3, 0.2]);
    expect(z).toBeCloseTo(BOX.position[2] + 0.04, 9);
  });

  it('is on the base of a stack, wherever that is', () => {
    const task = { kind: 'stack', object: 'top', base: 'box', toleranceM: 0.02, holdS: 0.2 } as const;
    const objects = [BOX, { ...BOX, id: 'top', shape: { kind: 'sphere', radiusM: 0.02 } as const }];
    const [x, y, z] = goalIn(episode({ task, objects }));
    expect([x, y]).toEqual([0.3, 0.2]);
    // Half of the box's 6 cm and the ball's radius.
    expect(z).toBeCloseTo(0.05 + 0.03 + 0.02, 9);
  });
});
