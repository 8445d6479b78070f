import type { Clip } from '../../../scenarios/clips/clip.ts';

/** A clip of the arm as it is seen from its right: heights in the place of y, so that what draws from above draws it too. */
export function sideClip(clip: Clip): Clip {
  const { table } = clip;
  if (table === undefined) throw new TypeError(`${clip.scenario}: a clip of driving has no side view`);
  return {
    ...clip,
    y: table.z,
    heading: new Float32Array(clip.heading.length),
    requests: clip.requests.map((request, i) => ({ ...request, path: lifted(request.path, table.pathZ[i]) })),
  };
}

function lifted(path: Float32Array, heights: Float32Array): Float32Array {
  return path.map((value, i) => (i % 2 === 0 ? value : heights[i >> 1]));
}
