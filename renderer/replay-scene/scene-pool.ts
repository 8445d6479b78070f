import type { Quality } from '../scene/quality.ts';
import type { Tokens } from '../theme/tokens.ts';

/** What draws records of one kind into its canvas. */
export interface PooledScene<R> {
  readonly canvas: HTMLCanvasElement;
  onPresence: (presence: 'lost' | 'back') => void;
  readonly isLost: boolean;
  open(record: R, ghost: R | null): void;
  setTokens(tokens: Tokens): void;
  dispose(): void;
}

/** @throws Error where the browser gives no WebGL 2 context */
export type CreateScene<R, S> = (
  canvas: HTMLCanvasElement,
  record: R,
  ghost: R | null,
  tokens: Tokens,
  quality: Quality,
) => S;

interface Kept<S> {
  readonly scene: S;
  readonly quality: Quality;
}

/**
 * Lends scenes: browsers allow few WebGL contexts and making one takes long, so that a picture that closes leaves its
 * scene to the next one. When the last is given back and nobody takes one in the same turn, all are freed.
 */
export class ScenePool<R, S extends PooledScene<R>> {
  private readonly free: Kept<S>[] = [];
  private readonly lent = new Map<S, Quality>();
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly create: CreateScene<R, S>) {}

  /** @throws Error where the browser gives no WebGL 2 context */
  take(record: R, ghost: R | null, tokens: Tokens, quality: Quality): S {
    const at = this.free.findIndex((kept) => kept.quality === quality);
    const [kept] = at < 0 ? [undefined] : this.free.splice(at, 1);
    if (kept === undefined) {
      const scene = this.create(document.createElement('canvas'), record, ghost, tokens, quality);
      this.lent.set(scene, quality);
      return scene;
    }
    try {
      kept.scene.open(record, ghost);
      kept.scene.setTokens(tokens);
    } catch (error) {
      kept.scene.dispose();
      throw error;
    }
    this.lent.set(kept.scene, quality);
    return kept.scene;
  }

  giveBack(scene: S): void {
    const quality = this.lent.get(scene);
    if (quality === undefined) return;
    this.lent.delete(scene);
    scene.canvas.remove();
    scene.onPresence = () => undefined;
    if (scene.isLost) scene.dispose();
    else this.free.push({ scene, quality });
    this.timer ??= setTimeout(this.freeUnused);
  }

  /** Scenes that there are, lent or not. */
  get size(): number {
    return this.free.length + this.lent.size;
  }

  private readonly freeUnused = (): void => {
    this.timer = null;
    for (const { scene } of this.free.splice(0)) scene.dispose();
  };
}
