import { inflateSync, strFromU8 } from 'fflate';
import { fromBase64 } from '../clips/clip-text.ts';
import type { ReportData } from './report-data.ts';
import { ReportProblem } from './report-problem.ts';

/** Version of `ReportData`. */
export const REPORT_VERSION = 1;
/** Of the element that holds the data: base64 of its JSON, deflated. */
export const REPORT_DATA_ID = 'report-data';

/** As much of a page as is needed: `document` in a browser. */
export interface PageDocument {
  getElementById(id: string): { readonly textContent: string | null } | null;
}

const AGAIN = "make the report again with 'twotempo compare --report'";

/** The data that a report carries. @throws ReportProblem when it is not there, damaged, or of another version */
export function readReportData(page: PageDocument): ReportData {
  const text = page.getElementById(REPORT_DATA_ID)?.textContent?.trim() ?? '';
  if (text === '') throw new ReportProblem(`This page holds no data: it is cut off, or no report; ${AGAIN}.`);
  const data = parse(text);
  const version = data !== null && typeof data === 'object' && 'reportVersion' in data ? data.reportVersion : undefined;
  if (version === REPORT_VERSION) return data as ReportData;
  throw new ReportProblem(
    version === undefined
      ? `The data of this report is damaged; ${AGAIN}.`
      : `The data of this report has the version ${String(version)}, but this page shows version ${REPORT_VERSION}; ${AGAIN}.`,
  );
}

/** Null: damaged. */
function parse(text: string): unknown {
  const packed = fromBase64(text);
  if (packed === null) return null;
  try {
    return JSON.parse(strFromU8(inflateSync(packed)));
  } catch {
    return null;
  }
}
