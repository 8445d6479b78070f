import { readFileSync } from 'node:fs';

/** The example arm as text. */
export const SIX_AXIS = readFileSync(new URL('../../../examples/arms/six-axis.urdf', import.meta.url), 'utf8');

/** The text with its one occurrence of `from` replaced. */
export function change(from: string, to: string, text = SIX_AXIS): string {
  if (text.split(from).length !== 2) throw new Error(`The text has not exactly one ${JSON.stringify(from)}.`);
  return text.replace(from, () => to);
}

/** The text without its link and the joint to it. */
export function without(link: string, joint: string, text = SIX_AXIS): string {
  const part = (kind: string, name: string): RegExp =>
    new RegExp(` *<${kind} name="${name}"(?:[^<>]*/>|[^>/]*>[^]*?</${kind}>)\n`);
  return text.replace(part('link', link), '').replace(part('joint', joint), '');
}
