import type { RecordShelf } from '../compare/record-shelf.ts';
import { MAX_SCENARIO_BYTES } from '../host/file-contract.ts';
import type { EpisodeController } from '../state/episode-controller.ts';

/** What a record begins with, whatever it is called. */
const MCAP_MAGIC = [0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a] as const;

/** Where dropped files go. */
export interface DropPlaces {
  readonly episode: Pick<EpisodeController, 'openText' | 'problem'>;
  readonly shelf: Pick<RecordShelf, 'openFiles'>;
}

/** Records and scenario files that are dropped anywhere on the page are opened. */
export function listenForFiles(places: DropPlaces): void {
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  window.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    document.documentElement.classList.add('dragging-file');
  });
  window.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) document.documentElement.classList.remove('dragging-file');
  });
  window.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    document.documentElement.classList.remove('dragging-file');
    void openDropped([...(event.dataTransfer?.files ?? [])], places);
  });
}

/** Each to its place: all records to the shelf, one scenario to the simulation; a sentence about the others. */
export async function openDropped(files: readonly File[], { episode, shelf }: DropPlaces): Promise<void> {
  const kinds = await Promise.all(files.map(kindOf));
  const of = (kind: FileKind): readonly File[] => files.filter((_, i) => kinds[i] === kind);
  const [scenario, ...more] = of('scenario');
  const others = of('other');
  const records = of('record');
  if (records.length > 0) void shelf.openFiles(records);
  if (scenario !== undefined) await openScenario(scenario, episode);
  if (more.length > 0) {
    const names = more.map(({ name }) => name).join(', ');
    episode.problem(
      'scenario',
      `Only ${scenario.name} was opened, not ${names}: one scenario runs at a time.`,
      'Drop one scenario file at a time.',
    );
  }
  if (others.length > 0) episode.problem('scenario', otherWords(others), OTHER_TIP);
}

const OTHER_TIP = 'Records end in .mcap (docs/records.md), scenario files in .yaml, .yml or .json (docs/scenarios.md).';

function otherWords(files: readonly File[]): string {
  const names = files.map(({ name }) => name).join(', ');
  return `${names} ${files.length === 1 ? 'is' : 'are'} neither a record nor a scenario.`;
}

type FileKind = 'record' | 'scenario' | 'other';

/** By the name; files of another name by what they begin with. */
async function kindOf(file: File): Promise<FileKind> {
  if (/\.mcap$/i.test(file.name)) return 'record';
  if (/\.(ya?ml|json)$/i.test(file.name)) return 'scenario';
  try {
    const head = new Uint8Array(await file.slice(0, MCAP_MAGIC.length).arrayBuffer());
    return MCAP_MAGIC.every((byte, i) => head[i] === byte) ? 'record' : 'other';
  } catch {
    // A folder has no bytes.
    return 'other';
  }
}

async function openScenario(file: File, episode: DropPlaces['episode']): Promise<void> {
  if (file.size > MAX_SCENARIO_BYTES) {
    const most = `${MAX_SCENARIO_BYTES >> 20} MiB`;
    episode.problem('scenario', `${file.name} is larger than ${most}: it is no scenario file.`, null);
    return;
  }
  try {
    episode.openText(file.name, await file.text());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    episode.problem('scenario', `${file.name} could not be read: ${why}`, null);
  }
}
