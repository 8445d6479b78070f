import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Where the settings of a person live on this system. */
export function settingsPath(platform: NodeJS.Platform, env: Env, home: string): string {
  return join(configFolder(platform, env, home), 'twotempo', 'settings.json');
}

function configFolder(platform: NodeJS.Platform, env: Env, home: string): string {
  if (platform === 'win32') return env['APPDATA'] ?? join(home, 'AppData', 'Roaming');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  // The XDG base directory specification: a relative path is to be ignored.
  const chosen = env['XDG_CONFIG_HOME'];
  return chosen?.startsWith('/') === true ? chosen : join(home, '.config');
}
