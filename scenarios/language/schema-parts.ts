import { z } from 'zod';
import { substepsPerTick } from '../../sim/kernel/clock.ts';
import { CheckExpressionError, parseCheck } from '../compare/check-expression.ts';
import { about, number, QUANTITIES as Q, value } from './quantity.ts';

/** What the schemas of all domains are built from. */

export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, `one of ${values.join(', ')}`);
}

export function sentence(longest: number) {
  const text = `a text of 1 to ${longest} characters`;
  return z.string(text).min(1, text).max(longest, text);
}

export function listOf<Item extends z.ZodType>(item: Item, most: number, least = 0) {
  const text = `a list of ${least} to ${most} entries`;
  return z.array(item, text).min(least, text).max(most, text);
}

export function choiceByKind<
  const Options extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]],
>(key: string, kinds: string, options: Options) {
  return z.discriminatedUnion(key, options, {
    error: (issue) => (issue.code === 'invalid_union' ? `one of ${kinds}` : `a mapping with ${key}: one of ${kinds}`),
  });
}

export const physicsDt = about(number({ low: 1 / 2000, high: 0.1, unit: 's' }).default(1 / 120), 'Physics step');

export const controlDt = about(
  number({ low: 1 / 2000, high: 0.5, unit: 's' }).default(1 / 60),
  'Control tick; a whole multiple of physicsDt',
);

/** @param context of the scenario's refinement */
export function refusePartialSteps(controlDt: number, physicsDt: number, context: z.core.$RefinementCtx): void {
  try {
    substepsPerTick(controlDt, physicsDt);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `a whole multiple of physicsDt (${physicsDt} s)`;
    context.addIssue({ code: 'custom', message, path: ['controlDt'] });
  }
}

const FAMILY_HINT = 'a family name (small letters, digits and hyphens, at most 40)';

export const family = about(
  z.string(FAMILY_HINT).regex(/^[a-z][a-z0-9-]{0,39}$/, FAMILY_HINT),
  'Group under which tables count the scenario',
  'my-family',
);

const NAME_HINT = 'letters and digits, beginning with a small letter, at most 40';
const parameterName = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, `a name (${NAME_HINT})`);

export const parameters = about(
  z
    .record(
      parameterName,
      about(value(Q.parameter), 'A number that expressions use by its name', 20),
      'a mapping from names to numbers, expressions or distributions',
    )
    .refine((parameters) => Object.keys(parameters).length <= 50, 'at most 50 parameters')
    .default({}),
  'Numbers with names, drawn once per episode; expressions use them as $name',
  { speed: { uniform: [20, 30] } },
);

const check = sentence(200).superRefine((text, context) => {
  try {
    parseCheck(text);
  } catch (error) {
    if (!(error instanceof CheckExpressionError)) throw error;
    context.addIssue({ code: 'custom', message: `a check such as "dual.collision.rate < 0.02" (${error.message})` });
  }
});

export const checks = about(
  listOf(check, 20).default([]),
  'Sentences that a run holds against the episodes of this scenario',
  ['dual.collision.rate < 0.02'],
);

export function refuseDuplicateIds(
  entries: readonly { readonly id: string }[],
  list: string,
  context: z.core.$RefinementCtx,
): void {
  entries.forEach(({ id }, i) => {
    if (entries.findIndex((entry) => entry.id === id) === i) return;
    context.addIssue({ code: 'custom', message: 'an id that no other entry has', path: [list, i, 'id'] });
  });
}

export type Immutable<T> = T extends object ? { readonly [Key in keyof T]: Immutable<T[Key]> } : T;
