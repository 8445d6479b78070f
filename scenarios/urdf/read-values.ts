import type { XmlElement } from '@rgrove/parse-xml';
import type { Frame } from '../../sim/robotics/arm/arm-model.ts';
import { describeFound } from '../language/problem.ts';
import { frameOf, IDENTITY } from './frame.ts';
import type { Vector3 } from './frame.ts';
import { childrenOf } from './urdf-text.ts';
import type { UrdfText } from './urdf-text.ts';

/** Farthest that anything of an arm may be from anything else, m. */
const MAX_LENGTH_M = 100;

const MAX_NAME_LENGTH = 100;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** What a number may be; `above` itself is not allowed. */
export interface Range {
  /** As in `a mass, kg`. */
  readonly what: string;
  readonly above?: number;
  readonly min?: number;
  readonly max: number;
  readonly tip?: string;
}

/** The attribute's text without the blanks around it. */
export function readText(text: UrdfText, element: XmlElement, attribute: string): string {
  const value = element.attributes[attribute]?.trim() ?? '';
  if (value === '') text.refuse(element, `the attribute ${attribute}`, attribute in element.attributes ? '""' : 'none');
  return value;
}

export function readName(text: UrdfText, element: XmlElement, attribute = 'name'): string {
  const name = readText(text, element, attribute);
  if (name.length > MAX_NAME_LENGTH) {
    text.refuse(element, `${attribute} with at most ${MAX_NAME_LENGTH} characters`, `${name.length}`);
  }
  return name;
}

/** @param fallback of an attribute that may be left out */
export function readNumber(
  text: UrdfText,
  element: XmlElement,
  attribute: string,
  range: Range,
  fallback?: number,
): number {
  if (fallback !== undefined && !(attribute in element.attributes)) return fallback;
  return toNumber(text, element, attribute, readText(text, element, attribute), range);
}

/** Three numbers with blanks between them. */
export function readVector(
  text: UrdfText,
  element: XmlElement,
  attribute: string,
  range: Range,
  fallback?: Vector3,
): Vector3 {
  if (fallback !== undefined && !(attribute in element.attributes)) return fallback;
  const value = readText(text, element, attribute);
  const words = value.split(/\s+/, 4);
  if (words.length !== 3) text.refuse(element, `${attribute}: three numbers`, describeFound(value));
  const [x, y, z] = words.map((word) => toNumber(text, element, attribute, word, range));
  return [x, y, z];
}

/** The one element of this name within `parent`, or null. */
export function readOnly(text: UrdfText, parent: XmlElement, name: string): XmlElement | null {
  const found = childrenOf(parent, name);
  if (found.length > 1) text.refuse(found[1], `one <${name}>`, 'a second one', 'Remove one of the two.');
  return found.length === 0 ? null : found[0];
}

/** `<origin xyz rpy>` within `parent`: m, rad. */
export function readOrigin(text: UrdfText, parent: XmlElement): Frame {
  const origin = readOnly(text, parent, 'origin');
  if (origin === null) return IDENTITY;
  const place: Range = { what: 'a length, m', min: -MAX_LENGTH_M, max: MAX_LENGTH_M, tip: 'Lengths are in metres.' };
  const angle: Range = { what: 'an angle, rad', min: -100, max: 100, tip: 'Angles are in radians.' };
  return frameOf(readVector(text, origin, 'xyz', place, [0, 0, 0]), readVector(text, origin, 'rpy', angle, [0, 0, 0]));
}

/** What a size of a shape may be. */
export const SIZE: Range = { what: 'a length, m', above: 0, max: MAX_LENGTH_M, tip: 'Lengths are in metres.' };

function toNumber(text: UrdfText, element: XmlElement, attribute: string, word: string, range: Range): number {
  const { what, above, min, max, tip = '' } = range;
  const value = NUMBER.test(word) ? Number(word) : NaN;
  const inside = value <= max && (min === undefined || value >= min) && (above === undefined || value > above);
  if (!inside) {
    const least = above === undefined ? `at least ${min ?? -max}` : `above ${above}`;
    text.refuse(element, `${attribute}: ${what}, ${least} and at most ${max}`, describeFound(word), tip);
  }
  return value;
}
