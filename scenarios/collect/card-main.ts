import { resolve } from 'node:path';
import { modelFolder, packageRoot } from '../cli/package-root.ts';
import { EXIT } from '../cli/usage.ts';
import { writeCard } from './publish-model.ts';
import { TrainingProblem } from './training-files.ts';

/** `npm run card`: writes the model card again. Argument: folder of the model, by default that of the shipped one. */
try {
  const models = process.argv[2] === undefined ? modelFolder() : resolve(process.argv[2]);
  for (const file of writeCard(models, packageRoot())) process.stderr.write(`card: wrote ${file}\n`);
} catch (error) {
  if (!(error instanceof TrainingProblem)) throw error;
  process.stderr.write(`card: ${error.message}\n`);
  process.exitCode = EXIT.badInput;
}
