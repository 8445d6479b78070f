import * as ort from 'onnxruntime-web/wasm';
import { z } from 'zod';

const rows = z.array(z.array(z.number()));
const inputs = z.record(z.string(), rows);

/** Inputs of the three networks by name, and PyTorch's output for them under `expected`. */
export const probesSchema = z.object({ systemOne: inputs, systemTwo: inputs, critics: inputs });
export type Probes = z.infer<typeof probesSchema>;

const FILES = { systemOne: 'system-one.onnx', systemTwo: 'system-two.onnx', critics: 'critics.onnx' } as const;

/** Largest distance between PyTorch's numbers and those of the runtime, for all rows at once and for the first alone. */
export async function largestProbeError(probes: Probes, read: (file: string) => Uint8Array): Promise<number> {
  let largest = 0;
  for (const name of ['systemOne', 'systemTwo', 'critics'] as const) {
    const session = await ort.InferenceSession.create(read(FILES[name]), { executionProviders: ['wasm'] });
    const { expected, ...given } = probes[name];
    for (const count of [expected.length, 1]) {
      const feeds = Object.fromEntries(
        Object.entries(given).map(([input, values]) => [input, tensorOf(values.slice(0, count))]),
      );
      const { data } = (await session.run(feeds))[session.outputNames[0]];
      const wanted = expected.slice(0, count).flat();
      if (data.length !== wanted.length) return Infinity;
      wanted.forEach((value, i) => (largest = Math.max(largest, Math.abs(value - Number(data[i])))));
    }
  }
  return largest;
}

function tensorOf(values: readonly (readonly number[])[]): ort.Tensor {
  return new ort.Tensor('float32', Float32Array.from(values.flat()), [values.length, values[0].length]);
}
