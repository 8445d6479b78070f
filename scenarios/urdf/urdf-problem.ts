import { formatProblem } from '../language/problem.ts';
import type { Problem } from '../language/problem.ts';

/** An arm's description that cannot be used: where in the file, what was expected, what was found, what to do. */
export class UrdfProblem extends Error {
  override readonly name = 'UrdfProblem';

  constructor(readonly problem: Problem) {
    super(formatProblem(problem));
  }
}
