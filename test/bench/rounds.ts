/** Something that is timed against others: `rewind` brings it to where every repetition begins, and is not timed. */
export interface Contender {
  readonly name: string;
  rewind(): void;
  tick(): Promise<unknown>;
}

export interface RoundOptions {
  readonly rounds: number;
  readonly ticksPerRound: number;
}

/** Time per tick of one contender over the rounds, us. */
export interface TickCost {
  readonly minUs: number;
  readonly medianUs: number;
}

/**
 * Times contenders in turns, each round in another order, so that whatever the machine does besides meets all of them
 * alike. Two rounds warm up and are dropped.
 */
export async function timeInTurns(
  contenders: readonly Contender[],
  { rounds, ticksPerRound }: RoundOptions,
): Promise<Map<string, TickCost>> {
  const times = contenders.map((): number[] => []);
  for (let round = -2; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const i = (turn + round + 2) % contenders.length;
      contenders[i].rewind();
      const start = performance.now();
      for (let tick = 0; tick < ticksPerRound; tick++) await contenders[i].tick();
      if (round >= 0) times[i].push((1000 * (performance.now() - start)) / ticksPerRound);
    }
  }
  return new Map(
    contenders.map(({ name }, i) => [name, { minUs: Math.min(...times[i]), medianUs: quantile(times[i], 0.5) }]),
  );
}

/** The quantile `q` of [0, 1], by linear interpolation between order statistics. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (at - low) * (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]);
}
