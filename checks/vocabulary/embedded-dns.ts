/** The name server that the engine keeps at 127.0.0.11 in every container on a network of a student’s. */

import { cannotRun, fail, pass, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { ResolveResult, View } from '../../runner/judge/view.ts'
import { inside, sourceOf, type Inhabited } from './containers.ts'
import { about, type Subject } from './subject.ts'
import type { Member } from './user-networks.ts'

const nameServer = '127.0.0.11'

/** Asks that name server and nobody else: no /etc/hosts, no search domains. */
const ask = (box: Inhabited, name: string, { probes }: View): Promise<ResolveResult> =>
  probes.resolve(sourceOf(box), name, {
    hosts: [],
    resolver: { nameservers: [nameServer], search: [], options: [] },
  })

const show = (box: Inhabited, name: string) => inside(box, 'busybox', 'nslookup', name, nameServer)

const notAsked = (asker: Inhabited, name: string, detail: string): Finding =>
  cannotRun(
    'probe-failed',
    `The name server in ${asker.container.name} could not be asked: ${detail}.`,
    show(asker, name),
  )

/** The name server in one container tells the address of another by its name. */
export function nameIsKnown(of: Subject<Member>, to: Subject<Inhabited>): Statement {
  return about(
    `${nameServer} in the container tells the other’s address by its name`,
    to,
    async (asker, view): Promise<Finding> => {
      const found = of(view)
      if ('finding' in found) return found.finding
      const { box, address } = found.thing
      const { name } = box.container
      const answer = await ask(asker, name, view)
      const where = `${nameServer} in ${asker.container.name}`
      const exhibit = show(asker, name)
      if (answer.found === null) return notAsked(asker, name, answer.detail)
      if (!answer.found)
        return fail('name-unknown', `${where} tells no address for the name ${name}.`, answer.detail, exhibit)
      const actual = `${name} is ${answer.addresses.join(', ')}`
      if (answer.addresses.includes(address)) return pass(actual, exhibit)
      return fail(
        'other-address',
        `${where} tells another address for ${name} than its own.`,
        actual,
        exhibit,
      )
    },
  )
}

/**
 * The name server in one container does not tell any address of another by its name, though it answers: for the
 * container's own name. Without that control it cannot run.
 */
export function nameIsUnknown(of: Subject<Member>, to: Subject<Inhabited>): Statement {
  return about(
    `${nameServer} in the container does not tell the other’s address, though it tells its own`,
    to,
    async (asker, view): Promise<Finding> => {
      const found = of(view)
      if ('finding' in found) return found.finding
      const { name, networks } = found.thing.box.container
      const own = asker.container.name
      const [answer, control] = await Promise.all([ask(asker, name, view), ask(asker, own, view)])
      if (control.found !== true)
        return cannotRun(
          'control-failed',
          `The control failed: ${nameServer} in ${own} does not tell the address of ${own} either.`,
          show(asker, own),
        )
      if (answer.found === null) return notAsked(asker, name, answer.detail)
      const told = answer.found ? answer.addresses : []
      const known = told.filter((one) => networks.some(({ address }) => address === one))
      const exhibits = [show(asker, name), show(asker, own)]
      if (known.length > 0)
        return fail(
          'name-known',
          `${nameServer} in ${own} tells an address of ${name}.`,
          `${name} is ${known.join(', ')}`,
          ...exhibits,
        )
      return pass(
        `${name} is not known in ${own}, while ${own} is ${control.addresses.join(', ')}`,
        ...exhibits,
      )
    },
  )
}
