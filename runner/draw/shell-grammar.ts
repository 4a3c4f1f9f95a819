/** What the highlighter knows about the commands of these labs; an unknown command is only that: a command. */
interface ShellGrammar {
  /** Sub-commands that take one more word (`docker network create`, `ip addr add`). */
  groups: string[]
  singles: string[]
}

const grammar = (groups: string, singles: string): ShellGrammar => ({
  groups: groups.split(' '),
  singles: singles.split(' '),
})

const grammars: Record<string, ShellGrammar> = {
  docker: grammar(
    'builder buildx compose config container context image manifest network node plugin secret service stack swarm system trust volume',
    'attach build commit cp create diff events exec export history images import info inspect kill load login logout logs pause port ps pull push rename restart rm rmi run save search start stats stop tag top unpause update version wait',
  ),
  ip: grammar('a addr address l link n neigh neighbour netns r ro route rule tuntap vrf', 'monitor xfrm'),
  bridge: grammar('fdb link mdb vlan', 'monitor'),
  brctl: grammar('', 'addbr addif delbr delif hairpin setageing show showmacs showstp stp'),
  service: grammar('docker', ''),
  systemctl: grammar('', 'cat disable enable is-active restart show start status stop'),
}

/** The grammar of a command, undefined when it has no sub-commands that are known here. */
export function findGrammar(command: string): ShellGrammar | undefined {
  return Object.hasOwn(grammars, command) ? grammars[command] : undefined
}

/** A word after one of these is still a command: `sudo ip addr`. */
export const isPrefix = (word: string): boolean =>
  /^(?:sudo|env|time|exec|nohup|command|watch|if|then|else|elif|while|until|do|!|\{)$/.test(word)

/** A flag of a prefix that takes a value: `sudo -u root ip addr`. */
export const isPrefixFlagWithValue = (word: string): boolean => /^-[ugn]$/.test(word)

export const isAssignment = (word: string): boolean => /^[A-Za-z_]\w*\+?=/.test(word)

/** True when the word after this flag of iptables names a table, a chain or a target. */
export function namesChain(command: string, flag: string): boolean {
  const short = /^-[ADCIRLFZNXPEjgt]$/
  const long = /^--(?:append|delete|insert|list|flush|new-chain|policy|jump|goto|table)$/
  return /^ip6?tables$/.test(command) && (short.test(flag) || long.test(flag))
}
