import type { ComparisonDocument } from '../../../scenarios/compare/comparison.ts';
import { armEntries, plainName } from '../arms.ts';
import { CalibrationPlot } from '../plots/calibration.tsx';
import { CollisionsAndDuty } from '../plots/collisions-and-duty.tsx';
import { DurationCurves } from '../plots/duration-curves.tsx';
import { LatencyCurves } from '../plots/latency-curves.tsx';
import { Section } from './section.tsx';

/** Every chart of the report, each with its table. */
export function PlotsSection({ comparison }: { readonly comparison: ComparisonDocument }) {
  const { summary, plots } = comparison;
  const arms = armEntries(summary);
  const uncertainty = arms.find(({ name }) => plainName(name) === 'fast')?.arm.uncertainty ?? null;
  return (
    <Section id="plots" title="Plots">
      <div className="plots">
        <CollisionsAndDuty arms={arms} />
        {summary.latencySweep !== null && <LatencyCurves sweep={summary.latencySweep} arms={arms} />}
        <DurationCurves
          title="Latency distributions"
          names={[
            'triggerToEffectMs',
            'plannerLatencyMs',
            'plannerComputeMs',
            'plannerQueueMs',
            'fastComputeMs',
            'tickComputeMs',
          ]}
          see="how long each part of the two systems takes, and how far its slow tail reaches."
          durations={plots.durations}
          arms={arms}
        />
        <DurationCurves
          title="Staleness of plans"
          names={['stalenessAtUseMs', 'stalenessAtArrivalMs']}
          see="how old a plan is when an action comes from it, and when it arrives."
          durations={plots.durations}
          arms={arms}
        />
        {plots.calibration !== null && <CalibrationPlot calibration={plots.calibration} uncertainty={uncertainty} />}
      </div>
    </Section>
  );
}
