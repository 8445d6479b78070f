import { px } from '../../../scenarios/compare/chart-series.ts';
import type { Axis } from './axis.ts';

export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface AxesProps {
  readonly frame: Frame;
  readonly x: Axis;
  readonly y: Axis;
  readonly xTitle: string;
  readonly yTitle: string;
}

/** Grid, numbers and names of two axes. */
export function Axes({ frame: { left, right, top, bottom }, x, y, xTitle, yTitle }: AxesProps) {
  return (
    <g className="axes" aria-hidden="true">
      {y.ticks.map(({ value, label }) => (
        <g key={value}>
          <path className="grid" d={`M${left} ${px(y.at(value))}H${right}`} />
          <text className="end" x={left - 8} y={px(y.at(value) + 4)}>
            {label}
          </text>
        </g>
      ))}
      {x.ticks.map(({ value, label }) => (
        <g key={value}>
          <path className="grid" d={`M${px(x.at(value))} ${bottom}V${bottom + 5}`} />
          <text className="middle" x={px(x.at(value))} y={bottom + 19}>
            {label}
          </text>
        </g>
      ))}
      <path className="axis" d={`M${left} ${top}V${bottom}H${right}`} />
      <text className="title" x={left - 44} y={top - 12}>
        {yTitle}
      </text>
      <text className="title middle" x={(left + right) / 2} y={bottom + 40}>
        {xTitle}
      </text>
    </g>
  );
}
