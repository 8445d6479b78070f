import './panels.css';
import { useState } from 'react';
import { Glyph } from './glyph.tsx';
import { SEVERITY_GLYPHS } from './glyphs.ts';
import { usePanelData, useReadable } from './panel-context.ts';
import type { ListedProblem } from './problem-list.ts';
import { useControlDt } from './use-telemetry.ts';
import { secondsText } from './words.ts';

const SEVERITY_WORDS = { error: 'Error', warning: 'Warning', info: 'Note' } as const;

/** What went wrong, in sentences, with what to do about it. */
export function ProblemsPanel() {
  const { model } = usePanelData();
  const problems = useReadable(model.problems);
  return (
    <section className="lp-panel" role="group" aria-label="Problems">
      <div className="lp-toolbar">
        <span className="lp-muted">{headline(problems)}</span>
        <button
          type="button"
          className="lp-button"
          disabled={problems.length === 0}
          onClick={() => model.clearProblems()}
        >
          Clear
        </button>
      </div>
      <ul className="lp-problems lp-scroll" tabIndex={0} aria-label="List of problems">
        {problems.map((listed) => (
          <ProblemLine key={listed.key} listed={listed} />
        ))}
      </ul>
      <Announcer problems={problems} />
    </section>
  );
}

function headline(problems: readonly ListedProblem[]): string {
  const lasting = problems.filter(({ resolution }) => resolution === null).length;
  if (problems.length === 0) return 'No problems.';
  const resolved = problems.length - lasting;
  return `${lasting} open, ${resolved} resolved`;
}

function ProblemLine({ listed: { problem, times, resolution } }: { readonly listed: ListedProblem }) {
  const controlDt = useControlDt();
  const { severity, message, tip, tick, source } = problem;
  const resolved = resolution !== null;
  return (
    <li className={resolved ? 'lp-resolved' : ''}>
      <span className={`lp-severity lp-severity-${severity}`}>
        <Glyph strokes={SEVERITY_GLYPHS[severity]} /> {SEVERITY_WORDS[severity]}
      </span>
      <div>
        <p>
          {resolved && <b>Resolved. </b>}
          {resolved ? <s>{message}</s> : message}
          {times > 1 && ` (${times} times)`}
        </p>
        {resolved && resolution !== message && <p>{resolution}</p>}
        {!resolved && tip !== null && <p className="lp-muted">Tip: {tip}</p>}
        <p className="lp-muted lp-small">
          {source}
          {tick !== null && `, at ${secondsText(tick * controlDt, 2)} (tick ${tick})`}
        </p>
      </div>
    </li>
  );
}

/** Reads out what is new and serious; what was there when the panel opened is read as part of the list. */
function Announcer({ problems }: { readonly problems: readonly ListedProblem[] }) {
  const [known, setKnown] = useState(problems);
  const [text, setText] = useState('');
  if (known !== problems) {
    setKnown(problems);
    const fresh = problems.find(
      ({ key, problem, resolution }) =>
        resolution === null && problem.severity !== 'info' && !known.some((before) => before.key === key),
    );
    if (fresh !== undefined) setText(`${SEVERITY_WORDS[fresh.problem.severity]}: ${fresh.problem.message}`);
  }
  return (
    <p className="lp-unseen" aria-live="polite">
      {text}
    </p>
  );
}
