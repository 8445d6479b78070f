import type { ReactNode } from 'react';
import type { Summary } from '../../../scenarios/results/summary-types.ts';
import type { ReportData } from '../../../scenarios/report/report-data.ts';
import { CopyButton } from '../copy-button.tsx';
import { armEntries, titleIn } from '../arms.ts';
import { summaryOf } from '../summary-sentences.ts';
import { type Warning, warningsOf } from '../warnings.ts';
import { count, UNDEFINED, verdictWords } from '../words.ts';
import { Section } from './section.tsx';

/** Letters of a model's hash that are shown; all of them are in its title. */
const HASH_LETTERS = 12;

const LEVELS: Readonly<Record<Warning['level'], string>> = { error: 'Errors', warning: 'Careful', note: 'Note' };

export function Warnings({ data }: { readonly data: ReportData }) {
  const warnings = warningsOf(data);
  if (warnings.length === 0) return null;
  return (
    <section className="warnings" aria-label="Warnings">
      {warnings.map(({ level, text, details }) => (
        <div key={text} className={`warning ${level}`}>
          <p>
            <strong>{LEVELS[level]}:</strong> {text}
          </p>
          {details.length > 0 && (
            <details>
              <summary>Which</summary>
              <ul>
                {details.map((detail) => (
                  <li key={detail}>{detail}</li>
                ))}
              </ul>
            </details>
          )}
        </div>
      ))}
    </section>
  );
}

/** The result in sentences, and what was run. */
export function SummarySection({ data }: { readonly data: ReportData }) {
  const { verdict, about, sentences, arms } = summaryOf(data);
  const [first, ...others] = sentences;
  return (
    <Section id="summary" title="Summary">
      <div className={`result ${verdict ?? ''}`}>
        {verdict !== null && (
          <p className="verdict-word">
            <span aria-hidden="true">{verdictWords(verdict).sign}</span> {about}: {verdictWords(verdict).word}
          </p>
        )}
        <p className="lead">{first}</p>
        {others.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <ArmTitles arms={arms} summary={data.comparison.summary} />
      </div>
      <Facts data={data} />
    </Section>
  );
}

/** What the arms are of which the summary speaks. */
function ArmTitles({ arms, summary }: { readonly arms: readonly string[]; readonly summary: Summary }) {
  const known = arms.flatMap((name) => {
    const title = titleIn(summary, name);
    return title === null ? [] : [{ name, title }];
  });
  return known.map(({ name, title }) => (
    <p key={name} className="muted">
      <strong>{name}</strong>: {title}.
    </p>
  ));
}

function Facts({ data }: { readonly data: ReportData }) {
  const { summary } = data.comparison;
  const arms = armEntries(summary);
  const episodes = arms.reduce((sum, { arm }) => sum + arm.episodes, 0);
  const models = Object.entries(summary.engine.models);
  return (
    <dl className="facts">
      <Fact name="Suite">{summary.suite === '' ? UNDEFINED : summary.suite}</Fact>
      <Fact name="Split">{summary.split}</Fact>
      <Fact name="Seeds">{summary.seeds}</Fact>
      <Fact name="Episodes">
        {count(episodes)} in {arms.length} {arms.length === 1 ? 'arm' : 'arms'}
      </Fact>
      <Fact name="Simulated time">{hours(summary.simSeconds)}</Fact>
      <Fact name="Engine">{summary.engine.version}</Fact>
      <Fact name={models.length === 1 ? 'Model' : 'Models'}>
        {models.length === 0
          ? 'none (rule-based policy)'
          : models.map(([name, hashes]) => (
              <span key={name} title={`SHA-256 ${hashes}`}>
                {name}{' '}
                <code>
                  {hashes
                    .split(', ')
                    .map((hash) => hash.slice(0, HASH_LETTERS))
                    .join(', ')}
                </code>{' '}
              </span>
            ))}
      </Fact>
      <Fact name="Made by">
        <code>{data.command}</code> <CopyButton label="Copy" text={() => data.command} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function hours(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return seconds < 7200 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
