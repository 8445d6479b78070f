import type { SuiteEpisode, SuiteRow } from '../host/suite-contract.ts';

/** What identifies an episode within a run. */
export function episodeId({ scenario, seed, split, arm, latency }: SuiteEpisode): string {
  return `${scenario}\n${seed}\n${split}\n${arm}\n${latency}`;
}

/** What identifies a situation, whoever acted in it. */
export function situationId({ scenario, seed, split }: SuiteEpisode): string {
  return `${scenario}\n${seed}\n${split}`;
}

/** An arm at one latency. */
export function seriesId({ arm, latency }: Pick<SuiteEpisode, 'arm' | 'latency'>): string {
  return `${arm}\n${latency}`;
}

/** The episodes of a run that have ended, each once: one that failed and was run again counts as it went the last time. */
export class EpisodeTable {
  private list: SuiteRow[] = [];
  private at = new Map<string, number>();
  private generations = 0;

  /** Grows; a row keeps its place while `generation` stays. */
  get rows(): readonly SuiteRow[] {
    return this.list;
  }

  /** Another one: what was computed from the rows so far does not hold any longer. */
  get generation(): number {
    return this.generations;
  }

  add(rows: readonly SuiteRow[]): void {
    for (const row of rows) {
      const id = episodeId(row);
      const known = this.at.get(id);
      if (known === undefined) {
        this.at.set(id, this.list.length);
        this.list.push(row);
      } else {
        this.list[known] = row;
        this.generations++;
      }
    }
  }

  clear(): void {
    this.list = [];
    this.at.clear();
    this.generations++;
  }

  find(episode: SuiteEpisode): SuiteRow | null {
    const at = this.at.get(episodeId(episode));
    return at === undefined ? null : this.list[at];
  }
}
