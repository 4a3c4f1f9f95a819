import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The distributions that packages.tsv has a column for; others are known by ID_LIKE (os-release(5)). */
export const distributions = ['debian', 'fedora', 'rhel', 'arch', 'opensuse'] as const
export type Distribution = (typeof distributions)[number]

export interface ToolPackage {
  /** The program's name on PATH. */
  tool: string
  /** The package that brings it, or two, parted by a space; the tool's own name where the distribution is unknown. */
  packageName: string
  purpose: string
}

interface Table {
  headings: string[]
  installers: string[]
  rows: string[][]
}

/** The table lies in the checkout, which is above this module in the sources and above the bundle in dist/. */
const findTable = (folder: string): string => {
  const path = join(folder, 'runner/setup/packages.tsv')
  return existsSync(path) || folder === dirname(folder) ? path : findTable(dirname(folder))
}

const readTable = (): string => readFileSync(findTable(dirname(fileURLToPath(import.meta.url))), 'utf8')

const parseTable = (text: string): Table => {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const [headings = [], installers = [], ...rows] = lines.map((line) => line.split('\t'))
  return { headings, installers, rows }
}

const isDistribution = (word: string): word is Distribution =>
  (distributions as readonly string[]).includes(word)

/** The first word of ID and ID_LIKE that the table knows, in the text of /etc/os-release; undefined when none is. */
export function detectDistribution(osRelease: string): Distribution | undefined {
  const value = (key: string): string => new RegExp(`^${key}=["']?([^"'\n]*)`, 'm').exec(osRelease)?.[1] ?? ''
  return `${value('ID')} ${value('ID_LIKE')}`.split(/\s+/).find(isDistribution)
}

/** `docker-cli|docker.io` is the first that is offered, else the last. */
const choose = (cell: string, isOffered: (name: string) => boolean): string => {
  const choices = cell.split('|')
  return choices.find(isOffered) ?? choices.at(-1) ?? cell
}

/**
 * Every program a lab world is made of, with its package on this distribution.
 * `isOffered` answers where a distribution's releases differ (Debian 12 has no docker-cli); without it the older name is given.
 */
export function packagesFor(
  distribution: Distribution | undefined,
  isOffered: (name: string) => boolean = () => false,
  table = readTable(),
): ToolPackage[] {
  const { headings, rows } = parseTable(table)
  const column = distribution === undefined ? 0 : headings.indexOf(distribution)
  return rows.map((cells) => ({
    tool: cells[0] ?? '',
    purpose: cells[1] ?? '',
    packageName: choose(cells[column] ?? '', isOffered),
  }))
}

/** One line an administrator can run, or a sentence where the distribution's package manager is unknown. */
export function installCommand(
  distribution: Distribution | undefined,
  packages: readonly ToolPackage[],
  table = readTable(),
): string {
  const names = [...new Set(packages.flatMap(({ packageName }) => packageName.split(' ')))]
  if (distribution === undefined) return `Install by this distribution's own means: ${names.join(', ')}`
  const { headings, installers } = parseTable(table)
  return `sudo ${installers[headings.indexOf(distribution)]} ${names.join(' ')}`
}
