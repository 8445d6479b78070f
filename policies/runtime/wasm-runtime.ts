import * as ort from 'onnxruntime-web/wasm';

/**
 * One thread: the same binary in every host, outputs equal to the bit in Node and Chromium. It has to be said before the
 * first session anywhere: left to itself, the runtime counts processors in a way that an ES module in Node 20 has not.
 */
ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

export { Tensor } from 'onnxruntime-web/wasm';

/** Where a browser finds the WASM binary (folder URL, ending in a slash); Node finds its own. */
export function setWasmFolder(url: string): void {
  ort.env.wasm.wasmPaths = url;
}

/** What is used of a session. */
export type Session = Pick<
  ort.InferenceSession,
  'inputNames' | 'outputNames' | 'inputMetadata' | 'outputMetadata' | 'release'
> & { run(feeds: ort.InferenceSession.FeedsType): Promise<ort.InferenceSession.ReturnType> };

/**
 * A network on WASM, whose runs wait for those of all others.
 * @throws Error when the bytes are no network
 */
export async function createSession(model: Uint8Array): Promise<Session> {
  const session = await alone(() =>
    ort.InferenceSession.create(model, { executionProviders: ['wasm'], graphOptimizationLevel: 'all' }),
  );
  const { inputNames, outputNames, inputMetadata, outputMetadata } = session;
  return {
    ...{ inputNames, outputNames, inputMetadata, outputMetadata },
    run: (feeds) => alone(() => session.run(feeds)),
    release: () => alone(() => session.release()),
  };
}

/** What is going on, until it has ended one way or the other. */
let running: Promise<void> | null = null;

const end = (): void => {
  running = null;
};

/**
 * Runs a job of the runtime when no other runs, in the order in which they were asked for. Of two that overlap, the runtime
 * restores its stack in the wrong order and loses what the first one had there: after some 80,000 of them it aborts for good.
 */
export async function alone<T>(job: () => Promise<T>): Promise<T> {
  while (running !== null) await running;
  const result = job();
  running = result.then(end, end);
  return result;
}
