import type { ManipulationSpec, Shape } from '../spec.ts';
import { MAX_THINGS, THING_ROLES, type ThingRole } from './thing-table.ts';

/** What is known of a thing from the start: everything but where it is. */
export interface CatalogueEntry {
  readonly id: string;
  /** Index into `THING_ROLES`. */
  readonly role: number;
  readonly shape: Shape;
  /** Which of the truth's arrays has its pose, and where in it. */
  readonly source: 'objects' | 'obstacles';
  readonly at: number;
}

/**
 * The objects and obstacles of an episode in the order of their ids.
 * @throws RangeError if there are more than `MAX_THINGS`; Error if two have the same id
 */
export function catalogueOf(spec: ManipulationSpec): readonly CatalogueEntry[] {
  const total = spec.objects.length + spec.obstacles.length;
  if (total > MAX_THINGS) {
    throw new RangeError(
      `objects, obstacles: expected at most ${MAX_THINGS} together, found ${total}. Leave ${total - MAX_THINGS} out.`,
    );
  }
  const entries: CatalogueEntry[] = [
    ...spec.objects.map(({ id, shape }, i) => entry(id, roleOf(spec, id), shape, 'objects', i)),
    ...spec.obstacles.map(({ id, shape }, i) => entry(id, 'obstacle', shape, 'obstacles', i)),
  ];
  entries.sort((a, b) => (a.id < b.id ? -1 : 1));
  const twin = entries.find(({ id }, i) => i > 0 && id === entries[i - 1].id);
  if (twin !== undefined) {
    throw new Error(`objects, obstacles: expected different ids, found two '${twin.id}'. Rename one.`);
  }
  return entries;
}

function entry(id: string, role: ThingRole, shape: Shape, source: CatalogueEntry['source'], i: number): CatalogueEntry {
  return { id, role: THING_ROLES.indexOf(role), shape, source, at: 12 * i };
}

function roleOf({ task }: ManipulationSpec, id: string): ThingRole {
  if ('object' in task && task.object === id) return 'object';
  return task.kind === 'stack' && task.base === id ? 'base' : 'clutter';
}
