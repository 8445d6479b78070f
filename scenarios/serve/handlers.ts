import type { Channel, Input, Output } from '../../renderer/host/contract.ts';

/** Answers one channel. `page`: which page asks; its recordings are its own. */
export type Handler<C extends Channel> = (input: Input<C>, page: string) => Promise<Output<C>>;
/** A channel that a host lacks is one that it does not know. */
export type Handlers = { readonly [C in Channel]?: Handler<C> };
