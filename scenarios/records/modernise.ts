import { z } from 'zod';
import { HEADER_METADATA } from './record-header.ts';
import { fromKeys, LAYOUT_COLUMNS, LAYOUT_NUMBERS, type StateLayout } from './state-layout.ts';

/** The metadata records of a record, by name. */
export type RecordMetadata = ReadonlyMap<string, ReadonlyMap<string, string>>;

type Step = (header: ReadonlyMap<string, string>) => {
  readonly version: number;
  readonly added: Record<string, string>;
};

/** By the version that they turn into a newer one. They never change, whatever the present engine does. */
const STEPS: ReadonlyMap<number, Step> = new Map([
  [1, (header) => ({ version: 3, added: { clock: 'virtual', layout: JSON.stringify(firstLayout(header)) } })],
  [2, (header) => ({ version: 3, added: { clock: 'live', layout: JSON.stringify(firstLayout(header)) } })],
]);

/**
 * Metadata of an older record as the present version writes it; messages and states have not changed since version 1.
 * What is no old record comes back as it is.
 */
export function modernise(metadata: RecordMetadata): RecordMetadata {
  let header = metadata.get(HEADER_METADATA);
  if (header === undefined) return metadata;
  for (;;) {
    const step = STEPS.get(Number(header.get('formatVersion')));
    if (step === undefined) return new Map([...metadata, [HEADER_METADATA, header]]);
    const { version, added } = step(header);
    header = new Map([...header, ...Object.entries(added), ['formatVersion', String(version)]]);
  }
}

/** The engine that wrote versions 1 and 2, and the columns of its states. */
const FIRST_ENGINE = '0.1.0';
const FIRST_COLUMNS = ['x', 'y', 'heading', 'speed', 'vx', 'vy', 'acceleration', 'yawRate', 'road', 's', 'd'];
const FIRST_NUMBERS = ['tick', 'end', 'collisionRow', 'collisionKind', 'atFault', 'impactSpeedMps'];

const firstSpec = z.object({
  actors: z.array(
    z.object({ id: z.string(), kind: z.string(), lengthM: z.number(), widthM: z.number(), heightM: z.number() }),
  ),
});

/** How Twotempo 0.1.0 laid out its states; null for the record of another version, which the header does not describe. */
function firstLayout(header: ReadonlyMap<string, string>): StateLayout | null {
  if (header.get('engineVersion') !== FIRST_ENGINE) return null;
  const spec = firstSpec.safeParse(parse(header.get('spec')));
  if (!spec.success) return null;
  const actors = [
    { id: 'ego', entity: 'ego', kind: 'car', lengthM: 4.6, widthM: 1.85, heightM: 1.5 },
    ...spec.data.actors.map((actor) => ({ ...actor, entity: `actor/${actor.id}` })),
  ];
  // Two tags of the world, six numbers, then the columns, each after its tag; then the vehicle's tag and its numbers.
  const columnsAt = 8;
  const stride = actors.length + 1;
  const vehicleAt = columnsAt + FIRST_COLUMNS.length * stride;
  return {
    actors,
    columns: fromKeys(LAYOUT_COLUMNS, (name) => columnsAt + FIRST_COLUMNS.indexOf(name) * stride + 1),
    numbers: fromKeys(LAYOUT_NUMBERS, (name) =>
      name === 'lateralAccelerationMps2' ? vehicleAt + 9 : 2 + FIRST_NUMBERS.indexOf(name),
    ),
    ends: ['running', 'goal', 'timeout', 'collision', 'off-road'],
    collisionKinds: ['stopped-ego', 'stopped-track', 'active-rear', 'active-front', 'active-lateral'],
  };
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
