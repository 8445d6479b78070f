/** A frame that has not come out after so long is not waited for, ms: a lost device tells nothing. */
const GIVE_UP_MS = 2000;
/** Longest rest: the first frame, which compiles the shaders, is no measure. */
const MAX_REST_MS = 100;

/** What is used of a WebGL 2 context. */
type Context = Pick<
  WebGL2RenderingContext,
  'fenceSync' | 'deleteSync' | 'getSyncParameter' | 'flush' | 'SYNC_GPU_COMMANDS_COMPLETE' | 'SYNC_STATUS' | 'SIGNALED'
>;

/**
 * Where the processor draws, keeps it from doing nothing else: a frame begins when the last one has come out and a rest
 * has passed, as long as the frame took, so that simulation, planner and network get their turns.
 */
export class DrawPace {
  private fence: WebGLSync | null = null;
  private begunMs = -Infinity;
  private nextMs = -Infinity;

  constructor(private readonly gl: Context) {}

  /** Whether to draw now. */
  isDue(nowMs: number): boolean {
    if (this.fence !== null && (this.isOut(this.fence) || nowMs - this.begunMs > GIVE_UP_MS)) {
      this.gl.deleteSync(this.fence);
      this.fence = null;
      this.nextMs = nowMs + Math.min(nowMs - this.begunMs, MAX_REST_MS);
    }
    return this.fence === null && nowMs >= this.nextMs;
  }

  /** The commands of a frame have been given. */
  drawn(nowMs: number): void {
    const { gl } = this;
    this.begunMs = nowMs;
    this.fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
  }

  private isOut(fence: WebGLSync): boolean {
    const { gl } = this;
    return gl.getSyncParameter(fence, gl.SYNC_STATUS) === gl.SIGNALED;
  }
}
