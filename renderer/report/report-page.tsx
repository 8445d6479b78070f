import type { ReportData } from '../../scenarios/report/report-data.ts';
import { ArmsSection } from './sections/arms-section.tsx';
import { BaselineSection } from './sections/baseline-section.tsx';
import { DifferencesSection } from './sections/differences-section.tsx';
import { EpisodesSection } from './sections/episodes-section.tsx';
import { LatencySection } from './sections/latency-section.tsx';
import { PlotsSection } from './sections/plots-section.tsx';
import { ReadingSection } from './sections/reading-section.tsx';
import { ScoresSection } from './sections/scores-section.tsx';
import { SummarySection, Warnings } from './sections/summary-section.tsx';
import { Choice } from './choice.tsx';
import { type ThemeChoice, useTheme } from './theme.ts';

const THEME_CHOICES: readonly { readonly value: ThemeChoice; readonly label: string }[] = [
  { value: 'system', label: 'as the system' },
  { value: 'light', label: 'light' },
  { value: 'dark', label: 'dark' },
];

const SECTIONS = [
  ['summary', 'Summary'],
  ['arms', 'Arms'],
  ['differences', 'Differences'],
  ['baseline', 'Baseline'],
  ['plots', 'Plots'],
  ['latency', 'Latency'],
  ['scores', 'Scores'],
  ['episodes', 'Episodes and replays'],
  ['reading', 'How to read this'],
] as const;

/** The whole report. */
export function ReportPage({ data }: { readonly data: ReportData }) {
  const { comparison } = data;
  const { choice, choose } = useTheme();
  const sections = SECTIONS.filter(([id]) => id !== 'baseline' || comparison.baseline !== null);
  return (
    <>
      <a className="skip" href="#summary">
        Skip to the summary
      </a>
      <header className="page-head">
        <div>
          <p className="product">Twotempo report</p>
          <h1>{data.title}</h1>
        </div>
        <div className="no-print">
          <Choice label="Theme" value={choice} options={THEME_CHOICES} choose={choose} />
        </div>
        <nav aria-label="Sections" className="no-print">
          <ul>
            {sections.map(([id, name]) => (
              <li key={id}>
                <a href={`#${id}`}>{name}</a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main className="page-main">
        <Warnings data={data} />
        <SummarySection data={data} />
        <ArmsSection comparison={comparison} />
        <DifferencesSection comparison={comparison} />
        {comparison.baseline !== null && <BaselineSection rows={comparison.baseline} />}
        <PlotsSection comparison={comparison} />
        <LatencySection comparison={comparison} />
        <ScoresSection comparison={comparison} />
        <EpisodesSection data={data} />
        <ReadingSection />
      </main>
    </>
  );
}
