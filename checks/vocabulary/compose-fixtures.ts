import type {
  Container,
  ContainerNetwork,
  DockerNetwork,
  NetworkNamespace,
} from '../../runner/observe/snapshot.ts'
import { address, container, endpoint, link, namespace, scene, type Scene } from './fixtures.ts'
import { dockerNetwork, poolOf } from './docker-network-fixtures.ts'

const label = (word: string): string => `com.docker.compose.${word}`

/** Lab 13 as it stands when every step is done. */
export interface ComposeScene extends Scene {
  boxes: Record<'web' | 'client' | 'proxy' | 'app' | 'db' | 'visitor' | 'printer', Container>
  inside: Record<string, NetworkNamespace>
  networks: Record<'blog' | 'front' | 'back' | 'lan', DockerNetwork>
}

const network = (name: string, subnet: string, labels: Record<string, string>): DockerNetwork =>
  dockerNetwork(name, { attachable: true, ipam: poolOf(subnet), labels })

const madeBy = (project: string, name: string): Record<string, string> => ({
  [label('project')]: project,
  [label('network')]: name,
})

/** The endpoint of a container in one of these networks. */
export const plug = (
  { name }: DockerNetwork,
  at: string,
  over: Partial<ContainerNetwork> = {},
): ContainerNetwork => endpoint(name, { address: at, prefixLength: 16, ...over })

export function composeScene(): ComposeScene {
  const base = scene()
  const networks = {
    blog: network('blog_default', '172.18.0.0/16', madeBy('blog', 'default')),
    front: network('shop_front', '172.16.238.0/24', madeBy('shop', 'front')),
    back: network('shop_back', '172.20.0.0/16', madeBy('shop', 'back')),
    lan: network('lan', '172.21.0.0/16', {}),
  }
  networks.front.ipv6 = true
  const inside: Record<string, NetworkNamespace> = {}
  let inode = 200
  const put = (project: string | null, name: string, ...plugs: ContainerNetwork[]): Container => {
    inode += 1
    const labels = project === null ? {} : { [label('project')]: project, [label('service')]: name }
    for (const one of plugs) one.aliases = [...one.aliases, name]
    const made = container(name, inode, { networkMode: 'x', networks: plugs, labels, createdAt: inode })
    const links = plugs.map((one, index) =>
      link(4 + index, `eth${index}`, {
        addresses: [one.address, one.address6].flatMap((text) =>
          text === null ? [] : [address(`${text}/16`)],
        ),
      }),
    )
    inside[name] = namespace(inode, { kind: 'container', containerId: made.id }, links)
    return made
  }
  const [four, six] = ['172.16.238.10', '2001:db8:3989::10']
  const wanted = { address: four, address6: six }
  const boxes = {
    client: put('blog', 'client', plug(networks.blog, '172.18.0.2')),
    proxy: put('shop', 'proxy', plug(networks.front, '172.16.238.2')),
    app: put(
      'shop',
      'app',
      plug(networks.back, '172.20.0.3'),
      plug(networks.front, four, { address6: six, wanted }),
    ),
    db: put('shop', 'db', plug(networks.back, '172.20.0.2', { aliases: ['database'] })),
    visitor: put('late', 'visitor', plug(networks.lan, '172.21.0.3')),
    printer: put(null, 'printer', plug(networks.lan, '172.21.0.2')),
    web: put('blog', 'web', plug(networks.blog, '172.18.0.4')),
  }
  Object.assign(base.snapshot, {
    containers: Object.values(boxes),
    networks: Object.values(networks),
    namespaces: [base.host, ...Object.values(inside)],
    history: [
      {
        id: 'the-first-web',
        name: 'web',
        image: 'httpd',
        networks: ['blog_default'],
        addresses: ['172.18.0.3'],
        exitCode: 137,
        endedAt: 5,
      },
    ],
  })
  return { ...base, boxes, inside, networks }
}

/** Takes a container out of a network. */
export function leave(box: Container, { id }: DockerNetwork): void {
  box.networks = box.networks.filter(({ networkId }) => networkId !== id)
}

/** Makes a container end. */
export function end(box: Container): void {
  Object.assign(box, { running: false, state: 'exited', namespaceInode: null, pid: null })
}
