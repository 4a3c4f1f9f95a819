import { detectDistribution, installCommand, type Distribution } from '../setup/packages.ts'
import { findModule, type ModuleLists } from './kernel-modules.ts'

/** What a remedy depends on. */
export interface Surroundings {
  /** Text of /etc/os-release. */
  osRelease: string
  /** `uname -r` */
  kernel: string
  /** Node's name for the processor: x64, arm64, … */
  arch: string
  modules: ModuleLists
}

const isUbuntu = (osRelease: string): boolean => /^ID(_LIKE)?=.*ubuntu/m.test(osRelease)

/** The line that installs packages which are not in setup/packages.tsv. */
const install = (distribution: Distribution | undefined, packageName: string): string =>
  installCommand(distribution, [{ tool: packageName, packageName, purpose: '' }])

/** Sets a kernel switch now and at every boot. */
export const setSwitch = (name: string, value: number): string => {
  const file = `/etc/sysctl.d/60-vethlab-${name.split('.').at(-1)}.conf`
  return `echo ${name}=${value} | sudo tee ${file} && sudo sysctl -w ${name}=${value}`
}

/** Loads a module now and at every boot. */
const loadModule = (name: string): string =>
  `echo ${name} | sudo tee -a /etc/modules-load.d/vethlab.conf && sudo modprobe ${name}`

const debianArch: Record<string, string> = { x64: 'amd64', arm64: 'arm64' }

/** The package with the modules that a distribution leaves out of a small kernel, and whether it needs a restart. */
function kernelPackage(around: Surroundings, distribution: Distribution): { name: string; restart: boolean } {
  if (isUbuntu(around.osRelease)) return { name: `linux-modules-extra-${around.kernel}`, restart: false }
  const extra = { name: `kernel-modules-extra-${around.kernel}`, restart: false }
  return {
    debian: { name: `linux-image-${debianArch[around.arch] ?? around.arch}`, restart: true },
    fedora: extra,
    rhel: extra,
    arch: { name: 'linux', restart: true },
    opensuse: { name: 'kernel-default', restart: true },
  }[distribution]
}

/** How to get a kernel module: load it, install it, or boot the distribution's own kernel. */
export function getModule(module: string, around: Surroundings): string {
  if (findModule(module, around.modules) === 'loadable') return loadModule(module)
  const distribution = detectDistribution(around.osRelease)
  if (distribution === undefined) return `Start a kernel that has the module ${module}.`
  const { name, restart } = kernelPackage(around, distribution)
  return `${install(distribution, name)}${restart ? '  # then restart into that kernel' : ` && sudo modprobe ${module}`}`
}
