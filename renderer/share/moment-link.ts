import type { LiveComponents } from '../../scenarios/live/intervention.ts';
import type { EpisodeChoice } from '../live/protocol.ts';
import { armOf } from '../state/arm-presets.ts';

/** An address that `state/deep-link.ts` understands; `problem`: what it cannot say, in a sentence, or empty. */
export type MomentLink =
  { readonly link: string; readonly problem: string } | { readonly link: null; readonly problem: string };

/** @param href of the page */
export function momentLink(href: string, { scenario, seed }: EpisodeChoice, components: LiveComponents): MomentLink {
  if (scenario.kind === 'text') {
    return { link: null, problem: `A link cannot hold the text of ${scenario.name}: save the file and share that.` };
  }
  const url = new URL(href);
  const fields = new URLSearchParams();
  fields.set('scenario', scenario.id);
  fields.set('seed', String(seed));
  const arm = armOf(components);
  if (arm !== null) fields.set('arm', arm);
  fields.set('latency', String(components.latencyMs));
  url.search = fields.toString().replaceAll('%2F', '/');
  url.hash = '';
  const problem = arm === null ? 'It opens with the arm of the settings: these settings are no standard arm.' : '';
  return { link: url.href, problem };
}
