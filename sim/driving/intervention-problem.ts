/** An intervention that cannot be done; the message is a sentence for the person who wanted it. */
export class InterventionProblem extends Error {
  override readonly name = 'InterventionProblem';
}
