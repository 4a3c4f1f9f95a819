import { expect, it } from 'vitest'
import { placeLink } from './find-peers.ts'
import type { LocalNamespace } from './find-peers.ts'
import { parseLinks } from './parse-links.ts'

const veth = (ifindex: number, ifname: string, link_index: number, link_netnsid: number) => ({
  ifindex,
  ifname,
  link_index,
  link_netnsid,
  linkinfo: { info_kind: 'veth' },
})
const namespace = (inode: number, ids: [number, number][] | null, ...links: object[]): LocalNamespace => ({
  inode,
  netnsIds: ids && new Map(ids),
  links: parseLinks(JSON.stringify(links)),
})
const peerOf = (all: LocalNamespace[]) => {
  const [first] = all
  const link = first?.links[0]
  return first && link && placeLink(all, first, link).peer
}

it("believes the kernel's namespace id, where several links have the same numbers", () => {
  const all = [
    namespace(1, [[0, 3]], veth(5, 'a', 2, 0)),
    namespace(2, [[0, 1]], veth(2, 'wrong', 5, 0)),
    namespace(3, [[0, 1]], veth(2, 'right', 5, 0)),
  ]
  expect(peerOf(all)).toEqual({ namespaceInode: 3, index: 2, name: 'right' })
})

it('does not guess when the id leads to a namespace that is not known', () => {
  const all = [namespace(1, [[9, 3]], veth(5, 'a', 2, 0)), namespace(2, [[0, 1]], veth(2, 'b', 5, 0))]
  expect(peerOf(all)).toEqual({ namespaceInode: null, index: 2, name: null })
})

it('without ids takes the one link that points back, and none where there are two', () => {
  const [one, two, three] = [
    namespace(1, null, veth(5, 'a', 2, 0)),
    namespace(2, null, veth(2, 'b', 5, 0)),
    namespace(3, null, veth(2, 'c', 5, 0)),
  ]
  expect(peerOf([one, two])).toEqual({ namespaceInode: 2, index: 2, name: 'b' })
  expect(peerOf([one, two, three])).toEqual({ namespaceInode: null, index: 2, name: null })
  const elsewhere = namespace(3, [[0, 77]], veth(2, 'c', 5, 0))
  expect(peerOf([one, two, elsewhere])).toMatchObject({ namespaceInode: 2 })
})

it('knows the parent of a macvlan, and no peer', () => {
  const all = [
    namespace(
      1,
      [],
      { ifindex: 1, ifname: 'eth0' },
      { ifindex: 4, ifname: 'mv', link: 'eth0', linkinfo: { info_kind: 'macvlan' } },
    ),
  ]
  const link = all[0]?.links[1]
  expect(link && all[0] && placeLink(all, all[0], link)).toMatchObject({
    peer: null,
    parent: { namespaceInode: 1, index: 1, name: 'eth0' },
  })
})
