import { createHash } from 'node:crypto';
import { deflateSync, strToU8 } from 'fflate';
import { toBase64 } from '../clips/clip-text.ts';
import { escapeXml } from '../compare/escape-xml.ts';
import { plainSummary } from './plain-summary.ts';
import { REPORT_DATA_ID } from './read-report-data.ts';
import type { ReportData } from './report-data.ts';

/** The built page without its data. */
export interface ReportPage {
  readonly script: string;
  readonly style: string;
}

/**
 * One HTML file with everything in it: it asks no network for anything, and may not. Without scripts, and for tools that
 * read text, there is a table. Equal data give equal bytes.
 */
export function reportHtml(data: ReportData, page: ReportPage): string {
  const script = inlineScript(page.script);
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(data.title)}</title>
<style>
${inlineStyle(page.style)}
</style>
</head>
<body>
<noscript>
${plainSummary(data)}</noscript>
<script type="application/octet-stream" id="${REPORT_DATA_ID}">
${toBase64(deflateSync(strToU8(JSON.stringify(data)), { level: 9 }))}
</script>
<script type="module">${script}</script>
</body>
</html>
`;
}

/**
 * A built script as it may stand inside an element: what would end the element, or hide its end, is written in another
 * way, which says the same in strings, templates and regular expressions. Its source map is another file and goes.
 */
export function inlineScript(script: string): string {
  return withoutMap(script)
    .replace(/<\/(script)/gi, '<\\/$1')
    .replaceAll('<!--', '\\x3c!--');
}

function inlineStyle(style: string): string {
  return withoutMap(style).replace(/<\/(style)/gi, '<\\/$1');
}

function withoutMap(text: string): string {
  return text.replace(/(\/\/# sourceMappingURL=[^\n]*|\/\*# sourceMappingURL=[^\n]*\*\/)\s*$/, '').trimEnd();
}
