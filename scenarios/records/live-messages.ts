import { DrivingPlan } from '../../policies/driving/driving-plan.ts';
import { FAULT_KINDS, type FaultKind } from '../../policies/runtime/ledger.ts';
import type { TraceArrival } from '../../policies/runtime/live-trace.ts';
import { restoreState, StateMismatch } from '../../sim/kernel/state-codec.ts';

/**
 * Binary messages of live runs, little-endian.
 * Arrival: kind (u32: 0 plan, 1 fault, 2 timed out), request (u32), tick (u32), kind of fault (u32, 0 where there is
 * none); then the numbers of a plan's saved state (doubles), or the fault's text (UTF-8).
 * Outputs: tick (u32), then the outputs of the network (floats).
 */

const ARRIVAL_KINDS = ['plan', 'fault', 'timed-out'] as const;
const ARRIVAL_BYTES = 16;
const OUTPUTS_BYTES = 4;
/** Longer texts of faults are cut; they are for people only. */
const MOST_TEXT = 10_000;

/** A live message that does not decode; the message goes on from the topic. */
export class LiveMessageError extends Error {}

export function encodeArrival(arrival: TraceArrival): Uint8Array {
  const content = contentOf(arrival);
  const bytes = new Uint8Array(ARRIVAL_BYTES + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, ARRIVAL_KINDS.indexOf(arrival.kind), true);
  view.setUint32(4, arrival.requestId, true);
  view.setUint32(8, arrival.deliveredTick, true);
  view.setUint32(12, arrival.kind === 'fault' ? FAULT_KINDS.indexOf(arrival.fault) : 0, true);
  bytes.set(content, ARRIVAL_BYTES);
  return bytes;
}

/** @throws LiveMessageError */
export function decodeArrival(bytes: Uint8Array): TraceArrival {
  if (bytes.length < ARRIVAL_BYTES) throw new LiveMessageError(`has ${bytes.length} bytes, fewer than its header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = ARRIVAL_KINDS[view.getUint32(0, true)] as TraceArrival['kind'] | undefined;
  const requestId = view.getUint32(4, true);
  const deliveredTick = view.getUint32(8, true);
  const fault = FAULT_KINDS[view.getUint32(12, true)] as FaultKind | undefined;
  const content = bytes.slice(ARRIVAL_BYTES);
  if (kind === 'plan') return { kind, requestId, deliveredTick, plan: planOf(content, requestId) };
  if (kind === 'fault' && fault !== undefined)
    return { kind, requestId, deliveredTick, fault, message: new TextDecoder().decode(content) };
  if (kind === 'timed-out' && content.length === 0) return { kind, requestId, deliveredTick };
  throw new LiveMessageError(`about request ${requestId} is of an unknown kind`);
}

/** @param outputs is copied */
export function encodeOutputs(tick: number, outputs: Float32Array): Uint8Array {
  const bytes = new Uint8Array(OUTPUTS_BYTES + outputs.byteLength);
  new DataView(bytes.buffer).setUint32(0, tick, true);
  bytes.set(new Uint8Array(outputs.buffer, outputs.byteOffset, outputs.byteLength), OUTPUTS_BYTES);
  return bytes;
}

/** @throws LiveMessageError */
export function decodeOutputs(bytes: Uint8Array): { readonly tick: number; readonly outputs: Float32Array } {
  if (bytes.length < OUTPUTS_BYTES || bytes.length % 4 !== 0)
    throw new LiveMessageError(`has ${bytes.length} bytes, which are no tick and whole numbers`);
  const tick = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return { tick, outputs: new Float32Array(bytes.slice(OUTPUTS_BYTES).buffer) };
}

function contentOf(arrival: TraceArrival): Uint8Array {
  switch (arrival.kind) {
    case 'plan':
      return new Uint8Array(arrival.plan.buffer, arrival.plan.byteOffset, arrival.plan.byteLength);
    case 'fault':
      return new TextEncoder().encode(arrival.message.slice(0, MOST_TEXT));
    case 'timed-out':
      return new Uint8Array(0);
  }
}

/** The saved state of a plan, which must be one. */
function planOf(bytes: Uint8Array<ArrayBuffer>, requestId: number): Float64Array {
  if (bytes.length % 8 !== 0)
    throw new LiveMessageError(`about request ${requestId} holds ${bytes.length} bytes, which are no whole numbers`);
  const values = new Float64Array(bytes.buffer);
  try {
    restoreState(new DrivingPlan(), values);
  } catch (error) {
    if (!(error instanceof StateMismatch)) throw error;
    throw new LiveMessageError(`about request ${requestId} holds no plan of this version`);
  }
  return values;
}
