import type { EpisodeController } from '../state/episode-controller.ts';

/** A scenario file is some kilobytes; larger ones are not read. */
const MAX_BYTES = 1 << 20;

/** Scenario files that are dropped on the page are opened. */
export function listenForFiles(episode: EpisodeController): void {
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
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) void openDropped(file, episode);
  });
}

async function openDropped(file: File, episode: EpisodeController): Promise<void> {
  if (file.size > MAX_BYTES) {
    episode.problem('scenario', `${file.name} is larger than ${MAX_BYTES >> 20} MiB: it is no scenario file.`, null);
    return;
  }
  try {
    episode.openText(file.name, await file.text());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    episode.problem('scenario', `${file.name} could not be read: ${why}`, null);
  }
}
