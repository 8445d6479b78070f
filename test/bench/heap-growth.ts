export interface HeapSample {
  /** Episodes that were done. */
  readonly episodes: number;
  /** In use after a garbage collection, heap and external. */
  readonly usedBytes: number;
}

export interface HeapGrowth {
  /** Level at the middle of the second half, and how much is gained over that half at its slope. */
  readonly levelBytes: number;
  readonly gainBytes: number;
  readonly grows: boolean;
}

/**
 * Share of the level that may be gained over the second half: 1 %, and what compiled code of rare branches adds, which
 * trickles in ever more slowly (measured: 0.9 % of 600 episodes, 0.5 % of 3,000, 0.05 % of 10,000).
 */
const MOST_GAIN = 0.01;
const MOST_WARM_UP_EPISODES = 12;

/**
 * Whether the heap grows over the second half of the samples: by the Theil-Sen slope (Sen 1968: the median of the slopes
 * of all pairs), which single outliers do not move.
 */
export function heapGrowth(samples: readonly HeapSample[]): HeapGrowth {
  const half = samples.slice(Math.floor(samples.length / 2));
  if (half.length < 3) throw new RangeError(`heapGrowth: expected at least 6 samples, found ${samples.length}.`);
  const slopes: number[] = [];
  for (let i = 0; i < half.length; i++) {
    for (let k = i + 1; k < half.length; k++) {
      slopes.push((half[k].usedBytes - half[i].usedBytes) / (half[k].episodes - half[i].episodes));
    }
  }
  const gainBytes = medianOf(slopes) * (half[half.length - 1].episodes - half[0].episodes);
  const levelBytes = medianOf(half.map(({ usedBytes }) => usedBytes));
  const mostGain = MOST_GAIN + MOST_WARM_UP_EPISODES / half[half.length - 1].episodes;
  return { levelBytes, gainBytes, grows: gainBytes > mostGain * levelBytes };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
