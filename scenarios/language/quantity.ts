import { z } from 'zod';
import { ExpressionError, MAX_EXPRESSION_LENGTH, parseExpression } from './expression.ts';

/** What a number may be, whether written down, drawn or computed. */
export interface Quantity {
  readonly low: number;
  readonly high: number;
  /** SI unit, empty for counts and ratios. */
  readonly unit: string;
  readonly whole?: true;
}

const M = 'm';
const S = 's';
const MPS = 'm/s';
const MPS2 = 'm/s2';

/** The quantities of a scenario. Limits are generous: they keep nonsense out, not the unusual. */
export const QUANTITIES = {
  parameter: { low: -1e6, high: 1e6, unit: '' },
  presence: { low: -1e6, high: 1e6, unit: '' },
  friction: { low: 0.05, high: 1.2, unit: '' },
  laneCount: { low: 1, high: 8, unit: '', whole: true },
  laneNumber: { low: 0, high: 15, unit: '', whole: true },
  laneWidth: { low: 1.5, high: 10, unit: M },
  shoulder: { low: 0, high: 20, unit: M },
  segmentLength: { low: 1, high: 20_000, unit: M },
  curvature: { low: -0.2, high: 0.2, unit: '1/m' },
  angle: { low: -2 * Math.PI, high: 2 * Math.PI, unit: 'rad' },
  fieldOfView: { low: 0.01, high: 2 * Math.PI, unit: 'rad' },
  along: { low: 0, high: 20_000, unit: M },
  offset: { low: -200, high: 200, unit: M },
  gap: { low: -1000, high: 2000, unit: M },
  distance: { low: 0, high: 2000, unit: M },
  bodySize: { low: 0.05, high: 60, unit: M },
  speed: { low: 0, high: 90, unit: MPS },
  positiveSpeed: { low: 0.05, high: 90, unit: MPS },
  acceleration: { low: 0.05, high: 20, unit: MPS2 },
  bias: { low: -20, high: 20, unit: MPS2 },
  time: { low: 0, high: 600, unit: S },
  duration: { low: 0.05, high: 60, unit: S },
  headway: { low: 0.1, high: 60, unit: S },
  noise: { low: 0, high: 20, unit: '' },
  exponent: { low: 0.5, high: 20, unit: '' },
  share: { low: 0, high: 1, unit: '' },
  laneSteps: { low: -8, high: 8, unit: '', whole: true },
} as const satisfies Record<string, Quantity>;

/** The quantity in words, as in `a number from 0 to 90 m/s`. */
export function describeQuantity(quantity: Quantity): string {
  const kind = quantity.whole ? 'a whole number' : 'a number';
  const unit = quantity.unit === '' ? '' : ` ${quantity.unit}`;
  if (quantity.low === 0 && quantity.high >= 20) return `${kind} >= 0${unit} and <= ${short(quantity.high)}${unit}`;
  return `${kind} from ${short(quantity.low)} to ${short(quantity.high)}${unit}`;
}

function short(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

export function fits(quantity: Quantity, value: number): boolean {
  const inRange = value >= quantity.low && value <= quantity.high;
  return inRange && (quantity.whole !== true || Number.isInteger(value));
}

/** How a number is drawn at the start of an episode, each from its own random stream. */
export type Distribution =
  /** Evenly between two bounds. */
  | { readonly uniform: readonly [number, number] }
  /** Mean, standard deviation, and the bounds beyond which is drawn again. */
  | { readonly normal: readonly [number, number, number, number] }
  /** One of the listed numbers, each equally likely. */
  | { readonly choice: readonly number[] };

/** A number of a scenario: written down, an expression over parameters, or drawn. */
export type Value = number | string | Distribution;

/** A strict object; its message for unknown keys lists the known ones. */
export function strictObject<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `one of ${Object.keys(shape).join(', ')}`
        : issue.code === 'invalid_type'
          ? `a mapping with ${Object.keys(shape).join(', ')}`
          : undefined,
  });
}

/** What editors tell about a field. @param example what they write for it at first */
export function about<Schema extends z.ZodType>(schema: Schema, description: string, example?: unknown): Schema {
  return schema.meta({ description, ...(example === undefined ? {} : { examples: [example] }) });
}

export function number(quantity: Quantity) {
  return bounded(quantity).meta({ quantity: describeQuantity(quantity) });
}

function bounded(quantity: Quantity) {
  const text = describeQuantity(quantity);
  const base = z.number({ error: text }).min(quantity.low, text).max(quantity.high, text);
  return quantity.whole ? base.refine((value) => Number.isInteger(value), text) : base;
}

const expression = z
  .string()
  .max(MAX_EXPRESSION_LENGTH, `an expression of at most ${MAX_EXPRESSION_LENGTH} characters`)
  .superRefine((text, context) => {
    try {
      parseExpression(text);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      context.addIssue({ code: 'custom', message: `an expression such as "2 * $gap" (${error.message})` });
    }
  });

/** A `Value` of which every number that can be seen in advance fits `quantity`; the others are checked when drawn. */
export function value(quantity: Quantity) {
  const one = bounded(quantity);
  const text = describeQuantity(quantity);
  const listOf = (names: string) => `a list of ${names}`;
  const rising = 'bounds in rising order';
  return z
    .union(
      [
        one,
        expression,
        strictObject({
          uniform: z.tuple([one, one], listOf('2 numbers: low, high')).refine(([low, high]) => low <= high, rising),
        }),
        strictObject({
          normal: z
            .tuple(
              [one, bounded({ low: 0, high: 1e6, unit: '' }), one, one],
              listOf('4 numbers: mean, standard deviation, low, high'),
            )
            .refine(([, , low, high]) => low <= high, rising),
        }),
        strictObject({
          choice: z.array(one, listOf('numbers')).min(1, listOf('1 to 50 numbers')).max(50, listOf('1 to 50 numbers')),
        }),
      ],
      {
        error: `${text}, an expression such as "2 * $gap", or { uniform: [low, high] }, { normal: [mean, sd, low, high] }, { choice: [..] }`,
      },
    )
    .meta({ quantity: text });
}
