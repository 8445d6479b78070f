import type { SuiteRow } from '../host/suite-contract.ts';
import { OUTCOME_SIGNS, outcomeOf, outcomeText } from './suite-words.ts';

/** How an episode ended: sign and words. */
export function OutcomeCell({ row }: { readonly row: SuiteRow }) {
  const outcome = outcomeOf(row);
  const text = outcomeText(row);
  return (
    <span className={`su-outcome su-outcome-${outcome}`} title={text}>
      <span className="su-sign" aria-hidden="true">
        {OUTCOME_SIGNS[outcome]}
      </span>{' '}
      {text}
    </span>
  );
}
