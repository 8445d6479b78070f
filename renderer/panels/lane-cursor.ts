import type { Settings } from '../host/contract.ts';
import type { TelemetryStore } from '../live/telemetry-store.ts';
import type { LaneChart } from './lane-chart.ts';
import { timeAt, xOf } from './lane-geometry.ts';
import { valuesAt } from './lane-values.ts';

interface Elements {
  /** The focusable element over the plot, a slider over time. */
  readonly slider: HTMLElement;
  readonly line: HTMLElement;
  readonly tip: HTMLElement;
}

/** Marks so many pixels away belong to the cursor. */
const NEAR = 4;

/**
 * A line over the lanes with the values under it. The pointer holds it at a pixel while time passes beneath; the keys hold
 * it at a time.
 */
export class LaneCursor {
  controlDt = 1 / 60;
  speedUnit: Settings['speedUnit'] = 'm/s';
  private at: { readonly x: number } | { readonly timeS: number } | null = null;

  constructor(
    private readonly chart: LaneChart,
    private readonly store: TelemetryStore,
    private readonly elements: Elements,
  ) {}

  /** @param x of the pointer over the chart, px; null: it has left */
  point(x: number | null): void {
    if (x === null && this.at !== null && 'timeS' in this.at) return;
    const { left, width } = this.chart.layout;
    this.at = x === null ? null : { x: Math.min(left + width, Math.max(left, x)) };
    this.update();
  }

  /** @returns whether the key was for the cursor */
  press(key: string, shift: boolean): boolean {
    const { scale } = this.chart;
    const step = shift ? 1 : this.controlDt;
    const now = this.timeS() ?? scale.endS;
    const wanted: Readonly<Record<string, number>> = {
      ArrowLeft: now - step,
      ArrowRight: now + step,
      Home: scale.startS,
      End: scale.endS,
    };
    if (key === 'Escape' && this.at !== null) this.at = null;
    else if (key in wanted) this.at = { timeS: Math.max(0, wanted[key]) };
    else return false;
    this.update();
    return true;
  }

  clear(): void {
    this.at = null;
    this.update();
  }

  /** Brings line and values to where they are now. */
  update(): void {
    const { slider, line, tip } = this.elements;
    const timeS = this.timeS();
    line.hidden = timeS === null;
    tip.hidden = timeS === null;
    const { scale } = this.chart;
    slider.setAttribute('aria-valuemin', Math.max(0, scale.startS).toFixed(2));
    slider.setAttribute('aria-valuemax', Math.max(0, scale.endS).toFixed(2));
    slider.setAttribute('aria-valuenow', Math.max(0, timeS ?? scale.endS).toFixed(2));
    if (timeS === null) {
      slider.setAttribute('aria-valuetext', 'now');
      return;
    }
    const nearS = (NEAR * (scale.endS - scale.startS)) / scale.width;
    const values = valuesAt(this.store, timeS, this.controlDt, nearS, this.speedUnit);
    const words = values.map(({ name, value }) => `${name}: ${value}`);
    slider.setAttribute('aria-valuetext', words.length === 0 ? 'no tick' : words.join('; '));
    const x = xOf(scale, timeS);
    line.style.transform = `translateX(${x.toFixed(1)}px)`;
    tip.replaceChildren(...(values.length === 0 ? ['No tick here'] : values.flatMap(lineOf)));
    const { width } = this.chart.layout;
    const right = x > scale.left + width / 2;
    tip.style.left = right ? '' : `${x + 10}px`;
    tip.style.right = right ? `calc(100% - ${x - 10}px)` : '';
  }

  private timeS(): number | null {
    if (this.at === null) return null;
    const { scale } = this.chart;
    if ('x' in this.at) return timeAt(scale, this.at.x);
    return Math.min(scale.endS, Math.max(scale.startS, this.at.timeS));
  }
}

function lineOf({ name, value }: { readonly name: string; readonly value: string }): Node[] {
  const term = document.createElement('span');
  term.className = 'lp-tip-name';
  term.textContent = name;
  const text = document.createElement('span');
  text.textContent = value;
  return [term, text];
}
