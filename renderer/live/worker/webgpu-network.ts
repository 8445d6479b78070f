import * as ort from 'onnxruntime-web/webgpu';
import type { Inference } from '../../../policies/driving/fast-policy.ts';
import { inferenceOf } from '../../../policies/driving/session-inference.ts';

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
  const tensorOf = (values: Float32Array, dims: readonly number[]): ort.Tensor =>
    new ort.Tensor('float32', values, dims);
  return {
    ...(await inferenceOf(session, members, tensorOf)),
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
