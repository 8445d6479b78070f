import type { LiveSession } from '../live/live-session.ts';
import type { Cell } from '../panels/external-store.ts';
import type { SceneOptions, SceneView } from '../scene/scene-view.ts';
import { reducedMotionOf, type AppState } from '../state/app-state.ts';

export interface SceneStageParts {
  readonly state: Cell<AppState>;
  readonly createView: (canvas: HTMLCanvasElement, labels: HTMLElement) => SceneView;
  /** What could not be drawn, in a sentence. */
  readonly problem: (message: string) => void;
}

/** A pointer that moved further than this between down and up has turned the camera, px. */
const CLICK_PX = 5;
const MAX_PIXEL_RATIO = 2;

/**
 * The canvas, its 3-D view and the one animation loop. It exists before the panels do, so that the first frame waits for no
 * layout; the scene panel takes its element in.
 */
export class SceneStage {
  readonly element = document.createElement('div');
  readonly canvas = document.createElement('canvas');
  readonly view: SceneView | null;
  private session: LiveSession | null = null;
  private shownOptions: SceneOptions | null = null;
  private hasDrawn = false;
  /** Asking the element in every frame would compute the layout in it. */
  private isShown = false;
  /** Behind another panel: nothing is drawn. */
  private isBehind = false;
  private readonly down = { x: 0, y: 0 };
  /** A row, or the ground, was clicked. */
  onPick: (picked: { readonly row: number | null; readonly x: number; readonly y: number }, twice: boolean) => void =
    () => undefined;

  constructor(private readonly parts: SceneStageParts) {
    const { canvas, element } = this;
    const labels = document.createElement('div');
    labels.className = 'scene-labels';
    labels.setAttribute('aria-hidden', 'true');
    element.className = 'scene-stage';
    canvas.className = 'scene-canvas';
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'application');
    canvas.setAttribute(
      'aria-label',
      'Scene in 3-D. Page keys zoom, Control with arrow keys turns the orbit camera. All else is in the menus too.',
    );
    element.append(canvas, labels);
    this.view = this.create(labels);
    this.resize(window.innerWidth, window.innerHeight);
    new ResizeObserver(() => {
      this.isShown = element.clientWidth > 0;
      this.resize(element.clientWidth, element.clientHeight);
    }).observe(element);
    // The browser may have let go of the picture of a page that nobody saw.
    document.addEventListener('visibilitychange', () => this.view?.invalidate());
    this.listen();
    requestAnimationFrame(this.frame);
  }

  /** Starts to draw a session. */
  attach(session: LiveSession): void {
    this.session = session;
    session.opened.subscribe((opened) => this.view?.open(opened));
  }

  private create(labels: HTMLElement): SceneView | null {
    try {
      const view = this.parts.createView(this.canvas, labels);
      view.problems.subscribe((message) => this.parts.problem(message));
      view.cameraText.subscribe((cameraText) => {
        const { state } = this.parts;
        if (state.get().cameraText !== cameraText) state.set({ ...state.get(), cameraText });
      });
      return view;
    } catch (error) {
      this.parts.problem(`The scene cannot be drawn: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  /** Draws what there is now, also out of turn; the canvas must be read in the same task. Null: there is no scene. */
  drawNow(): HTMLCanvasElement | null {
    if (this.view === null || !this.hasDrawn) return null;
    this.applyOptions();
    this.view.draw(this.session?.frame() ?? null, performance.now(), true);
    return this.canvas;
  }

  private readonly frame = (nowMs: number): void => {
    requestAnimationFrame(this.frame);
    // Taken even while the panel is hidden: the worker waits for its buffers.
    const frame = this.session?.frame() ?? null;
    // A panel behind another keeps its size. Nothing is computed here but styles, which are up to date.
    const wasBehind = this.isBehind;
    this.isBehind = !this.isShown || !this.element.checkVisibility({ visibilityProperty: true });
    if (this.view === null || this.isBehind) return;
    if (wasBehind) this.view.invalidate();
    this.applyOptions();
    this.view.draw(frame, nowMs);
    if (frame !== null && !this.hasDrawn) {
      this.hasDrawn = true;
      performance.mark('twotempo:first-frame');
    }
  };

  private applyOptions(): void {
    const state = this.parts.state.get();
    const { camera, follow, overlays, settings } = state;
    const reducedMotion = reducedMotionOf(state);
    const shown = this.shownOptions;
    const same =
      shown !== null &&
      shown.camera === camera &&
      shown.follow === follow &&
      shown.overlays === overlays &&
      shown.daytime === settings.daytime &&
      shown.reducedMotion === reducedMotion;
    if (same) return;
    this.shownOptions = { camera, follow, overlays, daytime: settings.daytime, reducedMotion };
    this.view?.setOptions(this.shownOptions);
  }

  private resize(width: number, height: number): void {
    if (width === 0 || height === 0) return;
    this.view?.resize(width, height, Math.min(window.devicePixelRatio, MAX_PIXEL_RATIO));
  }

  private listen(): void {
    const { canvas, down } = this;
    canvas.addEventListener('pointerdown', (event) => {
      down.x = event.clientX;
      down.y = event.clientY;
      canvas.focus();
    });
    canvas.addEventListener('click', (event) => this.clicked(event, false));
    canvas.addEventListener('dblclick', (event) => this.clicked(event, true));
  }

  private clicked(event: MouseEvent, twice: boolean): void {
    const moved = Math.max(Math.abs(event.clientX - this.down.x), Math.abs(event.clientY - this.down.y));
    if (event.button !== 0 || moved > CLICK_PX) return;
    const bounds = this.canvas.getBoundingClientRect();
    const picked = this.view?.pick(event.clientX - bounds.left, event.clientY - bounds.top) ?? null;
    if (picked !== null) this.onPick(picked, twice);
  }
}
