/** A record that cannot be used: one sentence that says what is wrong with it, and what to do. Exit code 2. */
export class RecordProblem extends Error {
  override readonly name = 'RecordProblem';

  /**
   * @param file name of the record, or what else the sentence is about
   * @param wrong goes on from the name: `is truncated after 120 bytes`
   * @param advice what the user can do, an imperative without a full stop
   */
  constructor(
    readonly file: string,
    readonly wrong: string,
    readonly advice: string,
  ) {
    super(`${file}: ${wrong}; ${advice}.`);
  }
}
