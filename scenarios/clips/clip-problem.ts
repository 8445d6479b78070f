/** Bytes or text that are no clip; the message is a sentence for the user. */
export class ClipProblem extends Error {}
