import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The first of `places` that exists. @throws Error that says how to install it */
export function findChromium(places: readonly string[] = PLACES): string {
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new Error(
    `No Chromium at ${places.join(', ')}: install it, on Debian and Ubuntu with 'sudo apt-get install chromium'.`,
  );
}

/** Starts the machine's own Chromium without a window. @throws Error that says how to install it */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: [
      // Chromium refuses its sandbox to root, as containers run it.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
