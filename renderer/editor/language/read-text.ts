import { fieldName, type Problem } from '../../../scenarios/language/problem.ts';
import { tryResolve } from '../../../scenarios/language/resolve.ts';
import type { Scenario } from '../../../scenarios/language/schema.ts';
import { episodeSeed, scenarioIdOf } from '../../../scenarios/language/splits.ts';
import { loadScenario, type LoadedScenario } from '../../../scenarios/language/yaml.ts';
import type { DrawnValue, ReadText, Sample, TextProblem } from '../editor-language.ts';

/** The split of live episodes. */
const SPLIT = 'test';

const OF_THE_ARM =
  "domain: the editor shows and runs driving only. Check a scenario of the arm with 'npx twotempo check FILE' and run it with 'npx twotempo run FILE'.";

/** Reads a scenario's text. Never throws for bad text. @param name of the file; its stem is part of the seeds */
export function readText(text: string, name: string): ReadText {
  const loaded = loadScenario(text, name);
  if (loaded.scenario === null) {
    const arm = loaded.problems.find(({ field, found }) => field === 'domain' && found.includes('manipulation'));
    // Beside this one, the others would only list what driving does not know.
    if (arm !== undefined) return { problems: [{ ...placed(arm, text, 'error'), message: OF_THE_ARM }], sample: null };
    return { problems: loaded.problems.map((problem) => placed(problem, text, 'error')), sample: null };
  }
  const { scenario, place } = loaded;
  return { problems: [], sample: (seed) => sampleOf(scenario, place, seed, { text, name }) };
}

type Place = Extract<LoadedScenario, { readonly problems: null }>['place'];

function sampleOf(
  scenario: Scenario,
  place: Place,
  seed: number,
  { text, name }: { readonly text: string; readonly name: string },
): Sample {
  const parameters: DrawnValue[] = [];
  const others: DrawnValue[] = [];
  const { spec, faults } = tryResolve(scenario, episodeSeed(SPLIT, scenarioIdOf(name), seed), (path, value) => {
    if (path[0] === 'parameters' && path.length === 2) parameters.push({ field: `$${path[1]}`, value });
    else others.push({ field: fieldName(path), value });
  });
  return {
    ...{ seed, parameters, others },
    actors: spec === null ? null : spec.actors.length,
    problems: (faults ?? []).map((fault) => placed(place(fault), text, 'warning')),
  };
}

function placed(
  { line, column, field, expected, found, tip }: Problem,
  text: string,
  severity: TextProblem['severity'],
): TextProblem {
  const from = offsetOf(text, line, column);
  const message = `${field === '' ? '' : `${field}: `}expected ${expected}, found ${found}.${tip === '' ? '' : ` ${tip}`}`;
  return { line: Math.max(1, line), column: Math.max(1, column), from, to: endOfWord(text, from), message, severity };
}

/** Offset of a place that counts from 1; the nearest one where the text has no such place. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return Math.min(start + Math.max(0, column - 1), end < 0 ? text.length : end);
}

/** End of the key or value that begins at `from`; at least one character on, where the line has one. */
function endOfWord(text: string, from: number): number {
  const word = /^(?:"[^"\n]*"|'[^'\n]*'|[^\s:,[\]{}#]+)/.exec(text.slice(from, from + 200))?.[0] ?? '';
  if (word !== '') return from + word.length;
  return from < text.length && text[from] !== '\n' ? from + 1 : from;
}
