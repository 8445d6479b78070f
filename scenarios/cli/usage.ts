/** Bad input or usage: one clear line, exit code 2, no stack trace. */
export class UsageProblem extends Error {}

/** Exit codes of the command line. */
export const EXIT = { done: 0, checkFailed: 1, badInput: 2, internal: 3 } as const;
