import * as ort from 'onnxruntime-web/webgpu';
import { FEATURE_COUNT } from '../../../policies/driving/features.ts';
import { OUTPUT_COUNT, type Inference } from '../../../policies/driving/fast-policy.ts';

export interface WebGpuNetwork extends Inference {
  /** Name of the adapter. */
  readonly adapter: string;
  /** Resolves, with the reason, when the device is lost. After that a run may never give the thread back. */
  readonly lost: Promise<string>;
  /** Gives the device up. */
  lose(): void;
}

/**
 * Loads the fast policy's network on a WebGPU device of its own.
 * @param folder URL of the WASM binaries, ending in a slash
 * @throws Error when there is no WebGPU, or it cannot run the network
 */
export async function createWebGpuNetwork(
  network: Uint8Array,
  members: number,
  folder: string,
): Promise<WebGpuNetwork> {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = folder;
  ort.env.logLevel = 'error';
  const { device, adapter } = await openDevice();
  const session = await ort.InferenceSession.create(network, {
    executionProviders: [{ name: 'webgpu', device }],
    graphOptimizationLevel: 'all',
  });
  const inputName = session.inputNames[0];
  const outputName = session.outputNames[0];
  const input = new Float32Array(FEATURE_COUNT);
  const output = new Float32Array(members * OUTPUT_COUNT);
  const feeds = { [inputName]: new ort.Tensor('float32', input, [1, FEATURE_COUNT]) };
  const run = async (): Promise<void> => {
    const results = await session.run(feeds);
    const { data } = results[outputName];
    if (!(data instanceof Float32Array) || data.length !== output.length) {
      throw new Error(`model output ${outputName}: expected ${output.length} float32 values, found ${data.length}`);
    }
    output.set(data);
  };
  // Compiles the shaders.
  await run();
  return {
    input,
    output,
    run,
    adapter,
    lost: device.lost.then(({ message, reason }) => message || reason),
    lose: () => device.destroy(),
  };
}

async function openDevice(): Promise<{ device: GPUDevice; adapter: string }> {
  // Typed as always there; browsers without WebGPU lack it.
  const gpu = navigator.gpu as GPU | undefined;
  if (gpu === undefined) throw new Error('this browser has no WebGPU');
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new Error('WebGPU offers no adapter');
  const { limits, info } = adapter;
  const device = await adapter.requestDevice({
    requiredLimits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeWorkgroupSizeY: limits.maxComputeWorkgroupSizeY,
      maxComputeWorkgroupSizeZ: limits.maxComputeWorkgroupSizeZ,
    },
  });
  const name = [info.vendor, info.architecture, info.description].filter((part) => part !== '').join(' ');
  return { device, adapter: name === '' ? 'unnamed adapter' : name };
}
