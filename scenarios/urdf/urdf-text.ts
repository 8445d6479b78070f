import { parseXml, XmlElement, XmlError } from '@rgrove/parse-xml';
import { describeFound } from '../language/problem.ts';
import { UrdfProblem } from './urdf-problem.ts';

/** Longest file, characters. Descriptions of robots with a hundred links have 100 thousand. */
export const MAX_URDF_LENGTH = 5 * 1024 * 1024;

/** Deepest nesting of elements; URDF needs 6. */
const MAX_DEPTH = 30;

const EXPAND_FIRST = 'Expand it first: xacro robot.xacro > robot.urdf.';

/** A URDF file as its tree of elements, and the way to say what is wrong with one of them. */
export class UrdfText {
  readonly robot: XmlElement;
  private readonly text: string;

  /**
   * @param file name for messages
   * @throws UrdfProblem where the text is not XML, is no robot, or contains macros
   */
  constructor(
    text: string,
    readonly file: string,
  ) {
    if (text.length > MAX_URDF_LENGTH) {
      throw this.problemAt(1, 1, '', `at most ${MAX_URDF_LENGTH} characters`, `${text.length}`, '');
    }
    // As XML 1.0 has it (2.11); the parser's own way takes quadratic time.
    this.text = text.replace(/\r\n?/g, '\n');
    this.robot = this.parse();
    this.checkElements();
    if (this.robot.name !== 'robot') {
      this.refuse(
        this.robot,
        '<robot> as the outermost element',
        `<${shorten(this.robot.name)}>`,
        'Only URDF is read; convert other formats to it.',
      );
    }
  }

  /** @throws UrdfProblem always */
  refuse(element: XmlElement, expected: string, found: string, tip = ''): never {
    const before = this.text.slice(0, element.start);
    const line = countNewlines(before) + 1;
    const column = before.length - before.lastIndexOf('\n');
    throw this.problemAt(line, column, fieldOf(element), expected, found, tip);
  }

  private problemAt(line: number, column: number, field: string, expected: string, found: string, tip: string) {
    return new UrdfProblem({ file: this.file, line, column, field, expected, found, tip });
  }

  private parse(): XmlElement {
    try {
      const { root } = parseXml(this.text, { includeOffsets: true });
      if (root !== null) return root;
    } catch (error) {
      if (error instanceof XmlError) {
        const before = firstCharacters(this.text, error.pos);
        const line = countNewlines(before) + 1;
        const column = before.length - before.lastIndexOf('\n');
        const found = shorten(error.message.split(/ \(line \d|\n/, 1)[0]);
        throw this.problemAt(line, column, '', 'XML without errors', found, 'Correct the markup there or before it.');
      }
      // The parser calls itself for each level.
      if (!(error instanceof RangeError)) throw error;
    }
    throw this.problemAt(1, 1, '', `at most ${MAX_DEPTH} levels of elements`, 'more', '');
  }

  private checkElements(): void {
    let level = [this.robot];
    for (let depth = 1; level.length > 0; depth++) {
      const next: XmlElement[] = [];
      for (const element of level) {
        if (depth > MAX_DEPTH) this.refuse(element, `at most ${MAX_DEPTH} levels of elements`, 'more');
        this.checkMacros(element);
        for (const child of element.children) if (child instanceof XmlElement) next.push(child);
      }
      level = next;
    }
  }

  private checkMacros(element: XmlElement): void {
    if (element.name.startsWith('xacro:')) {
      this.refuse(element, 'URDF without macros', `<${shorten(element.name)}>`, EXPAND_FIRST);
    }
    for (const value of Object.values(element.attributes)) {
      if (/\$[{(]/.test(value)) this.refuse(element, 'URDF without macros', describeFound(value), EXPAND_FIRST);
    }
  }
}

/** The elements of this name directly within `parent`, in the order of the file. */
export function childrenOf(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter((child): child is XmlElement => child instanceof XmlElement && child.name === name);
}

/** `joint "elbow" <limit>`; empty for the robot itself. */
function fieldOf(element: XmlElement): string {
  const steps: string[] = [];
  for (let at = element; ; at = at.parent) {
    const name = at.attributes.name;
    if (at.parent instanceof XmlElement || steps.length === 0) {
      steps.unshift(name === undefined ? `<${shorten(at.name)}>` : `<${shorten(at.name)} name=${describeFound(name)}>`);
    }
    if (steps.length === MAX_DEPTH || !(at.parent instanceof XmlElement)) return steps.join(' ');
  }
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** The parser counts characters where a string counts UTF-16 units. */
function firstCharacters(text: string, count: number): string {
  let units = 0;
  for (let i = 0; i < count && units < text.length; i++) units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, units);
}
