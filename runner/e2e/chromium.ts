import { spawnSync } from 'node:child_process'
import { chromium, type Browser } from 'playwright-core'

const programs = ['chromium', 'chromium-browser', 'google-chrome']

/** The browser of this machine that pages are looked at with; undefined when it has none. `./lab setup tests` installs one. */
export function findChromium(): string | undefined {
  const script = programs.map((name) => `command -v ${name}`).join(' || ')
  return spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout.trim() || undefined
}

/** Starts it. Root's browser has no sandbox of its own, which is no harm: it sees our own pages only. */
export const startChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 })
