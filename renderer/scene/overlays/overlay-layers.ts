import type { Tokens } from '../../theme/tokens.ts';
import type { Layer } from '../layer.ts';
import { ActorMarksLayer } from './actor-marks-layer.ts';
import { CandidatesLayer } from './candidates-layer.ts';
import { OverlayColours } from './colours.ts';
import { drawGlyphs, type GlyphAtlas } from './glyphs.ts';
import { LabelLayer } from './label-layer.ts';
import { PlanLayer } from './plan-layer.ts';
import { Screen } from './screen.ts';
import { SensorLayer } from './sensor-layer.ts';
import { TrajectoryLayer } from './trajectory-layer.ts';

/** What is drawn over the scene; the colours follow the theme. */
export interface OverlayLayers {
  readonly layers: readonly Layer[];
  setTokens(tokens: Tokens): void;
  /** What further overlays of the same scene share with these; the layers dispose of it. */
  readonly screen: Screen;
  readonly glyphs: GlyphAtlas;
}

/**
 * @param labelsRoot gives the font of the labels
 * @throws Error where the browser draws no canvas
 */
export function createOverlays(tokens: Tokens, labelsRoot: HTMLElement): OverlayLayers {
  const screen = new Screen();
  const colours = new OverlayColours(tokens);
  const glyphs = drawGlyphs(labelsRoot);
  return {
    layers: [
      new SensorLayer(screen, colours),
      new PlanLayer(screen, colours),
      new TrajectoryLayer(screen, colours),
      new CandidatesLayer(screen, colours),
      new ActorMarksLayer(screen, colours),
      new LabelLayer(screen, colours, glyphs),
    ],
    setTokens: (changed) => colours.set(changed),
    screen,
    glyphs,
  };
}
