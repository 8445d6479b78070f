/**
 * Reads the initialisers of an ONNX model by hand: the few fields of its protocol buffers that matter (onnx.proto3), and
 * nothing of the library that runs it.
 */

export interface Tensor {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

const GRAPH = 7;
const INITIALIZER = 5;
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9 } as const;
const FLOAT = 1;

/** Float tensors by name. */
export function readInitialisers(model: Uint8Array): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const graph of fields(model)) {
    if (graph.number !== GRAPH) continue;
    for (const field of fields(graph.bytes)) {
      if (field.number !== INITIALIZER) continue;
      const { name, tensor } = readTensor(field.bytes);
      if (tensor !== null) tensors.set(name, tensor);
    }
  }
  return tensors;
}

function readTensor(bytes: Uint8Array): { name: string; tensor: Tensor | null } {
  const dims: number[] = [];
  let name = '';
  let type = 0;
  let raw = new Uint8Array(0);
  for (const field of fields(bytes)) {
    if (field.number === TENSOR.name) name = new TextDecoder().decode(field.bytes);
    else if (field.number === TENSOR.rawData) raw = field.bytes.slice();
    else if (field.number === TENSOR.dataType) type = field.value;
    else if (field.number === TENSOR.dims) dims.push(...(field.wire === 0 ? [field.value] : varints(field.bytes)));
  }
  return { name, tensor: type === FLOAT ? { dims, values: new Float32Array(raw.buffer) } : null };
}

interface Field {
  readonly number: number;
  readonly wire: number;
  /** Of a varint. */
  readonly value: number;
  /** Of anything with a length. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

function* fields(bytes: Uint8Array): Iterable<Field> {
  const at = { index: 0 };
  while (at.index < bytes.length) {
    const key = varint(bytes, at);
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === 0) yield { number, wire, value: varint(bytes, at), bytes: new Uint8Array(0) };
    else {
      const length = wire === 2 ? varint(bytes, at) : wire === 1 ? 8 : 4;
      yield { number, wire, value: NaN, bytes: new Uint8Array(bytes.slice(at.index, at.index + length)) };
      at.index += length;
    }
  }
}

function varints(bytes: Uint8Array): number[] {
  const at = { index: 0 };
  const values: number[] = [];
  while (at.index < bytes.length) values.push(varint(bytes, at));
  return values;
}

/** Base 128, least significant group first. */
function varint(bytes: Uint8Array, at: { index: number }): number {
  let value = 0;
  let unit = 1;
  for (;;) {
    const byte = bytes[at.index++];
    value += (byte & 127) * unit;
    if (byte < 128) return value;
    unit *= 128;
  }
}
