import { useId, useState, type ReactNode } from 'react';
import type { ArmName } from '../../policies/driving/arm-titles.ts';
import { SPLITS, type Split } from '../../scenarios/language/splits.ts';
import type { SuitePlan } from '../host/suite-contract.ts';
import { countOf } from '../panels/words.ts';
import { useReadable } from '../panels/panel-context.ts';
import { CopyButton } from '../report/copy-button.tsx';
import { suiteCommand } from '../share/command-lines.ts';
import { useApp } from '../shell/app-context.ts';
import { Choice } from '../shell/controls/choice.tsx';
import { fuzzySearch } from '../state/fuzzy.ts';
import { ARM_GROUPS, armWords, CHOOSABLE, SPLIT_WORDS } from './suite-catalogue.ts';
import { checkDraft, type ChosenDocument, type SuiteDraft } from './suite-draft.ts';
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
        <WhatList draft={draft} files={files ?? []} fault={faults.what} onChange={change} />
        <ArmList chosen={draft.arms} fault={faults.arms} onChange={(arms) => change({ arms })} />
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

interface WhatProps {
  readonly draft: SuiteDraft;
  readonly files: readonly ChosenDocument[];
  readonly fault: string | undefined;
  readonly onChange: (patch: Partial<SuiteDraft>) => void;
}

interface Option {
  readonly key: string;
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly isChosen: boolean;
  toggle(): void;
}

/** Suites, scenarios and files, of which some letters find one. */
function WhatList({ draft, files, fault, onChange }: WhatProps) {
  const [query, setQuery] = useState('');
  const id = useId();
  const options = optionsOf(draft, files, onChange);
  const found = fuzzySearch(query, options, ({ id: name, title }) => `${name}: ${title}`).map(({ item }) => item);
  const chosen = options.filter(({ isChosen }) => isChosen);
  return (
    <fieldset className="su-set" aria-describedby={fault === undefined ? undefined : `${id}-fault`}>
      <legend>Suites, scenarios and files</legend>
      <input
        type="search"
        aria-label="Find suites, scenarios and files"
        placeholder="Find…"
        spellCheck={false}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <div className="su-options">
        {[...new Set(found.map(({ group }) => group))].map((group) => (
          <div key={group} role="group" aria-label={group}>
            <p className="su-group-name">{group}</p>
            {found
              .filter((option) => option.group === group)
              .map(({ key, id: name, title, isChosen, toggle }) => (
                <label key={key} className="su-option">
                  <input type="checkbox" checked={isChosen} onChange={toggle} />
                  <span>
                    {name}
                    {title !== '' && <span className="muted"> {title}</span>}
                  </span>
                </label>
              ))}
          </div>
        ))}
        {found.length === 0 && <p className="muted">Nothing found for “{query}”.</p>}
      </div>
      {chosen.length > 0 && (
        <ul className="su-chosen" aria-label="Chosen">
          {chosen.map(({ key, id: name, toggle }) => (
            <li key={key}>
              <button type="button" className="small" aria-label={`Leave out ${name}`} onClick={toggle}>
                {name} <span aria-hidden="true">✕</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {fault !== undefined && <Fault id={`${id}-fault`}>{fault}</Fault>}
    </fieldset>
  );
}

function optionsOf(draft: SuiteDraft, files: WhatProps['files'], onChange: WhatProps['onChange']): Option[] {
  const { what, documents } = draft;
  // A file that was handed over, as by the editor, may lie elsewhere than those at hand.
  const handles = new Set(files.map(({ handle }) => handle));
  const all = [...documents.filter(({ handle }) => !handles.has(handle)), ...files];
  return [
    ...CHOOSABLE.map(({ id, title, group }): Option => {
      const isChosen = what.includes(id);
      const toggle = (): void => onChange({ what: isChosen ? what.filter((one) => one !== id) : [...what, id] });
      return { key: id, id, title, group, isChosen, toggle };
    }),
    ...all.map((file): Option => {
      const isChosen = documents.some(({ handle }) => handle === file.handle);
      const without = documents.filter(({ handle }) => handle !== file.handle);
      const toggle = (): void => onChange({ documents: isChosen ? without : [...documents, file] });
      return { key: file.handle, id: file.name, title: '', group: 'Scenario files', isChosen, toggle };
    }),
  ];
}

interface ArmProps {
  readonly chosen: readonly ArmName[];
  readonly fault: string | undefined;
  readonly onChange: (arms: readonly ArmName[]) => void;
}

function ArmList({ chosen, fault, onChange }: ArmProps) {
  const id = useId();
  return (
    <fieldset className="su-set" aria-describedby={fault === undefined ? undefined : `${id}-fault`}>
      <legend>Arms</legend>
      <div className="su-options">
        {ARM_GROUPS.map(({ name, arms }) => {
          const areAll = arms.every((arm) => chosen.includes(arm));
          const others = chosen.filter((arm) => !arms.includes(arm));
          return (
            <div key={name} role="group" aria-label={name}>
              <div className="su-bar">
                <p className="su-group-name">{name}</p>
                <button
                  type="button"
                  className="small"
                  onClick={() => onChange(areAll ? others : [...others, ...arms])}
                >
                  {areAll ? 'None' : 'All'}
                  <span className="visually-hidden"> of {name}</span>
                </button>
              </div>
              {arms.map((arm) => (
                <label key={arm} className="su-option">
                  <input
                    type="checkbox"
                    checked={chosen.includes(arm)}
                    onChange={(event) =>
                      onChange(event.target.checked ? [...chosen, arm] : chosen.filter((one) => one !== arm))
                    }
                  />
                  <span>
                    {arm}
                    <span className="muted"> {armWords(arm)}</span>
                  </span>
                </label>
              ))}
            </div>
          );
        })}
      </div>
      {fault !== undefined && <Fault id={`${id}-fault`}>{fault}</Fault>}
    </fieldset>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly fault: string | undefined;
  /** What is wrong is said by somebody else. */
  readonly isFaultElsewhere?: boolean;
  readonly onChange: (value: string) => void;
}

function TextField({ label, value, fault, isFaultElsewhere = false, onChange }: TextProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode="numeric"
        spellCheck={false}
        value={value}
        aria-invalid={fault !== undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {fault !== undefined && !isFaultElsewhere && <Fault>{fault}</Fault>}
    </div>
  );
}

function Fault({ id, children }: { readonly id?: string; readonly children: ReactNode }) {
  return (
    <p id={id} className="su-fault" role="alert">
      {children}
    </p>
  );
}
