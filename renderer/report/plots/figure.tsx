import { useId, type ReactNode } from 'react';
import type { ArmEntry } from '../arms.ts';
import { seriesColour, seriesDash, seriesMarker } from '../../../scenarios/compare/chart-series.ts';

interface FigureProps {
  readonly title: string;
  /** What to see, how to read it, of how many observations. */
  readonly caption: ReactNode;
  readonly controls?: ReactNode;
  readonly legend?: ReactNode;
  /** The same numbers as a table. */
  readonly table: ReactNode;
  readonly children: ReactNode;
}

/** A chart with what it says, and the table behind it. */
export function Figure({ title, caption, controls, legend, table, children }: FigureProps) {
  const id = useId();
  return (
    <figure aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {controls !== undefined && <div className="controls no-print">{controls}</div>}
      {children}
      {legend}
      <figcaption>{caption}</figcaption>
      <details>
        <summary>Table: {title.toLowerCase()}</summary>
        {table}
      </details>
    </figure>
  );
}

interface DrawingProps {
  readonly width: number;
  readonly height: number;
  /** What it shows, for readers who do not see it; the table has the numbers. */
  readonly label: string;
  readonly children: ReactNode;
}

export function Drawing({ width, height, label, children }: DrawingProps) {
  return (
    <svg className="drawing" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {children}
    </svg>
  );
}

/** How the arms are drawn. */
export function Legend({ arms, lines }: { readonly arms: readonly ArmEntry[]; readonly lines: boolean }) {
  return (
    <ul className="legend" aria-label="Arms">
      {arms.map(({ name, index }) => (
        <li key={name}>
          <ArmSign index={index} line={lines} /> {name}
        </li>
      ))}
    </ul>
  );
}

/** Marker of an arm, on a piece of its line. */
export function ArmSign({ index, line }: { readonly index: number; readonly line: boolean }) {
  const width = line ? 34 : 14;
  return (
    <svg className={`sign s${seriesColour(index)}`} width={width} height="14" aria-hidden="true">
      {line && <path className="curve" d={`M0 7H${width}`} strokeDasharray={seriesDash(index)} />}
      <path className="marker" d={seriesMarker(index, width / 2, 7)} />
    </svg>
  );
}
