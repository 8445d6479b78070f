/** A report that cannot be written or shown; the message is for the user. */
export class ReportProblem extends Error {}
