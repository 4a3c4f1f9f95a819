/** What differs between Docker Engine versions when it runs in a user namespace of ours. One row a turning point. */
interface Quirk {
  /** First major version the row holds for. */
  since: number
  /** 28 and later ask RootlessKit for its drivers and do not start without an answer; 20.10 to 27 must not be told of it. */
  asksRootlessKit: boolean
  note: string
}

const quirks: readonly Quirk[] = [
  {
    since: 20,
    asksRootlessKit: false,
    note: '20.10 to 27: ROOTLESSKIT_STATE_DIR must be unset (verified with 20.10.24 and 26.1.5)',
  },
  {
    since: 28,
    asksRootlessKit: true,
    note: '28: wants GET /v1/info on api.sock (verified with 28.5.2); 29 by its release notes',
  },
]

const oldest = { major: 20, minor: 10 }

export interface EngineVersion {
  text: string
  major: number
  minor: number
}

/** Reads what `dockerd --version` prints: `Docker version 20.10.24+dfsg1, build 5d6db84`. */
export function parseEngineVersion(printed: string): EngineVersion | undefined {
  const match = /version v?((\d+)\.(\d+)[^\s,]*)/.exec(printed)
  return match ? { text: String(match[1]), major: Number(match[2]), minor: Number(match[3]) } : undefined
}

/** False for engines older than 20.10, which cannot run without root. */
export const engineIsSupported = ({ major, minor }: EngineVersion): boolean =>
  major > oldest.major || (major === oldest.major && minor >= oldest.minor)

export const quirksOf = ({ major }: Pick<EngineVersion, 'major'>): Quirk =>
  quirks.findLast(({ since }) => since <= major) ?? (quirks[0] as Quirk)

/** Where a host's engine finds RootlessKit's answers, when it asks. */
export const rootlessKitFolder = '/opt/vethlab/rootlesskit'

/** What an engine that asks RootlessKit must find in its environment, to keep its files where they are on any host. */
const rootlessKitEnvironment = [
  `export ROOTLESSKIT_STATE_DIR=${rootlessKitFolder}`,
  '# /etc/docker/daemon.json and /var/lib/docker, as without RootlessKit.',
  'export XDG_CONFIG_HOME=/etc XDG_DATA_HOME=/var/lib',
  `tries=0; while [ ! -S ${rootlessKitFolder}/api.sock ] && [ $tries -lt 500 ]; do sleep 0.01; tries=$((tries + 1)); done`,
]

/** The text of a host's /etc/vethlab/engine, read by its /etc/init.d/docker. */
export function engineSettings(version: EngineVersion, proxy: string): string {
  return [
    '# How dockerd runs inside a lab host, which is a user namespace. Your own options belong in /etc/default/docker.',
    `ENGINE_OPTIONS="--rootless --storage-driver overlay2 --userland-proxy-path ${proxy}"`,
    'export XDG_RUNTIME_DIR=/run',
    '# runc takes USER=root for leave to make cgroups, which a user namespace does not give.',
    'unset USER',
    '# Programs of the engine live for a moment, several for each container, and would collect garbage as they start.',
    'export GOGC=400',
    ...(quirksOf(version).asksRootlessKit ? rootlessKitEnvironment : ['unset ROOTLESSKIT_STATE_DIR']),
    '',
  ].join('\n')
}
