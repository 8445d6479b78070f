/**
 * The page of `live-worker.test.ts`: the simulation's worker without anything that draws. Plain JavaScript, since it is
 * served as it is.
 */
const heard = { status: null, problems: [], rows: [], marks: [], frames: 0, saved: null, errors: [] };
const INFER_MS = 11;
const STRIDE = 15;

const worker = new Worker('/sim-worker.js', { type: 'module' });
worker.onerror = ({ message }) => heard.errors.push(message);
worker.onmessage = ({ data }) => {
  const atMs = performance.now();
  if (data.kind === 'status') heard.status = data.status;
  if (data.kind === 'problem') heard.problems.push({ ...data.problem, atMs });
  if (data.kind === 'saved') heard.saved = data;
  if (data.kind === 'frame') {
    heard.frames++;
    worker.postMessage({ kind: 'frame', buffer: data.buffer }, [data.buffer]);
  }
  if (data.kind === 'telemetry') {
    heard.marks.push(...data.batch.marks);
    for (let at = 0; at < data.batch.rows.length; at += STRIDE) heard.rows.push(data.batch.rows[at + INFER_MS]);
  }
};
worker.postMessage({ kind: 'start', assets: new URL('/assets/', location.href).href, backend: 'wasm' });

/** What the test calls. */
window.live = {
  heard,
  send: (message) => worker.postMessage(message),
  async until(holds, withinMs) {
    const endMs = performance.now() + withinMs;
    while (!holds(heard)) {
      if (performance.now() > endMs) throw new Error(`never: ${holds}; ${JSON.stringify({ ...heard, rows: [] })}`);
      await new Promise((done) => setTimeout(done, 10));
    }
  },
  /** Outputs of the network on WebGPU for many inputs. */
  async outputsOnGpu(members, inputs) {
    const network = new Uint8Array(await (await fetch('/assets/fast-driving.onnx')).arrayBuffer());
    const gpu = new Worker('/webgpu.js', { type: 'module' });
    const answer = () =>
      new Promise((resolve, reject) => {
        gpu.onmessage = ({ data }) => (data.kind === 'failed' ? reject(new Error(data.why)) : resolve(data));
      });
    gpu.postMessage({ kind: 'load', network, members, assets: new URL('/assets/', location.href).href });
    await answer();
    const outputs = [];
    for (const input of inputs) {
      gpu.postMessage({ kind: 'run', input: Float32Array.from(input) });
      outputs.push([...(await answer()).output]);
    }
    gpu.terminate();
    return outputs;
  },
};
