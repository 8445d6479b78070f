import { execFileSync } from 'node:child_process';

/** The decoder that knows nothing of us. @throws Error that says how to install it */
function run(program: 'ffmpeg' | 'ffprobe', words: readonly string[]): Buffer {
  try {
    return execFileSync(program, ['-v', 'error', ...words], { maxBuffer: 1 << 28 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    throw new Error(`No ${program}: install it, on Debian and Ubuntu with 'sudo apt-get install ffmpeg'.`, {
      cause: error,
    });
  }
}

export interface Probed {
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  /** Counted by decoding them all. */
  readonly frames: number;
  readonly fps: number;
  readonly durationS: number;
}

export function probe(file: string): Probed {
  const entries = 'stream=codec_name,width,height,avg_frame_rate,nb_read_frames:format=duration';
  const out = run('ffprobe', ['-count_frames', '-show_entries', entries, '-of', 'json', file]).toString();
  const { streams, format } = JSON.parse(out) as {
    readonly streams: readonly Readonly<Record<string, string | number>>[];
    readonly format: { readonly duration: string };
  };
  const [stream] = streams;
  const [over, under] = String(stream['avg_frame_rate']).split('/').map(Number);
  return {
    codec: String(stream['codec_name']),
    width: Number(stream['width']),
    height: Number(stream['height']),
    frames: Number(stream['nb_read_frames']),
    fps: over / under,
    durationS: Number(format.duration),
  };
}

/** Every decoded frame, RGBA, one after the other. */
export function decodeFrames(file: string): Buffer {
  return run('ffmpeg', ['-i', file, '-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'rgba', '-']);
}

/** A sum of every decoded frame. */
export function frameSums(file: string): string {
  return run('ffmpeg', ['-i', file, '-f', 'framemd5', '-']).toString();
}
