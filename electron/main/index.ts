import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  powerSaveBlocker,
  protocol,
  session,
  utilityProcess,
} from 'electron';
import { engineVersion } from '../../scenarios/cli/package-root.ts';
import { startDesktop } from './desktop.ts';
import { logTo } from './log-file.ts';
import type { RunHostProcess } from './run-host-client.ts';

const built = fileURLToPath(new URL('.', import.meta.url));

app.setName('Twotempo');
const log = logTo(join(app.getPath('userData'), 'logs', 'main.log'), () => new Date());
process.on('unhandledRejection', (error) => {
  log(`unhandled: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
});
// Electron's own handler tells the person.
process.on('uncaughtExceptionMonitor', (error) => {
  log(`uncaught: ${error.stack ?? error.message}`);
});

startDesktop({
  app,
  protocol,
  ipcMain,
  dialog,
  powerSaveBlocker,
  session: () => session.defaultSession,
  createWindow: (options) => new BrowserWindow(options),
  setMenu: (template) => {
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  },
  startRunHost,
  version: engineVersion(),
  platform: process.platform,
  argv: process.argv,
  workingFolder: process.cwd(),
  appRoot: join(built, '..', 'app'),
  preload: join(built, 'preload.cjs'),
  recordingsFolder: process.env['TWOTEMPO_RECORDINGS'] ?? join(app.getPath('documents'), 'Twotempo'),
  runsFolder: process.env['TWOTEMPO_RUNS'] ?? join(app.getPath('documents'), 'Twotempo', 'runs'),
  settingsFile: join(app.getPath('userData'), 'settings.json'),
  recentFile: join(app.getPath('userData'), 'recent.json'),
  log,
});

function startRunHost(...folders: [recordings: string, runs: string, secret: string]): RunHostProcess {
  const child = utilityProcess.fork(join(built, 'run-host.mjs'), [...folders, join(built, '..', 'suite-task.mjs')], {
    serviceName: 'Twotempo run host',
  });
  return {
    postMessage: (message) => {
      child.postMessage(message);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.on('exit', listener),
    kill: () => void child.kill(),
  };
}
