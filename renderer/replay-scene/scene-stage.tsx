import './replay-scene.css';
import { useEffect, useRef, useSyncExternalStore, type PointerEvent, type RefObject } from 'react';
import { observeSize } from '../panels/observe-size.ts';
import { useDrawing, useReplay } from '../replay/replay-context.ts';
import type { ReplayStage, StageProps } from '../replay/replay-stage.ts';
import { EndedNotes, Readouts, useWheel } from '../replay/stage.tsx';
import { cameraText } from '../scene/cameras.ts';
import type { ReplayScene } from './replay-scene.ts';
import { SceneControls } from './scene-controls.tsx';
import { ScenePool } from './scene-pool.ts';
import { useSceneReplay } from './scene-replay-context.ts';
import { Sketching } from './sketching.ts';
import { turned } from './turn.ts';

/** Of the page: all its replays share their WebGL contexts. */
const pool = new ScenePool();

/** The stage in 3-D for a `ReplayView` inside of a `SceneReplayContext`. */
export const sceneReplayStage: ReplayStage = { Stage: SceneStage, Controls: SceneControls };

const NO_RECORD = 'Only clips of these runs are open, not their records: the map shows them.';
const LOST = 'The graphics device was lost: the map shows the replay. Choose 3-D (V) to draw the scene again.';

function SceneStage({ runs, zoom, onZoom, onFail }: StageProps) {
  const { style, reducedMotion, player } = useReplay();
  const { recordOf, choice, quality } = useSceneReplay();
  const view = useSyncExternalStore(choice.subscribe, choice.get);
  const host = useRef<HTMLDivElement>(null);
  const scene = useRef<ReplayScene | null>(null);
  const size = useRef({ width: 0, height: 0, ratio: 1, isNew: false });
  const sketching = useRef<Sketching | null>(null);
  const record = recordOf(runs[0].clip);
  const ghost = runs.length === 2 ? recordOf(runs[1].clip) : null;
  const isMissing = record === null || (runs.length === 2 && ghost === null);
  const tokens = style?.tokens ?? null;

  const draw = (): void => {
    const shown = scene.current;
    if (shown === null) return;
    const { width, height, ratio, isNew } = size.current;
    // Behind another panel there is nothing to draw.
    if (width === 0 || height === 0) return;
    // Another size empties the canvas: not before there is something to fill it with.
    if (isNew) shown.resize(width, height, ratio);
    size.current.isNew = false;
    shown.setView({ ...view, zoom, reducedMotion });
    const { timeS, playing } = player.get();
    if (sketching.current?.isDue(timeS, playing) === true) shown.sketchAt(timeS);
    else shown.drawAt(timeS);
    shown.canvas.dataset.tick = String(shown.tick);
  };
  const request = useDrawing(draw, [view, zoom, reducedMotion, record, ghost]);

  const latestTokens = useRef(tokens);
  useEffect(() => {
    latestTokens.current = tokens;
    if (tokens !== null) scene.current?.setTokens(tokens);
    request();
  }, [tokens, request]);

  const isStyled = tokens !== null;
  useEffect(() => {
    if (isMissing) return onFail(NO_RECORD);
    if (!isStyled) return undefined;
    let taken: ReplayScene;
    try {
      taken = pool.take(record, ghost, latestTokens.current!, quality);
    } catch (error) {
      return onFail(noScene(error));
    }
    scene.current = taken;
    if (quality === 'draft') sketching.current = new Sketching(record.episode.controlDt, request);
    taken.onPresence = () => onFail(LOST);
    taken.canvas.setAttribute('role', 'presentation');
    host.current!.prepend(taken.canvas);
    const stop = observeSize(host.current!, (width, height, ratio) => {
      size.current = { width, height, ratio, isNew: true };
      request();
    });
    return () => {
      stop();
      sketching.current?.stop();
      sketching.current = null;
      scene.current = null;
      pool.giveBack(taken);
    };
  }, [record, ghost, isMissing, isStyled, quality, onFail, request]);

  useWheel(host, onZoom);
  const drag = useDrag(host, (dx, dy) => choice.set(turned(choice.get(), dx, dy)));
  const actor = record?.episode.actors.find(({ id }) => id === view.follow) ?? record?.episode.actors[0];
  const text = actor === undefined ? '' : cameraText(view.camera, actor);
  const names = runs.map(({ letter, name }) => `${letter}, ${name}`).join(', with as a ghost ');
  return (
    <figure className="rp-stage">
      <div
        className="rp-picture rs-picture"
        data-camera={view.camera}
        ref={host}
        role="img"
        aria-label={`The road in 3-D: ${names}. ${text}.`}
        {...(view.camera === 'orbit' ? drag : {})}
      >
        <EndedNotes runs={runs} />
        <p className="rs-text" data-run={runs[0].letter}>
          {text}
        </p>
      </div>
      <Readouts runs={runs} />
    </figure>
  );
}

function noScene(error: unknown): string {
  const reason = error instanceof Error ? error.message.replace(/\.?$/, '') : String(error);
  return `The scene cannot be drawn in 3-D here (${reason}): the map shows the replay.`;
}

/** Tells how far the pointer was dragged, as shares of the picture's height. */
function useDrag(host: RefObject<HTMLElement | null>, onDrag: (dx: number, dy: number) => void) {
  const last = useRef<{ x: number; y: number } | null>(null);
  return {
    onPointerDown: (event: PointerEvent): void => {
      if (event.button !== 0) return;
      last.current = { x: event.clientX, y: event.clientY };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: ({ clientX: x, clientY: y }: PointerEvent): void => {
      const from = last.current;
      if (from === null) return;
      const height = Math.max(1, host.current?.clientHeight ?? 1);
      last.current = { x, y };
      onDrag((x - from.x) / height, (y - from.y) / height);
    },
    onPointerUp: (): void => {
      last.current = null;
    },
    onPointerCancel: (): void => {
      last.current = null;
    },
  };
}
