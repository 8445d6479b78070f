import './report.css';
import { createRoot } from 'react-dom/client';
import { readReportData } from '../../scenarios/report/read-report-data.ts';
import type { ReportData } from '../../scenarios/report/report-data.ts';
import { ReportPage } from './report-page.tsx';
import { applyTheme, systemTheme } from './theme.ts';

/** The page is one file: its data is inside of it, or it is broken and says so. */
function main(): void {
  applyTheme(document.documentElement, systemTheme());
  const place = document.createElement('div');
  document.body.append(place);
  const data = readData();
  if (typeof data === 'string') {
    place.append(brokenNote(data));
    return;
  }
  document.title = data.title;
  createRoot(place).render(<ReportPage data={data} />);
}

/** @returns why there is none, where the file is broken */
function readData(): ReportData | string {
  try {
    return readReportData(document);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function brokenNote(why: string): HTMLElement {
  const note = document.createElement('main');
  note.className = 'page-main';
  const heading = document.createElement('h1');
  heading.textContent = 'This report cannot be shown';
  const text = document.createElement('p');
  text.textContent = why;
  note.append(heading, text);
  return note;
}

main();
