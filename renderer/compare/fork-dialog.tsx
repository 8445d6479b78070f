import './compare.css';
import { useId, useState, type FormEvent } from 'react';
import { ARM_NAMES, ARM_TITLES } from '../../policies/driving/arm-titles.ts';
import { secondsText } from '../panels/words.ts';
import type { OpenedRecord } from '../records/opened-record.ts';
import { latencyWords } from '../replay/words.ts';
import { useApp } from '../shell/app-context.ts';
import { Dialog } from '../shell/dialog.tsx';
import { armOf, choiceOf, draftFaults, firstDraft, type ForkDraft } from './fork-draft.ts';
import { runName, runNames, situationText } from './pairing.ts';

/** What if it had thought here: drives on from the play head with another arm. */
export function ForkDialog({ onClose }: { readonly onClose: () => void }) {
  const { shelf } = useApp();
  const [{ a, b, timeS, mode }] = useState(() => shelf.shown());
  if (a === null) {
    return (
      <Dialog title="Think here: fork" onClose={onClose}>
        <p>A fork leaves a record at a tick, and there is none open.</p>
        <div className="dialog-foot">
          <p className="muted">Open a record, move the play head to where it is to think, and come back.</p>
          <button
            type="button"
            className="primary"
            data-first-focus
            onClick={() => {
              onClose();
              void shelf.choose();
            }}
          >
            Open record…
          </button>
        </div>
      </Dialog>
    );
  }
  return <ForkForm onClose={onClose} timeS={timeS} records={b === null ? [a] : [a, b]} first={mode === 'b' ? 1 : 0} />;
}

interface FormProps {
  readonly onClose: () => void;
  readonly timeS: number;
  readonly records: readonly OpenedRecord[];
  /** Which of them is forked unless another one is chosen. */
  readonly first: number;
}

function ForkForm({ onClose, timeS, records, first }: FormProps) {
  const { shelf } = useApp();
  const [at, setAt] = useState(first);
  const record = records[Math.min(at, records.length - 1)];
  const [draft, setDraft] = useState(() => firstDraft(record, timeS));
  const id = useId();
  const faults = draftFaults(draft, record);
  const choice = choiceOf(draft, record);
  const change = (changed: Partial<ForkDraft>): void => setDraft({ ...draft, ...changed });
  const names = records.length === 2 ? runNames(records[0], records[1]) : [runName(record)];
  const { forkProblem, facts, clip } = record;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (choice === null || forkProblem !== null) return;
    onClose();
    void shelf.fork(record.id, choice);
  };
  return (
    <Dialog title="Think here: fork" onClose={onClose}>
      <form className="form cmp-fork" onSubmit={submit}>
        <p className="muted">
          {situationText(record)}. Up to the tick everything stays as it was; from there on another arm drives, and
          everybody else answers to that.
        </p>
        {records.length === 2 && (
          <fieldset className="cmp-which">
            <legend>Fork of</legend>
            {records.map((each, i) => (
              <label key={each.id}>
                <input
                  type="radio"
                  name={`${id}-which`}
                  checked={i === at}
                  onChange={() => {
                    setAt(i);
                    setDraft({ ...firstDraft(each, timeS), arm: draft.arm });
                  }}
                />{' '}
                {['A', 'B'][i]}, {names[i]}
              </label>
            ))}
          </fieldset>
        )}
        <div className="field">
          <label htmlFor={`${id}-tick`}>Tick</label>
          <div className="slider-row">
            <input
              id={`${id}-tick`}
              type="number"
              min={0}
              max={facts.ticks - 1}
              step={1}
              value={draft.tick}
              aria-invalid={faults.tick !== undefined}
              aria-describedby={`${id}-time`}
              onChange={(event) => change({ tick: event.target.value })}
            />
            <span id={`${id}-time`} className="hint" role={faults.tick === undefined ? undefined : 'alert'}>
              {faults.tick ??
                `at ${secondsText(Number(draft.tick) * clip.controlDt, 2)} of ${secondsText(clip.durationS, 2)}`}
            </span>
          </div>
        </div>
        <div className="field">
          <label htmlFor={`${id}-arm`}>Arm from there on</label>
          <select
            id={`${id}-arm`}
            data-first-focus
            value={draft.arm}
            onChange={(event) => {
              const arm = armOf(event.target.value);
              if (arm !== null) change({ arm });
            }}
          >
            {ARM_NAMES.map((name) => (
              <option key={name} value={name}>
                {name}: {ARM_TITLES[name]}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-ms`}>Planner latency, ms</label>
          <div className="slider-row">
            <input
              id={`${id}-ms`}
              type="number"
              min={0}
              step="any"
              value={draft.ms}
              disabled={draft.asRecorded}
              aria-invalid={faults.ms !== undefined}
              aria-describedby={`${id}-ms-hint`}
              onChange={(event) => change({ ms: event.target.value })}
            />
            <span id={`${id}-ms-hint`} className="hint" role={faults.ms === undefined ? undefined : 'alert'}>
              {faults.ms ?? 'of plans that are asked for from there on; arms without planner need none'}
            </span>
          </div>
          {facts.clock === 'virtual' && facts.latency.kind !== 'fixed' && facts.latency.kind !== 'zero' && (
            <label className="check">
              <input
                type="checkbox"
                checked={draft.asRecorded}
                onChange={(event) => change({ asRecorded: event.target.checked })}
              />
              As recorded: {latencyWords(facts.latencyName)}
            </label>
          )}
        </div>
        {forkProblem !== null && (
          <p className="cmp-fault" role="alert">
            {forkProblem}
          </p>
        )}
        <div className="dialog-foot">
          <p className="muted">The fork is shown against the record it left.</p>
          <button type="submit" className="primary" disabled={choice === null || forkProblem !== null}>
            Fork
          </button>
        </div>
      </form>
    </Dialog>
  );
}
