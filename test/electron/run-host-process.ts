import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { RunHostProcess } from '../../electron/main/run-host-client.ts';
import type { RunHostReply } from '../../electron/run-host/protocol.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the run host so that Node can run it. */
export async function buildRunHost(outfile: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ['electron/run-host/index.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // Electron's port to the parent, over the channel that Node gives a child.
    banner: {
      js: `import { createRequire as createRequireOfBundle } from 'node:module';
      const require = createRequireOfBundle(import.meta.url);
      process.parentPort = {
        on: (event, listener) => process.on(event, (data) => listener({ data })),
        postMessage: (message) => process.send(message),
      };`,
    },
  });
}

/** The run host as a process of its own, as Electron would start it. @param children takes the process */
export function startRunHost(script: string, args: readonly string[], children: ChildProcess[]): RunHostProcess {
  const child = fork(script, args, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'ignore', 'ipc'] });
  children.push(child);
  // A message to a process that has just died is lost, as in Electron.
  child.on('error', () => undefined);
  return {
    postMessage: (message) => void child.send(message, () => undefined),
    onMessage: (listener) =>
      void child.on('message', (reply) => {
        listener(reply as RunHostReply);
      }),
    onExit: (listener) =>
      void child.on('exit', (code) => {
        listener(code ?? -1);
      }),
    kill: () => void child.kill('SIGKILL'),
  };
}
