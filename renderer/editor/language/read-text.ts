import { loadAnyScenario, type AnyScenario } from '../../../scenarios/language/any-scenario.ts';
import { domainIn } from '../../../scenarios/language/domain-in-text.ts';
import { tryResolveManipulation } from '../../../scenarios/language/manipulation/resolve.ts';
import { fieldName, type FieldPath, type Problem } from '../../../scenarios/language/problem.ts';
import { tryResolve } from '../../../scenarios/language/resolve.ts';
import { episodeSeed, scenarioIdOf } from '../../../scenarios/language/splits.ts';
import type { Fault } from '../../../scenarios/language/validate.ts';
import type { Loaded } from '../../../scenarios/language/yaml.ts';
import type { DrawnValue, ReadText, Sample, TextProblem } from '../editor-language.ts';

/** The split of live episodes. */
const SPLIT = 'test';

/** Reads a scenario's text. Never throws for bad text. @param name of the file; its stem is part of the seeds */
export function readText(text: string, name: string): ReadText {
  const loaded = loadAnyScenario(text, name);
  if (loaded.scenario === null) {
    const problems = loaded.problems.map((problem) => placed(problem, text, 'error'));
    return { domain: domainIn(text), problems, sample: null };
  }
  const { scenario, place } = loaded;
  const { domain } = scenario;
  // The file of the arm lies where the page cannot look; `problemsWords` says so.
  if (domain === 'manipulation' && scenario.arm.urdf !== undefined) return { domain, problems: [], sample: null };
  return { domain, problems: [], sample: (seed) => sampleOf(scenario, place, seed, { text, name }) };
}

type Place = Extract<Loaded<AnyScenario>, { readonly problems: null }>['place'];

function sampleOf(
  scenario: AnyScenario,
  place: Place,
  seed: number,
  { text, name }: { readonly text: string; readonly name: string },
): Sample {
  const parameters: DrawnValue[] = [];
  const others: DrawnValue[] = [];
  const { others: count, faults } = resolved(scenario, episodeSeed(SPLIT, scenarioIdOf(name), seed), (path, value) => {
    if (path[0] === 'parameters' && path.length === 2) parameters.push({ field: `$${path[1]}`, value });
    else others.push({ field: fieldName(path), value });
  });
  return {
    ...{ seed, parameters, others },
    actors: count,
    problems: faults.map((fault) => placed(place(fault), text, 'warning')),
  };
}

interface Resolved {
  /** Everybody and everything but who acts; null: it cannot be drawn. */
  readonly others: number | null;
  readonly faults: readonly Fault[];
}

function resolved(scenario: AnyScenario, episode: string, heard: (path: FieldPath, value: number) => void): Resolved {
  if (scenario.domain === 'driving') {
    const { spec, faults } = tryResolve(scenario, episode, heard);
    return { others: spec === null ? null : spec.actors.length, faults: faults ?? [] };
  }
  const { spec, faults } = tryResolveManipulation(scenario, episode, heard);
  return { others: spec === null ? null : spec.objects.length + spec.obstacles.length, faults: faults ?? [] };
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
