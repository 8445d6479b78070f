import { hypot } from '../../../sim/kernel/math.ts';
import { PersonArm } from '../../../sim/robotics/movers/person-arm.ts';
import type { ManipulationSpec, PersonSpec, Point } from '../../../sim/robotics/spec.ts';
import type { FieldPath } from '../problem.ts';
import type { Fault } from '../validate.ts';
import type { Reach } from './arm-reach.ts';
import type { WrittenAt } from './resolve-things.ts';

/** A person's arm that cannot reach where its hand is to go, that is in the table, or in the robot's arm at the start. */
export function personFaults({ person, arm }: ManipulationSpec, _: WrittenAt, reach: Reach): Fault[] {
  if (person === null) return [];
  const faults = handFaults(person);
  if (faults.length > 0) return faults;
  const [hand] = person.hand.points;
  const elbow = elbowAt(person, hand);
  const isHit = reach.ballsAt(arm.start).some(({ centre, radiusM }) => {
    const nearest = Math.min(distanceToLeg(centre, person.shoulder, elbow), distanceToLeg(centre, elbow, hand));
    return nearest < radiusM + person.radiusM;
  });
  if (!isHit) return [];
  const path = ['person', 'hand', 'points', 0];
  return [{ path, expected: "a place of its own for the person's arm", found: 'one that the arm takes', tip: '' }];
}

/** A straight leg of the hand's path is nearest to the shoulder within it and farthest at an end. */
function handFaults(person: PersonSpec): Fault[] {
  const { shoulder, upperArmM, foreArmM, radiusM, hand } = person;
  const longest = upperArmM + foreArmM;
  const shortest = Math.abs(upperArmM - foreArmM);
  return hand.points.flatMap((point, i): Fault[] => {
    const path: FieldPath = ['person', 'hand', 'points', i];
    const far = distanceToLeg(shoulder, point, point);
    const near = distanceToLeg(shoulder, hand.points[Math.max(0, i - 1)], point);
    if (far > longest || near < shortest) {
      const expected = `a place from ${inWords(shortest)} to ${inWords(longest)} from the shoulder, all the way`;
      return [{ path, expected, found: inWords(far > longest ? far : near), tip: '' }];
    }
    if (point[2] >= radiusM) return [];
    return [
      {
        path: [...path, 'z'],
        expected: `at least ${radiusM} m, so that it stays above the table`,
        found: `${point[2]} m`,
        tip: '',
      },
    ];
  });
}

function inWords(lengthM: number): string {
  return `${Math.round(lengthM * 1000) / 1000} m`;
}

function elbowAt(person: PersonSpec, point: Point): Point {
  const { joints } = new PersonArm({ ...person, hand: { ...person.hand, points: [point] } });
  return [joints[3], joints[4], joints[5]];
}

function distanceToLeg(point: Point, from: Point, to: Point): number {
  const leg = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const away = [point[0] - from[0], point[1] - from[1], point[2] - from[2]];
  const square = leg[0] * leg[0] + leg[1] * leg[1] + leg[2] * leg[2];
  const dot = away[0] * leg[0] + away[1] * leg[1] + away[2] * leg[2];
  const share = square > 0 ? Math.min(1, Math.max(0, dot / square)) : 0;
  return hypot(hypot(away[0] - share * leg[0], away[1] - share * leg[1]), away[2] - share * leg[2]);
}
