/** To the worker that runs the network on WebGPU; `load` comes first. */
export type ToGpu =
  | {
      readonly kind: 'load';
      readonly network: Uint8Array;
      readonly members: number;
      /** URL of the folder of WASM binaries, ending in a slash. */
      readonly assets: string;
    }
  /** One at a time. */
  | { readonly kind: 'run'; readonly input: Float32Array }
  /** Gives the device up, as if it had been lost. */
  | { readonly kind: 'lose' };

export type FromGpu =
  | { readonly kind: 'loaded'; readonly adapter: string }
  | { readonly kind: 'done'; readonly output: Float32Array }
  /** Whatever went wrong; nothing comes after it. */
  | { readonly kind: 'failed'; readonly why: string };
