/** What the running kernel's own lists say of its modules: /lib/modules/RELEASE/modules.dep and modules.builtin. */
export interface ModuleLists {
  loadable: string | undefined
  builtin: string | undefined
}

export type ModuleState = 'builtin' | 'loadable' | 'absent' | 'unknown'

/** The kernel module behind each test that needs one. */
export const modules = {
  overlay: 'overlay',
  veth: 'veth',
  bridge: 'bridge',
  br_netfilter: 'br_netfilter',
  macvlan: 'macvlan',
  ipvlan: 'ipvlan',
  vxlan: 'vxlan',
  netem: 'sch_netem',
  tbf: 'sch_tbf',
} as const

const lists = (text: string, name: string): boolean => new RegExp(`(^|/)${name}\\.ko`, 'm').test(text)

/** Whether a module could be loaded; `unknown` where a machine has no lists, as with a kernel of somebody's own. */
export function findModule(name: string, { loadable, builtin }: ModuleLists): ModuleState {
  if (lists(builtin ?? '', name)) return 'builtin'
  if (loadable === undefined) return 'unknown'
  return lists(loadable, name) ? 'loadable' : 'absent'
}
