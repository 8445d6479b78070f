/** A folder or option that cannot be used; the message is one line for the user. */
export class RunProblem extends Error {}
