import type { LatencySource } from '../../policies/contracts.ts';
import { fixedLatency, SampledLatency, TraceLatency, zeroLatency } from '../../policies/runtime/latency.ts';
import type { LatencyChoice } from './job.ts';

/** The latencies of one episode. @param episodeSeed of those that are drawn */
export function createLatency(choice: LatencyChoice, episodeSeed: string): LatencySource {
  switch (choice.kind) {
    case 'zero':
      return zeroLatency();
    case 'fixed':
      return fixedLatency(choice.ms);
    case 'lognormal':
      return new SampledLatency(choice.meanMs, choice.sdMs, episodeSeed);
    case 'trace':
      return new TraceLatency(choice.name, choice.ms);
  }
}
