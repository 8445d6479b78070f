/** Prints 'N passed, N failed' from Vitest's JSON report; usage: summary.mjs REPORT EXIT_STATUS */
import { readFileSync } from 'node:fs';

const [reportFile, exitStatus] = process.argv.slice(2);

let passed = 0;
let failed = 0;
const text = readFileSync(reportFile, 'utf8');
if (text !== '') {
  const report = JSON.parse(text);
  passed = report.numPassedTests;
  // A file that fails to load has no tests to count.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  failed = report.numFailedTests + brokenFiles.length;
}
// A step other than the tests failed: installation, type check, lint, boundaries, build, generated files.
if (exitStatus !== '0' && failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
