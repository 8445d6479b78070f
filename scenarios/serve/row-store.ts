import type { SuiteRow } from '../../renderer/host/suite-contract.ts';

/** Rows of a table that only grows. Of equal texts one is kept: most rows share theirs with thousands of others. */
export class RowStore {
  private readonly rows: SuiteRow[] = [];
  private readonly texts = new Map<string, string>();

  get length(): number {
    return this.rows.length;
  }

  add(rows: readonly SuiteRow[]): void {
    for (const row of rows) {
      this.rows.push({
        ...row,
        scenario: this.shared(row.scenario),
        family: this.shared(row.family),
        split: this.shared(row.split),
        arm: this.shared(row.arm),
        latency: this.shared(row.latency),
        end: this.shared(row.end),
        collisionWith: row.collisionWith === null ? null : this.shared(row.collisionWith),
      });
    }
  }

  slice(from: number, to: number): SuiteRow[] {
    return this.rows.slice(from, to);
  }

  private shared(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    this.texts.set(text, text);
    return text;
  }
}
