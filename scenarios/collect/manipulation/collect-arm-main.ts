import { loadHumeModel } from '../../runner/hume-files.ts';
import type { CollectorTask, ShardMessage } from './collection.ts';
import { collectShard } from './shards.ts';

/** A collecting process of `npm run train:arm`: collects the shards that it is told to, one after the other. */
const { stage } = JSON.parse(process.argv[2]) as CollectorTask;
const model = stage.modelFolder === null ? null : await loadHumeModel(stage.modelFolder);

process.on('message', ({ shard }: ShardMessage) => {
  collectShard(stage, shard, model).then(
    () => process.send?.({ shard } satisfies ShardMessage),
    (error: unknown) => {
      process.stderr.write(
        `shard ${shard}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
      process.exit(1);
    },
  );
});
// Whoever started this is gone, or has no more to do: nobody waits for the shard in work.
process.on('disconnect', () => process.exit(0));
