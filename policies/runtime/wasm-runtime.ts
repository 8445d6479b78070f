import * as ort from 'onnxruntime-web/wasm';

/**
 * One thread: the same binary in every host, outputs equal to the bit in Node and Chromium. It has to be said before the
 * first session anywhere: left to itself, the runtime counts processors in a way that an ES module in Node 20 has not.
 */
ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

/** The runtime of every network on WASM, as it is set up here and nowhere else. */
export { ort };
