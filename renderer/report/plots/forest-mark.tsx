import { px } from '../../../scenarios/compare/chart-series.ts';
import type { Difference } from '../../../scenarios/compare/comparison.ts';
import type { Axis } from './axis.ts';
import { FOREST } from './forest-axis.ts';
import { whiskerAcross } from './marks.ts';

interface MarkProps {
  readonly row: Pick<Difference, 'difference' | 'ci95' | 'verdict'>;
  readonly axis: Axis;
  /** From the row's unit to the axis's: 100 for rates. */
  readonly scale: number;
}

/** One row of a forest plot: the difference, its interval, and the line of no difference. */
export function ForestMark({ row: { difference, ci95, verdict }, axis, scale }: MarkProps) {
  const middle = FOREST.height / 2;
  return (
    <svg className={`forest ${verdict}`} width={FOREST.width} height={FOREST.height} aria-hidden="true">
      <path className="zero" d={`M${px(axis.at(0))} 0V${FOREST.height}`} />
      {ci95 !== null && (
        <path className="whisker" d={whiskerAcross(axis.at(ci95[0] * scale), axis.at(ci95[1] * scale), middle, 4)} />
      )}
      {difference !== null && (
        <path className="marker" d={`M${px(axis.at(difference * scale) - 4)} ${middle - 4}h8v8h-8z`} />
      )}
    </svg>
  );
}

/** The axis above the rows. */
export function ForestAxis({ axis, unit }: { readonly axis: Axis; readonly unit: string }) {
  const shown = axis.ticks.filter((_, i) => axis.ticks.length <= 5 || i % 2 === axis.ticks.findIndex(isZero) % 2);
  return (
    <svg className="forest" width={FOREST.width} height={30} role="img" aria-label={`Axis of differences, ${unit}`}>
      <text className="middle" x={FOREST.width / 2} y={10}>
        {unit}
      </text>
      {shown.map(({ value, label }) => (
        <g key={value}>
          <text className="middle" x={px(axis.at(value))} y={23}>
            {label}
          </text>
          <path className="axis" d={`M${px(axis.at(value))} 26V30`} />
        </g>
      ))}
    </svg>
  );
}

function isZero({ value }: { readonly value: number }): boolean {
  return value === 0;
}
