import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../cli/package-root.ts';
import { tablesReference } from '../store/tables-reference.ts';
import { metricsDocument } from './metrics-document.ts';
import { statisticsDocument, statisticsEvidence } from './statistics-document.ts';

/** `npm run generate`: writes the documents that are made from tables of the sources. */
writeFileSync(join(packageRoot(), 'docs', 'metrics.md'), metricsDocument());
writeFileSync(join(packageRoot(), 'docs', 'tables.md'), tablesReference());
writeFileSync(join(packageRoot(), 'docs', 'evidence', 'statistics.md'), statisticsDocument(statisticsEvidence()));
