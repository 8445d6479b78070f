import { createSession, type Session } from '../../policies/runtime/wasm-runtime.ts';
import { ModelProblem } from './model-facts.ts';

/** What a network is expected to take and to give: float32 arrays by name, and their dimensions; `N`: any number of rows. */
export interface NetworkShape {
  readonly inputs: Readonly<Record<string, Dimensions>>;
  readonly outputs: Readonly<Record<string, Dimensions>>;
}

type Dimensions = readonly (number | string)[];

/**
 * Why the bytes of a file did not do as a network.
 * @param wanted what it should have been
 * @param cause what went wrong with it
 * @param advice what to do, without a full stop
 */
export async function networkProblem(
  bytes: Uint8Array,
  wanted: NetworkShape,
  { file, cause, advice }: { readonly file: string; readonly cause: unknown; readonly advice: string },
): Promise<ModelProblem> {
  const expected = describe(wanted);
  let found: string;
  try {
    found = describe(await declaredBy(bytes));
  } catch (error) {
    found = `no ONNX network${reasonOf(error)}`;
  }
  // It declares what it should, and yet it failed.
  if (found === expected) found = `one that fails${reasonOf(cause)}`;
  return new ModelProblem(`${file}: expected a network with ${expected}, found ${found}; ${advice}`);
}

/** Whether there is anything in the bytes that can be run. */
export async function isNetwork(bytes: Uint8Array): Promise<boolean> {
  return declaredBy(bytes).then(
    () => true,
    () => false,
  );
}

/** @throws Error when the bytes are no network */
async function declaredBy(bytes: Uint8Array): Promise<NetworkShape> {
  const session = await createSession(bytes);
  const shapeOf = (values: Session['inputMetadata']): NetworkShape['inputs'] =>
    Object.fromEntries(values.map((value) => [value.name, value.isTensor ? value.shape : ['?']]));
  const declared = { inputs: shapeOf(session.inputMetadata), outputs: shapeOf(session.outputMetadata) };
  await session.release();
  return declared;
}

/** For example `inputs features [N, 153], level [N, 1] and outputs chunk [N, 40]`. */
function describe({ inputs, outputs }: NetworkShape): string {
  const list = (values: NetworkShape['inputs']): string =>
    Object.entries(values)
      .map(([name, dimensions]) => `${name} [${dimensions.join(', ')}]`)
      .sort()
      .join(', ');
  return `inputs ${list(inputs)} and outputs ${list(outputs)}`;
}

/** The runtime's sentence on one line and in brackets; nothing where it says nothing. */
function reasonOf(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error))
    .replace(/^.*ERROR_MESSAGE:/s, '')
    .replace(/\s+/g, ' ')
    .trim();
  return text === '' ? '' : ` (${text.replace(/\.$/, '')})`;
}
