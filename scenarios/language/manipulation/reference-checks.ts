import { MAX_THINGS } from '../../../sim/robotics/sensors/thing-table.ts';
import type { ManipulationSpec, PathSpec, TriggerSpec } from '../../../sim/robotics/spec.ts';
import type { FieldPath } from '../problem.ts';
import type { Fault } from '../validate.ts';
import type { WrittenAt } from './resolve-things.ts';

/** Nearer points are one place, m. */
const LEAST_LEG_M = 1e-3;

/** Names of things that are not there, what cannot happen in this task, and paths that lead nowhere. */
export function referenceFaults(spec: ManipulationSpec, written: WrittenAt): Fault[] {
  const faults: Fault[] = [];
  const fault = (path: FieldPath, expected: string, found: string, tip = '') => {
    faults.push({ path, expected, found, tip });
  };
  const { task, objects, obstacles, belt, person, events } = spec;
  const things = objects.length + obstacles.length;
  if (things > MAX_THINGS) {
    fault(['objects'], `at most ${MAX_THINGS} objects and obstacles together`, String(things));
  }
  const refer = (id: string, path: FieldPath) => {
    if (objects.some((object) => object.id === id)) return;
    if (written.objects.has(id)) {
      fault(path, 'an object that is there in this episode', JSON.stringify(id), `Leave out the \`when\` of ${id}.`);
      return;
    }
    const known = [...written.objects.keys()];
    fault(
      path,
      `the id of an object: ${known.length === 0 ? 'there is none' : `one of ${known.join(', ')}`}`,
      JSON.stringify(id),
    );
  };
  if (task.kind !== 'reach') refer(task.object, ['task', 'object']);
  if (task.kind === 'stack') {
    refer(task.base, ['task', 'base']);
    if (task.base === task.object) fault(['task', 'base'], 'another object than the one to be put on it', task.base);
  }

  const grasps = task.kind === 'place' || task.kind === 'lift' || task.kind === 'stack';
  const trigger = ({ kind }: TriggerSpec, path: FieldPath) => {
    if (kind !== 'held' || grasps) return;
    fault([...path, 'kind'], `time or near: in the task ${task.kind} nothing is held`, kind);
  };
  const path = (way: PathSpec, at: FieldPath) => {
    trigger(way.start, [...at, 'start']);
    if (way.backAndForth && way.points.length < 2) {
      fault([...at, 'points'], 'at least 2 points to go back and forth', String(way.points.length));
    }
    way.points.forEach(([x, y, z], i) => {
      if (i === 0) return;
      const [fromX, fromY, fromZ] = way.points[i - 1];
      const leg = Math.sqrt((x - fromX) * (x - fromX) + (y - fromY) * (y - fromY) + (z - fromZ) * (z - fromZ));
      if (leg < LEAST_LEG_M)
        fault([...at, 'points', i], `a place at least ${LEAST_LEG_M} m from the one before`, `${leg} m`);
    });
  };
  for (const { id, path: way } of obstacles) path(way, ['obstacles', written.obstacles.get(id) ?? 0, 'path']);
  if (person !== null) path(person.hand, ['person', 'hand']);
  events.forEach((event, i) => {
    const at = ['events', written.events[i]];
    trigger(event.trigger, [...at, 'trigger']);
    const { action } = event;
    if (action.kind === 'shove') refer(action.object, [...at, 'action', 'object']);
    if (action.kind === 'slip' && !grasps) {
      fault([...at, 'action', 'kind'], `shove or belt-speed: in the task ${task.kind} nothing is held`, 'slip');
    }
    if (action.kind === 'belt-speed' && belt === null) {
      fault([...at, 'action', 'kind'], 'slip or shove: there is no belt', 'belt-speed');
    }
  });
  return faults;
}
