import { getHeapStatistics } from 'node:v8';
import { quantile, type Contender, type RoundOptions } from './rounds.ts';

/** Bytes that a tick allocates on the heap: the median over the rounds, so that those with a collection do not count. */
export async function allocatedPerTick(
  { rewind, tick }: Contender,
  { rounds, ticksPerRound }: RoundOptions,
): Promise<number> {
  const bytes: number[] = [];
  for (let round = -2; round < rounds; round++) {
    rewind();
    const before = getHeapStatistics().used_heap_size;
    for (let k = 0; k < ticksPerRound; k++) await tick();
    if (round >= 0) bytes.push((getHeapStatistics().used_heap_size - before) / ticksPerRound);
  }
  return quantile(bytes, 0.5);
}
