import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Manifest {
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

/** These packages of a folder's node_modules, and all that they need there; what is installed for other machines only is not. */
function withDependencies(project: string, names: readonly string[]): Set<string> {
  const found = new Set<string>()
  const waiting = [...names]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const file = join(project, 'node_modules', name, 'package.json')
    if (found.has(name) || !existsSync(file)) continue
    found.add(name)
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
      readFileSync(file, 'utf8'),
    ) as Manifest
    waiting.push(...Object.keys({ ...dependencies, ...optionalDependencies }))
  }
  return found
}

/** Copies installed packages, so that a copied build finds them. */
export function copyPackages(project: string, to: string, names: readonly string[]): void {
  for (const name of withDependencies(project, names))
    cpSync(join(project, 'node_modules', name), join(to, 'node_modules', name), { recursive: true })
}
