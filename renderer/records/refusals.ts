import { RecordRefusal } from './opened-record.ts';

/**
 * Larger files are refused. A record unpacks to about four times its size, and all of it is in memory while it is read: a
 * browser's tab has few GB. 256 MiB is more than half an hour of a usual scenario, whose episodes last one minute at most.
 */
export const MOST_RECORD_BYTES = 256 * (1 << 20);

/** Larger tables of frames are refused: the page keeps them for as long as the record is open. */
const MOST_FRAME_BYTES = 512 * (1 << 20);

/** Whether a file of this size is refused without being read. */
export function refuseSize(name: string, bytes: number): RecordRefusal | null {
  if (bytes <= MOST_RECORD_BYTES) return null;
  return new RecordRefusal(
    `${name} has ${mebibytes(bytes)} MiB, and records of up to ${mebibytes(MOST_RECORD_BYTES)} MiB can be opened here.`,
    'Use the command line for it: `npx twotempo replay FILE` says what it holds, and with --export csv it writes a table.',
  );
}

/** @param bytes that the frames of all ticks would take */
export function refuseLength(name: string, bytes: number): RecordRefusal | null {
  if (bytes <= MOST_FRAME_BYTES) return null;
  return new RecordRefusal(
    `${name} is too long to be shown: its frames would take ${mebibytes(bytes)} MiB of memory, and ${mebibytes(MOST_FRAME_BYTES)} MiB is the most.`,
    'Use the command line for it: `npx twotempo replay FILE` says what it holds, and with --export csv it writes a table.',
  );
}

/** Of a worker that died: damage that no check foresaw, or memory that ran out. */
export function refusalOfCrash(name: string, why: string): RecordRefusal {
  const reason = why.trim().replace(/\.$/, '');
  return new RecordRefusal(
    `${name} could not be read: the reader stopped${reason === '' ? '' : ` (${reason})`}.`,
    'Close other records and open it again, or use the command line: `npx twotempo replay FILE`.',
  );
}

function mebibytes(bytes: number): string {
  return Math.round(bytes / (1 << 20)).toLocaleString('en-US');
}
