import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny';
import { FilmProblem, type FilmEncoder } from '../film-encoder.ts';
import type { FilmSize } from '../film-plan.ts';
import type { ChosenCodec } from './codecs.ts';
import { withoutDates } from './mp4-dates.ts';
import { I420_COLOURS, i420Bytes, toI420 } from './to-i420.ts';

/** Frames that may wait for the encoder. */
const MOST_WAITING = 4;
/** Between two frames that need none before them, s. */
const KEY_INTERVAL_S = 2;

/** MP4 and WebM by the browser's own encoder. */
export class VideoFilmEncoder implements FilmEncoder {
  readonly codec: string;
  readonly note: string | null;
  private readonly encoder: VideoEncoder;
  private readonly output: Output<Mp4OutputFormat | WebMOutputFormat, BufferTarget>;
  private readonly packets: EncodedVideoPacketSource;
  private readonly started: Promise<void>;
  /** The last packet that was handed to the container. */
  private written: Promise<void> = Promise.resolve();
  private failure: unknown = null;
  private frames = 0;
  private bytes = 0;
  private wake: () => void = () => undefined;
  private ended = false;
  private readonly planes: Uint8Array<ArrayBuffer>;

  constructor(
    private readonly chosen: ChosenCodec,
    private readonly size: FilmSize,
    private readonly fps: number,
  ) {
    this.codec = chosen.name;
    this.note = chosen.note;
    this.planes = new Uint8Array(i420Bytes(size.width, size.height));
    const format =
      chosen.container === 'mp4' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat();
    this.output = new Output({ format, target: new BufferTarget() });
    this.packets = new EncodedVideoPacketSource(chosen.codec);
    this.output.addVideoTrack(this.packets, { frameRate: fps });
    this.started = this.output.start();
    this.started.catch((error: unknown) => this.fail(error));
    this.encoder = new VideoEncoder({
      output: (chunk, meta) => this.packed(chunk, meta),
      error: (error) => this.fail(error),
    });
    this.encoder.configure(chosen.config);
    this.encoder.addEventListener('dequeue', () => this.wake());
  }

  get byteLength(): number {
    return this.bytes;
  }

  async add(pixels: Uint8ClampedArray<ArrayBuffer>): Promise<void> {
    this.check();
    const { width, height } = this.size;
    const { fps } = this;
    const at = (frame: number): number => Math.round((frame * 1_000_000) / fps);
    const timestamp = at(this.frames);
    // Not left to the browser, which would do it over the full range that many players do not know.
    toI420(pixels, width, height, this.planes);
    const frame = new VideoFrame(this.planes, {
      format: 'I420',
      codedWidth: width,
      codedHeight: height,
      colorSpace: I420_COLOURS,
      timestamp,
      duration: at(this.frames + 1) - timestamp,
    });
    const keyFrame = this.frames % Math.max(1, Math.round(KEY_INTERVAL_S * fps)) === 0;
    this.frames++;
    try {
      this.encoder.encode(frame, { keyFrame });
    } catch (error) {
      this.fail(error);
    } finally {
      frame.close();
    }
    while (
      this.failure === null &&
      this.encoder.state === 'configured' &&
      this.encoder.encodeQueueSize > MOST_WAITING
    ) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    await this.written;
    this.check();
  }

  async finish(): Promise<Uint8Array<ArrayBuffer>> {
    this.check();
    try {
      await this.encoder.flush();
      await this.written;
      this.check();
      await this.output.finalize();
    } catch (error) {
      this.fail(error);
      this.check();
    }
    this.ended = true;
    this.encoder.close();
    const { buffer } = this.output.target;
    if (buffer === null) throw new FilmProblem('The film was not written.', null);
    const file = new Uint8Array(buffer);
    return this.chosen.container === 'mp4' ? withoutDates(file) : file;
  }

  close(): void {
    if (this.ended) return;
    this.ended = true;
    if (this.encoder.state !== 'closed') this.encoder.close();
    this.wake();
    this.output.cancel().catch(() => undefined);
  }

  private packed(chunk: EncodedVideoChunk, meta: EncodedVideoChunkMetadata | undefined): void {
    this.bytes += chunk.byteLength;
    const packet = EncodedPacket.fromEncodedChunk(chunk);
    this.written = this.written.then(() => this.started).then(() => this.packets.add(packet, meta));
    this.written.catch((error: unknown) => this.fail(error));
  }

  private fail(error: unknown): void {
    if (!this.ended) this.failure ??= error;
    this.wake();
  }

  private check(): void {
    if (this.failure === null) return;
    if (this.failure instanceof FilmProblem) throw this.failure;
    const why = this.failure instanceof Error ? this.failure.message : String(this.failure);
    throw new FilmProblem(
      `The browser could not encode the film: ${why.replace(/\.$/, '')}.`,
      'Take a smaller size, another format, or GIF.',
    );
  }
}
