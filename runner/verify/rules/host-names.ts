/**
 * Ends of names that somebody on the Internet may own. Those that are also ends of file names (`sh`, `py`, `zip`), words
 * of our own dotted names (`name`, `id`, `is`, `at`) and what RFC 2606 sets aside (`example`, `test`) are left out.
 */
const publicEnds = new Set(
  `com org net edu gov mil int io dev app info biz cloud ai tech site online xyz us uk eu de fr nl ch se jp cn ru ca au`.split(
    ' ',
  ),
)

/** Debian's and Docker's names of packages. */
const packages = new Set(['docker.io', 'containerd.io'])

const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
// Not within a path, a variable, a longer dotted name or a template.
const dottedName = new RegExp(`(?<![\\w./@$-])(?:${label}\\.)+([a-z]{2,})(?![\\w(=-]|\\.\\w)(/?)`, 'g')

/** Reversed, as in `com.docker.network.driver.mtu`, a name is a label of Docker's and no host. */
const isReversed = (name: string): boolean => publicEnds.has(name.split('.')[0] ?? '')

/** Names in a line that are hosts on the Internet. */
export const publicNames = (line: string): string[] =>
  [...line.matchAll(dottedName)].flatMap(([whole, end = '', slash = '']) => {
    const name = slash === '' ? whole : whole.slice(0, -1)
    if (!publicEnds.has(end) || isReversed(name)) return []
    return packages.has(name) && slash === '' ? [] : [name]
  })

/** The hosts of a line's URLs, without user, port and brackets; those that a variable stands for are not known. */
export const urlHosts = (line: string): string[] =>
  [...line.matchAll(/\b[a-z][a-z0-9+.-]*:\/\/([^\s/`'"<>)|\\]*)/gi)].flatMap(([, authority = '']) => {
    const host = authority
      .replace(/^.*@/, '')
      .replace(/:\d*$/, '')
      .replace(/[.,;:]+$/, '')
    return host === '' || /[$[{(]/.test(host) ? [] : [host.toLowerCase()]
  })
