/** Breaking out or reading what it should not; starving the machine and others; cheating. */
export type Group = 'break out' | 'starve' | 'cheat'

/** Something that a submission may do to its lab host, and how it is seen that it came to nothing. */
export interface Attack {
  id: string
  group: Group
  /** What it tries. */
  tries: string
  /** What keeps it in, or finds it out. */
  wall: string
  /** Typed into bash on a host of lab 03, as a submission is, after `prelude`. */
  script: string
}

/** Prints `GOT …` for whatever it reaches, of which there must be nothing. All of a group run on one host. */
export interface BreakOut extends Attack {
  group: 'break out'
}

export const breakOut = (id: string, tries: string, wall: string, script: string): BreakOut => ({
  id,
  group: 'break out',
  tries,
  wall,
  script,
})

/** Leaves the machine, the agent and everybody else's world as they are, whatever becomes of its own host. */
export interface Starving extends Attack {
  group: 'starve'
  /** It prints `made N`: how far it comes. The least proves that it was tried, the most is the wall. */
  made?: { least: number; most: number }
  /** It does not end by itself: the caller ends its world after so many milliseconds. */
  endedAfterMs?: number
  /** The agent ends its host, and says this of it. */
  stopped?: RegExp
  /** Where the wall ends more than its host, its world may end, and then nobody hears how far it came: it tries again. */
  worldMayEnd?: true
  /** Of real root's world: where the wall is a control group, which others may not have. */
  asRoot?: true
}

/** Wants checks green that are not true. */
export interface Cheat extends Attack {
  group: 'cheat'
  on: 'untouched' | 'solved'
  /** Of another lab than 03. */
  lab?: string
  /** On a solved lab, the checks that it has made untrue or unknowable: they must not be green. On an untouched one: all. */
  untrue?: string[]
  /** Whether the solved lab's other checks must stay green; they need not where the cheat hides all that is true. */
  othersStay?: false
  /** What must be green all the same: without it, the attack would not get as far as the checks that it is about. */
  proof?: string[]
  /** What the report says of it. */
  named?: RegExp
}

/** What no test can show here, and why. */
export interface Undefended extends Omit<Attack, 'script' | 'wall'> {
  why: string
}

/** Given to every script. `reach` runs a command that must not succeed, and tells it when it does. */
export const prelude = String.raw`
got() { echo "GOT $*"; }
reach() { if (ulimit -t 20; "$@") >/dev/null 2>&1 </dev/null; then got "$*"; fi; }
# Process 1's own pid in a container's namespaces, by the container's name.
pid_of() { docker inspect -f '{{.State.Pid}}' "$1"; }
in_net_of() { name=$1; shift; nsenter -t "$(pid_of "$name")" -n "$@"; }
`
