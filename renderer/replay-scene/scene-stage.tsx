import './replay-scene.css';
import { useEffect, useRef, useSyncExternalStore, type PointerEvent, type RefObject } from 'react';
import { observeSize } from '../panels/observe-size.ts';
import { useDrawing, useReplay } from '../replay/replay-context.ts';
import type { ReplayStage, StageProps } from '../replay/replay-stage.ts';
import { EndedNotes, Readouts, useWheel } from '../replay/stage.tsx';
import { cameraText } from '../scene/cameras.ts';
import { isArmRecord, type ArmRecord, type DrivingRecord, type OpenedRecord } from '../records/opened-record.ts';
import { ArmRecordScene, tableView } from './arm-record-scene.ts';
import { ReplayScene } from './replay-scene.ts';
import { SceneControls } from './scene-controls.tsx';
import { ScenePool, type PooledScene } from './scene-pool.ts';
import { useSceneReplay, type SceneChoice } from './scene-replay-context.ts';
import { Sketching } from './sketching.ts';
import { turned } from './turn.ts';

/** What draws the records of a domain, and what it shows, in words. */
interface StageKind<R extends OpenedRecord, S extends RecordScene<R>> {
  /** Of the page: all its replays share their WebGL contexts. */
  readonly pool: ScenePool<R, S>;
  readonly show: (scene: S, view: SceneChoice, zoom: number, reducedMotion: boolean) => void;
  readonly text: (record: R, view: SceneChoice) => string;
  readonly turns: (view: SceneChoice) => boolean;
  readonly shows: string;
}

interface RecordScene<R> extends PooledScene<R> {
  readonly tick: number;
  resize(width: number, height: number, ratio: number): void;
  drawAt(timeS: number): void;
  sketchAt(timeS: number): void;
}

const ROAD: StageKind<DrivingRecord, ReplayScene> = {
  pool: new ScenePool((canvas, record, ghost, tokens, quality) => {
    return new ReplayScene({ canvas, record, tokens, quality, ...(ghost === null ? {} : { ghost }) });
  }),
  show: (scene, view, zoom, reducedMotion) => scene.setView({ ...view, zoom, reducedMotion }),
  text: ({ episode: { actors } }, { camera, follow }) => {
    const actor = actors.find(({ id }) => id === follow) ?? actors[0];
    return actor === undefined ? '' : cameraText(camera, actor);
  },
  turns: ({ camera }) => camera === 'orbit',
  shows: 'The road',
};

const TABLE: StageKind<ArmRecord, ArmRecordScene> = {
  pool: new ScenePool((canvas, record, ghost, tokens, quality) => {
    return new ArmRecordScene(canvas, record, ghost, tokens, quality);
  }),
  show: (scene, view, zoom) => scene.setView(tableView(view, zoom)),
  text: (_, { camera }) => (camera === 'top' ? 'Table from above' : 'Orbit camera on the table'),
  turns: ({ camera }) => camera !== 'top',
  shows: 'The table',
};

/** The stage in 3-D for a `ReplayView` inside of a `SceneReplayContext`. */
export const sceneReplayStage: ReplayStage = { Stage: SceneStage, Controls: SceneControls };

const NO_RECORD = 'Only clips of these runs are open, not their records: the map shows them.';
const LOST = 'The graphics device was lost: the map shows the replay. Choose 3-D (V) to draw the scene again.';

function SceneStage(props: StageProps) {
  const { recordOf } = useSceneReplay();
  const [record, ghost = null] = props.runs.map(({ clip }) => recordOf(clip));
  const isMissing = record === null || (props.runs.length === 2 && ghost === null);
  const shown = isMissing ? null : record;
  if (shown !== null && isArmRecord(shown)) {
    return <DrawnStage {...props} kind={TABLE} record={shown} ghost={ghost as ArmRecord | null} />;
  }
  return <DrawnStage {...props} kind={ROAD} record={shown} ghost={ghost as DrivingRecord | null} />;
}

interface DrawnProps<R extends OpenedRecord, S extends RecordScene<R>> extends StageProps {
  readonly kind: StageKind<R, S>;
  /** Null: it cannot be drawn in 3-D. */
  readonly record: R | null;
  readonly ghost: R | null;
}

function DrawnStage<R extends OpenedRecord, S extends RecordScene<R>>(props: DrawnProps<R, S>) {
  const { runs, zoom, onZoom, onFail, kind, record, ghost } = props;
  const { style, reducedMotion, player } = useReplay();
  const { choice, quality } = useSceneReplay();
  const view = useSyncExternalStore(choice.subscribe, choice.get);
  const host = useRef<HTMLDivElement>(null);
  const scene = useRef<S | null>(null);
  const size = useRef({ width: 0, height: 0, ratio: 1, isNew: false });
  const sketching = useRef<Sketching | null>(null);
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
    kind.show(shown, view, zoom, reducedMotion);
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
    if (record === null) return onFail(NO_RECORD);
    if (!isStyled) return undefined;
    let taken: S;
    try {
      taken = kind.pool.take(record, ghost, latestTokens.current!, quality);
    } catch (error) {
      return onFail(noScene(error));
    }
    scene.current = taken;
    if (quality === 'draft') sketching.current = new Sketching(record.clip.controlDt, request);
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
      kind.pool.giveBack(taken);
    };
  }, [kind, record, ghost, isStyled, quality, onFail, request]);

  useWheel(host, onZoom);
  const drag = useDrag(host, (dx, dy) => choice.set(turned(choice.get(), dx, dy)));
  const text = record === null ? '' : kind.text(record, view);
  const names = runs.map(({ letter, name }) => `${letter}, ${name}`).join(', with as a ghost ');
  return (
    <figure className="rp-stage">
      <div
        className="rp-picture rs-picture"
        data-camera={kind.turns(view) ? 'orbit' : view.camera}
        ref={host}
        role="img"
        aria-label={`${kind.shows} in 3-D: ${names}. ${text}.`}
        {...(kind.turns(view) ? drag : {})}
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
