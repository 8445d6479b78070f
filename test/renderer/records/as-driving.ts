import type { DrivingRecord } from '../../../renderer/records/opened-record.ts';
import type { ReadRecord } from '../../../renderer/records/worker/record-messages.ts';

/** What was read, which must be a record of driving. */
export async function asDriving(read: Promise<ReadRecord>): Promise<Omit<DrivingRecord, 'id'>> {
  const record = await read;
  if (record.table !== undefined) throw new Error('expected a record of driving, found one of the arm');
  return record;
}
