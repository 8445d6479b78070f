import { SPLITS, type Split } from '../../scenarios/language/splits.ts';
import type { SuitePlan } from '../host/suite-contract.ts';
import { countOf } from '../panels/words.ts';
import { useReadable } from '../panels/panel-context.ts';
import { CopyButton } from '../report/copy-button.tsx';
import { suiteCommand } from '../share/command-lines.ts';
import { useApp } from '../shell/app-context.ts';
import { Choice } from '../shell/controls/choice.tsx';
import { Fault, TextField } from './plan-fields.tsx';
import { ArmList, DomainChoice, WhatList } from './plan-lists.tsx';
import { SPLIT_WORDS } from './suite-catalogue.ts';
import { checkDraft, type SuiteDraft } from './suite-draft.ts';
import { clockText } from './suite-words.ts';

const SPLIT_OPTIONS = Object.fromEntries(SPLITS.map((split) => [split, split])) as Readonly<Record<Split, string>>;

const RECORD_OPTIONS: Readonly<Record<SuitePlan['record'], string>> = {
  none: 'None: made again when one is opened',
  failures: 'Of failures',
  all: 'All',
};

/** What to run. */
export function PlanForm() {
  const { suites } = useApp();
  const { draft, files, isPlanning, running, work, pacePerWorker } = useReadable(suites.state);
  const { plan, faults, episodes } = checkDraft(draft);
  const change = (patch: Partial<SuiteDraft>): void => suites.change(patch);
  return (
    <details
      className="su-block su-plan"
      open={isPlanning}
      onToggle={(event) => {
        if (event.currentTarget.open !== isPlanning) suites.plan(event.currentTarget.open);
      }}
    >
      <summary>
        <h2>New run</h2>
      </summary>
      <form
        aria-label="New run"
        onSubmit={(event) => {
          event.preventDefault();
          void suites.start();
        }}
      >
        <DomainChoice domain={draft.domain} onTurn={(domain) => suites.turnTo(domain)} />
        <WhatList draft={draft} files={files ?? []} fault={faults.what} onChange={change} />
        <ArmList domain={draft.domain} chosen={draft.arms} fault={faults.arms} onChange={(arms) => change({ arms })} />
        <div className="su-pair">
          <TextField
            label="First seed"
            value={draft.firstSeed}
            fault={faults.seeds}
            isFaultElsewhere
            onChange={(firstSeed) => change({ firstSeed })}
          />
          <TextField
            label="Last seed"
            value={draft.lastSeed}
            fault={faults.seeds}
            isFaultElsewhere
            onChange={(lastSeed) => change({ lastSeed })}
          />
        </div>
        {faults.seeds !== undefined && <Fault>{faults.seeds}</Fault>}
        <Choice
          label="Split"
          value={draft.split}
          options={SPLIT_OPTIONS}
          hint={SPLIT_WORDS[draft.split]}
          onChange={(split) => change({ split })}
        />
        <TextField
          label="Planner latencies, ms, with commas between"
          value={draft.latencies}
          fault={faults.latencies}
          onChange={(latencies) => change({ latencies })}
        />
        <div className="su-pair">
          <Choice
            label="Records"
            value={draft.record}
            options={RECORD_OPTIONS}
            onChange={(record) => change({ record })}
          />
          <TextField
            label="Workers"
            value={draft.workers}
            fault={faults.workers}
            isFaultElsewhere
            onChange={(workers) => change({ workers })}
          />
        </div>
        {faults.workers !== undefined && <Fault>{faults.workers}</Fault>}
        <div className="su-foot">
          <p className="su-size">
            {episodes === null ? 'Nothing to run yet.' : sizeText(episodes, pacePerWorker, Number(draft.workers))}
          </p>
          {faults.size !== undefined && <Fault>{faults.size}</Fault>}
          <div className="su-buttons">
            <button type="submit" className="primary" disabled={plan === null || running !== null || work !== null}>
              Start
            </button>
            {plan !== null && (
              <CopyButton
                label="Copy command line"
                text={() =>
                  suiteCommand(
                    plan,
                    draft.documents.map(({ name }) => name),
                  )
                }
              />
            )}
          </div>
          {running !== null && <p className="hint">One run at a time: {running.folder.name} goes on.</p>}
        </div>
      </form>
    </details>
  );
}

/** `60 episodes, about 2 min at the pace of the run before`. */
function sizeText(episodes: number, pacePerWorker: number | null, workers: number): string {
  const size = countOf(episodes, 'episode');
  if (pacePerWorker === null || !(workers >= 1)) return `${size}.`;
  return `${size}, about ${clockText(episodes / (pacePerWorker * workers))} at the pace of the run before.`;
}
