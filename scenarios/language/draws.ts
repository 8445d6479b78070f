import { RandomStream } from '../../sim/kernel/random.ts';
import type { Expression } from './expression.ts';
import { evaluateExpression, ExpressionError, parametersOf, parseExpression } from './expression.ts';
import type { FieldPath } from './problem.ts';
import type { Distribution, Quantity, Value } from './quantity.ts';
import { describeQuantity, fits, QUANTITIES } from './quantity.ts';
import type { Fault } from './validate.ts';

/** Redraws of a truncated normal distribution before its value is moved to the nearer bound. */
const MOST_REDRAWS = 64;

/** Draws the value of the field at `steps` below the scope's path. */
export type Draw = (value: Value, quantity: Quantity, ...steps: (string | number)[]) => number;

/**
 * Turns the values of a scenario into numbers. Each field draws from a random stream of its own, named after the field,
 * so that adding, removing or changing one changes no other. Faults are collected; a faulty field has the value NaN.
 */
export class Draws {
  readonly faults: Fault[] = [];
  private readonly seed: string;
  private readonly parameters: Readonly<Record<string, Value>>;
  private readonly known = new Map<string, number | 'in progress'>();

  /** @param heard is told what was drawn or computed for which field, parameters included, as it happens */
  constructor(
    seed: string,
    parameters: Readonly<Record<string, Value>>,
    private readonly heard: (path: FieldPath, value: number) => void = () => undefined,
  ) {
    this.seed = seed;
    this.parameters = parameters;
    for (const name of Object.keys(parameters)) this.parameter(name);
  }

  /**
   * @param path of the mapping that holds the fields
   * @param stream beginning of the names of their random streams
   */
  scope(path: FieldPath, stream: string): Draw {
    return (value, quantity, ...steps) =>
      this.draw(value, quantity, [...path, ...steps], `${stream}/${steps.join('.')}`);
  }

  fault(path: FieldPath, expected: string, found: string, tip = ''): void {
    this.faults.push({ path, expected, found, tip });
  }

  /** One of the listed words, from the stream of that name. */
  pick<Word extends string>(words: readonly Word[], stream: string): Word {
    return RandomStream.named(this.seed, stream).pick(words);
  }

  private draw(value: Value, quantity: Quantity, path: FieldPath, stream: string): number {
    if (typeof value === 'number') return value;
    const drawn =
      typeof value === 'string'
        ? this.evaluate(value, quantity, path)
        : sample(value, RandomStream.named(this.seed, stream));
    this.heard(path, drawn);
    return drawn;
  }

  private evaluate(text: string, quantity: Quantity, path: FieldPath): number {
    try {
      const expression = parseExpression(text);
      if (parametersOf(expression).some((name) => this.isFaulty(name))) return NaN;
      const result = evaluateExpression(expression, (name) => this.parameter(name));
      if (fits(quantity, result)) return result;
      this.fault(
        path,
        describeQuantity(quantity),
        `${result} from ${JSON.stringify(text)}${this.operands(expression)}`,
      );
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.fault(
        path,
        'an expression that has a value',
        `${JSON.stringify(text)}: ${error.message}`,
        this.nameTip(text),
      );
    }
    return NaN;
  }

  private parameter(name: string): number | undefined {
    const known = this.known.get(name);
    if (known === 'in progress') {
      this.fault(['parameters', name], 'a value that does not depend on itself', JSON.stringify(this.parameters[name]));
      return NaN;
    }
    if (known !== undefined || !Object.hasOwn(this.parameters, name)) return known;
    this.known.set(name, 'in progress');
    const path = ['parameters', name];
    const value = this.draw(this.parameters[name], QUANTITIES.parameter, path, `parameter/${name}`);
    this.known.set(name, value);
    return value;
  }

  /** Whether a parameter has a fault of its own, reported already. */
  private isFaulty(name: string): boolean {
    const value = this.parameter(name);
    return value !== undefined && Number.isNaN(value);
  }

  private operands(expression: Expression): string {
    const names = parametersOf(expression);
    return names.length === 0 ? '' : ` with ${names.map((name) => `$${name} = ${this.parameter(name)}`).join(', ')}`;
  }

  private nameTip(text: string): string {
    const names = Object.keys(this.parameters);
    if (!text.includes('$')) return '';
    return names.length === 0
      ? 'Declare it under parameters.'
      : `Parameters are ${names.map((n) => `$${n}`).join(', ')}.`;
  }
}

function sample(distribution: Distribution, stream: RandomStream): number {
  if ('choice' in distribution) return stream.pick(distribution.choice);
  if ('uniform' in distribution) return stream.range(...distribution.uniform);
  const [mean, deviation, low, high] = distribution.normal;
  let value = stream.normal(mean, deviation);
  for (let i = 0; i < MOST_REDRAWS && !(value >= low && value <= high); i++) value = stream.normal(mean, deviation);
  return Math.min(high, Math.max(low, value));
}
