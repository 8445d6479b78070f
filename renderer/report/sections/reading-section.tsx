import { ENOUGH_RUNS } from '../../../scenarios/compare/verdict.ts';
import { Section } from './section.tsx';

/** How the numbers were made and what they mean, in short. */
export function ReadingSection() {
  return (
    <Section id="reading" title="How to read this">
      <dl className="reading">
        <dt>Interval</dt>
        <dd>
          If the same experiment were repeated often, 95 % of such intervals would hold the true value. Rates have
          Wilson's, means Student's t (of a score within its range; none where all values are equal), differences of
          paired rates Newcombe's (1998), differences of means and quantiles a bootstrap over pairs.
        </dd>
        <dt>p</dt>
        <dd>
          The exact McNemar test looks only at the situations in which two arms ended differently. Its mid-p version is
          less cautious. Holm's correction keeps the chance of any false alarm over all families at 5 %.
        </dd>
        <dt>Verdict</dt>
        <dd>
          Better and worse: the interval excludes 0, and for families Holm's p is below 0.05 too. Equivalent: the 90 %
          interval lies within the margin, 2 percentage points for shares unless the command set another. Undecided:
          these runs cannot tell. Not enough runs: fewer than {ENOUGH_RUNS}, of which even none does not exclude one in
          six.
        </dd>
        <dt>Collision, at fault</dt>
        <dd>
          The ego touched something; at fault by the rules of nuPlan, for example when it runs into what stands before
          it, and not when it is hit from behind. Success is the goal without any collision.
        </dd>
        <dt>Macro</dt>
        <dd>The mean over the families, so that a family with many scenarios does not outweigh the others.</dd>
        <dt>Duty</dt>
        <dd>Share of the control ticks with a planner request in flight: what thinking costs.</dd>
        <dt>Staleness, drift</dt>
        <dd>
          Time since the state that a plan was computed from, and the distance between where the plan assumed the ego to
          be and where it was.
        </dd>
        <dt>Modelled, measured</dt>
        <dd>
          In virtual runs thinking takes simulated time by a latency that was asked for: modelled. In live runs, and for
          compute in any run, a clock measured it.
        </dd>
        <dt>Digest</dt>
        <dd>A fingerprint of every state of an episode. Repeating it with the same version gives the same one.</dd>
      </dl>
    </Section>
  );
}
