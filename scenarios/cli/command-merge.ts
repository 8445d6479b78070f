import { mergeFolders } from '../store/merge-folders.ts';
import { EXIT } from './usage.ts';

/** `twotempo merge`: returns the exit code. */
export async function commandMerge(folders: readonly string[], out: string): Promise<number> {
  const { episodes, repeated, records } = await mergeFolders(folders, out);
  const more = [
    ...(repeated > 0 ? [`${repeated} repeated ones left out`] : []),
    ...(records > 0 ? [`${records} records`] : []),
  ];
  process.stdout.write(`${[`${episodes.length} episodes of ${folders.length} folders`, ...more].join(', ')}: ${out}\n`);
  return EXIT.done;
}
