import type { Clip, ClipActor, ClipEvent, ClipLine, ClipOutcome, ClipRequest } from './clip.ts';
import type { ClipTable, ThingShape } from './clip-table.ts';
import { ClipProblem } from './clip-problem.ts';

/** A clip without its columns: what is left is told by number of values. */
export interface ClipHead extends Pick<
  Clip,
  | 'scenario'
  | 'family'
  | 'seed'
  | 'arm'
  | 'latency'
  | 'digest'
  | 'periodS'
  | 'controlDt'
  | 'count'
  | 'durationS'
  | 'sources'
  | 'gate'
> {
  readonly actors: readonly ClipActor[];
  readonly requests: readonly HeadRequest[];
  readonly events: readonly ClipEvent[];
  readonly lines: readonly HeadLine[];
  readonly outcome: ClipOutcome;
  readonly table?: HeadTable;
}

/** A table without its columns. */
export type HeadTable = Pick<ClipTable, 'task' | 'toleranceM' | 'wanted' | 'belt' | 'personRadiusM' | 'jointPoints'>;

/** `points`: how many points the path has. */
export interface HeadRequest extends Omit<ClipRequest, 'path'> {
  readonly points: number;
}

export interface HeadLine {
  readonly kind: ClipLine['kind'];
  readonly points: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** @throws ClipProblem that names the first wrong field */
export function readHead(text: string): ClipHead {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ClipProblem('The clip is damaged: its head is not JSON.');
  }
  const head = fields(value, 'head');
  return {
    scenario: word(head, 'scenario'),
    family: word(head, 'family'),
    seed: number(head, 'seed'),
    arm: word(head, 'arm'),
    latency: word(head, 'latency'),
    digest: word(head, 'digest'),
    periodS: positive(head, 'periodS'),
    controlDt: positive(head, 'controlDt'),
    count: whole(head, 'count', 1),
    durationS: number(head, 'durationS', 0),
    actors: list(head, 'actors', 1).map(actor),
    sources: list(head, 'sources').map((f) => ({ fromS: number(f, 'fromS'), source: word(f, 'source') })),
    gate: list(head, 'gate').map((f) => ({
      fromS: number(f, 'fromS'),
      toS: number(f, 'toS'),
      reason: word(f, 'reason'),
    })),
    requests: list(head, 'requests').map(request),
    events: list(head, 'events').map((f) => ({
      timeS: number(f, 'timeS'),
      kind: word(f, 'kind'),
      text: word(f, 'text'),
    })),
    lines: list(head, 'lines').map(line),
    outcome: outcome(fields(head['outcome'], 'outcome')),
    ...(head['table'] === undefined ? {} : { table: table(fields(head['table'], 'table')) }),
  };
}

function actor(f: Fields): ClipActor {
  return {
    id: word(f, 'id'),
    kind: word(f, 'kind'),
    lengthM: positive(f, 'lengthM'),
    widthM: positive(f, 'widthM'),
    ...(f['shape'] === undefined ? {} : { shape: oneOf(f, 'shape', SHAPES), heightM: positive(f, 'heightM') }),
  };
}

const SHAPES: readonly ThingShape[] = ['box', 'cylinder', 'sphere'];
const TASKS: readonly ClipTable['task'][] = ['reach', 'place', 'lift', 'push', 'stack'];
/** Most joints of an arm are 12: its base, their links, its tool. */
const MOST_POINTS = 64;

function table(f: Fields): HeadTable {
  const jointPoints = whole(f, 'jointPoints', 2);
  if (jointPoints > MOST_POINTS) throw wrong('jointPoints', `at most ${MOST_POINTS}`, jointPoints);
  return {
    task: oneOf(f, 'task', TASKS),
    toleranceM: number(f, 'toleranceM', 0),
    wanted: whole(f, 'wanted'),
    belt: f['belt'] === null ? null : belt(fields(f['belt'], 'belt')),
    personRadiusM: number(f, 'personRadiusM', 0),
    jointPoints,
  };
}

function belt(f: Fields): NonNullable<ClipTable['belt']> {
  return {
    x: number(f, 'x'),
    y: number(f, 'y'),
    lengthM: positive(f, 'lengthM'),
    widthM: positive(f, 'widthM'),
    heightM: positive(f, 'heightM'),
    headingRad: number(f, 'headingRad'),
    speedMps: number(f, 'speedMps'),
  };
}

function oneOf<T extends string>(f: Fields, name: string, values: readonly T[]): T {
  const found = word(f, name);
  const value = values.find((each) => each === found);
  if (value === undefined) throw wrong(name, `one of ${values.join(', ')}`, found);
  return value;
}

function request(f: Fields): HeadRequest {
  return {
    id: whole(f, 'id'),
    fromS: number(f, 'fromS'),
    toS: number(f, 'toS'),
    state: word(f, 'state'),
    why: word(f, 'why'),
    used: f['used'] === null ? null : interval(fields(f['used'], 'used')),
    explanation: word(f, 'explanation'),
    points: whole(f, 'points'),
  };
}

function interval(f: Fields): { fromS: number; toS: number } {
  return { fromS: number(f, 'fromS'), toS: number(f, 'toS') };
}

function line(f: Fields): HeadLine {
  const kind = word(f, 'kind');
  if (kind !== 'border' && kind !== 'lane' && kind !== 'shoulder') throw wrong('kind', 'a kind of line', kind);
  return { kind, points: whole(f, 'points') };
}

function outcome(f: Fields): ClipOutcome {
  return {
    end: word(f, 'end'),
    collisionWith: f['collisionWith'] === null ? null : word(f, 'collisionWith'),
    impactSpeedMps: f['impactSpeedMps'] === null ? null : number(f, 'impactSpeedMps'),
  };
}

function fields(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(name, 'fields', value);
  return value as Fields;
}

function list(f: Fields, name: string, fewest = 0): Fields[] {
  const value = f[name];
  if (!Array.isArray(value) || value.length < fewest) throw wrong(name, 'a list', value);
  return value.map((item) => fields(item, name));
}

function word(f: Fields, name: string): string {
  const value = f[name];
  if (typeof value !== 'string') throw wrong(name, 'text', value);
  return value;
}

function number(f: Fields, name: string, least = -Infinity): number {
  const value = f[name];
  if (typeof value !== 'number' || !Number.isFinite(value) || value < least) throw wrong(name, 'a number', value);
  return value;
}

function positive(f: Fields, name: string): number {
  const value = number(f, name, 0);
  if (value === 0) throw wrong(name, 'a number above 0', value);
  return value;
}

function whole(f: Fields, name: string, least = 0): number {
  const value = number(f, name, least);
  if (!Number.isSafeInteger(value)) throw wrong(name, 'a whole number', value);
  return value;
}

function wrong(name: string, wanted: string, found: unknown): ClipProblem {
  const shown = JSON.stringify(found) ?? 'nothing';
  return new ClipProblem(`The clip is damaged: '${name}' should be ${wanted}, but is ${shown.slice(0, 40)}.`);
}
