import { useId, useState } from 'react';
import type { DomainName } from '../../scenarios/domains/concrete.ts';
import { fuzzySearch } from '../state/fuzzy.ts';
import { Fault } from './plan-fields.tsx';
import { armGroups, armWords, CHOOSABLE, DOMAIN_WORDS } from './suite-catalogue.ts';
import { documentsFor, type ChosenDocument, type SuiteDraft } from './suite-draft.ts';

interface DomainProps {
  readonly domain: DomainName;
  readonly onTurn: (domain: DomainName) => void;
}

/** What is controlled: scenarios and arms below are of this. */
export function DomainChoice({ domain, onTurn }: DomainProps) {
  return (
    <fieldset className="su-views lp-segments">
      <legend>Domain</legend>
      {(Object.keys(DOMAIN_WORDS) as DomainName[]).map((name) => (
        <label key={name}>
          <input type="radio" name="su-domain" checked={domain === name} onChange={() => onTurn(name)} />
          <span>{DOMAIN_WORDS[name]}</span>
        </label>
      ))}
    </fieldset>
  );
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
export function WhatList({ draft, files, fault, onChange }: WhatProps) {
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
  const { domain, what, documents } = draft;
  return [
    ...CHOOSABLE.filter((one) => one.domain === domain).map(({ id, title, group }): Option => {
      const isChosen = what.includes(id);
      const toggle = (): void => onChange({ what: isChosen ? what.filter((one) => one !== id) : [...what, id] });
      return { key: id, id, title, group, isChosen, toggle };
    }),
    ...documentsFor(draft, files).map((file): Option => {
      const isChosen = documents.some(({ handle }) => handle === file.handle);
      const without = documents.filter(({ handle }) => handle !== file.handle);
      const toggle = (): void => onChange({ documents: isChosen ? without : [...documents, file] });
      return { key: file.handle, id: file.name, title: '', group: 'Scenario files', isChosen, toggle };
    }),
  ];
}

interface ArmProps {
  readonly domain: DomainName;
  readonly chosen: readonly string[];
  readonly fault: string | undefined;
  readonly onChange: (arms: readonly string[]) => void;
}

/** Arms by what they try, of which a whole group can be taken. */
export function ArmList({ domain, chosen, fault, onChange }: ArmProps) {
  const id = useId();
  return (
    <fieldset className="su-set" aria-describedby={fault === undefined ? undefined : `${id}-fault`}>
      <legend>Arms</legend>
      <div className="su-options">
        {armGroups(domain).map(({ name, arms }) => {
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
                    <span className="muted"> {armWords(domain, arm)}</span>
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
