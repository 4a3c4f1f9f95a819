/** Who opens a connection: the host, the outside, or a container. */
import { outsideSource } from '../../runner/judge/view.ts'
import { outside } from '../../runner/world/outside-addresses.ts'
import type { Caller } from './connect.ts'
import { theHost, type Inhabited } from './containers.ts'
import { placeSource, showAt, type Place } from './link-ends.ts'
import type { Subject } from './subject.ts'

/** A place on this host as one that opens a connection. */
export const callerIn = (place: Place): Caller => ({
  name: place.name,
  source: placeSource(place),
  showCall: (address, port) => showAt(place, 'curl', '-sS', '-m', '2', `http://${address}:${port}/`),
})

/** The host itself. */
export const fromTheHost: Subject<Caller> = (view) => {
  const host = theHost(view)
  if ('finding' in host) return host
  return { thing: callerIn({ name: view.snapshot.host, box: null, namespace: host.thing }) }
}

/** A container on this host. */
export const fromContainer =
  (box: Subject<Inhabited>): Subject<Caller> =>
  (view) => {
    const found = box(view)
    if ('finding' in found) return found
    const { container, namespace } = found.thing
    return { thing: callerIn({ name: container.name, box: found.thing, namespace }) }
  }

/** Somebody on the outside, beyond the host's eth0. A student sees the same by the outside's looking glass. */
export const fromTheOutside: Subject<Caller> = () => ({
  thing: {
    name: outsideSource.name,
    source: outsideSource,
    showCall: (address, port) => ({
      on: 'host',
      command: ['curl', '-sS', '-m', '4', `http://${outside.website}/look/${address}:${port}`],
    }),
  },
})
