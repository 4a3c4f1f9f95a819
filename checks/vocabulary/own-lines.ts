/** Lines that a student has written into a running container’s /etc/hosts, and what becomes of them. */

import { cannotRun, fail, pass, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { Container, HostsEntry } from '../../runner/observe/snapshot.ts'
import { imageCatalogue } from '../../runner/world/image-catalogue.ts'
import { fromTheHost } from './callers.ts'
import { dockerPs, type Inhabited } from './containers.ts'
import { allContainers, nobody, showNameFiles, type Question } from './resolving.ts'
import { about, unreadable, type Found, type Subject } from './subject.ts'

const idDigits = 12

/** Names that the engine writes into each /etc/hosts itself. */
const standardNames = [
  'localhost',
  'ip6-localhost',
  'ip6-loopback',
  'ip6-localnet',
  'ip6-mcastprefix',
  'ip6-allnodes',
  'ip6-allrouters',
]

const namesOfTheEngine = ({ id, hostname, links, extraHosts }: Container): string[] => [
  ...standardNames,
  id.slice(0, idDigits),
  hostname,
  ...links.flatMap((link) => link.split(':')),
  ...extraHosts.map(({ name }) => name),
]

/** The lines of the container's /etc/hosts that the engine has not written. */
const ownLines = (container: Container): HostsEntry[] => {
  const known = namesOfTheEngine(container)
  return (container.hosts ?? []).filter(({ names }) => !names.some((name) => known.includes(name)))
}

const restarted = ({ container }: Inhabited): boolean => container.finishedAt !== null

/** A running container in whose /etc/hosts somebody has written; one that has been started again goes first, then the oldest. */
export const theEdited: Subject<Inhabited> = (view) => {
  const boxes = allContainers(view)
  if ('finding' in boxes) return boxes
  const edited = boxes.thing.filter(({ container }) => ownLines(container).length > 0)
  const best = edited.find(restarted) ?? edited[0]
  if (best) return { thing: best }
  const gap = boxes.thing.flatMap(
    ({ container: { id } }) => unreadable(view.snapshot, `hosts ${id}`) ?? [],
  )[0]
  if (gap) return { finding: gap }
  return nobody('no-own-line', 'No running container has a line in /etc/hosts beyond the engine’s.', view)
}

/** The edited container looks up the first name of its own line. */
export const whetherItFindsItsOwnLine: Subject<Question> = (view) => {
  const edited = theEdited(view)
  if ('finding' in edited) return edited
  const [line] = ownLines(edited.thing.container)
  const [name] = line?.names ?? []
  if (!line || name === undefined) return { finding: cannotRun('unreadable', 'The line was not found.') }
  return { thing: { box: edited.thing, target: { name, address: line.address } } }
}

/** The edited container has been started again since it was made, so its line is younger than that. */
export function hasBeenStartedAgain(): Statement {
  return about('the edited container has been started more than once', theEdited, (box): Finding => {
    if (restarted(box)) return pass(`${box.container.name} has been started again`, dockerPs)
    return fail(
      'never-restarted',
      `${box.container.name} has never been started again, so its line in /etc/hosts has met no restart.`,
      'started once',
      dockerPs,
    )
  })
}

/** The oldest running container whose image is none of those that the lab came with. */
const theCopy: Subject<Inhabited> = (view) => {
  const boxes = allContainers(view)
  if ('finding' in boxes) return boxes
  const gap = unreadable(view.snapshot, 'images')
  if (gap) return { finding: gap }
  const stock = imageCatalogue.flatMap(({ tags }) => tags)
  const known = view.snapshot.images.filter(({ tags }) => tags.some((tag) => stock.includes(tag)))
  const copy = boxes.thing.find(({ container }) => !known.some(({ id }) => id === container.imageId))
  if (copy) return { thing: copy }
  return nobody('no-copy', 'No running container was made from an image of your own.', view)
}

/** The edited container, and the one that was made from what was committed of it. */
const theTwo: Subject<{ edited: Inhabited; copy: Inhabited }> = (view) => {
  const [edited, copy] = [theEdited(view), theCopy(view)]
  if ('finding' in edited) return edited
  if ('finding' in copy) return copy
  return { thing: { edited: edited.thing, copy: copy.thing } }
}

const webPort = 80
const stockPage = 'It works!'

const addressOf = ({ container }: Inhabited): Found<string> => {
  const address = container.networks.flatMap((network) => network.address ?? [])[0]
  if (address !== undefined) return { thing: address }
  const text = `The engine has given ${container.name} no address.`
  return { finding: fail('no-address', text, 'no address', dockerPs) }
}

/** A container of an image of the student’s own serves the page of the edited one: what was in its root folder was committed. */
export function servesTheSamePage(): Statement {
  const expected = 'a container of your own image serves the same page of your own as the edited one'
  return about(expected, theTwo, async ({ edited, copy }, view): Promise<Finding> => {
    const caller = fromTheHost(view)
    if ('finding' in caller) return caller.finding
    const said: string[] = []
    for (const box of [edited, copy]) {
      const address = addressOf(box)
      if ('finding' in address) return address.finding
      const answer = await view.probes.connect(caller.thing.source, address.thing, webPort)
      const exhibit = caller.thing.showCall(address.thing, webPort)
      const who = box.container.name
      if (answer.reached === null)
        return cannotRun('probe-failed', `${who} could not be asked for its page: ${answer.detail}.`, exhibit)
      if (!answer.reached)
        return fail('no-page', `${who} serves no page on port ${webPort}.`, answer.detail, exhibit)
      said.push(answer.said.trim())
    }
    const [original = '', kept = ''] = said
    const [from, to] = [edited.container.name, copy.container.name]
    if (original === '' || original.includes(stockPage))
      return fail('stock-page', `${from} serves the page that its image came with.`, 'no page of its own')
    if (original === kept) return pass(`${to} serves the page of ${from}`, dockerPs)
    return fail('other-page', `${to} serves another page than ${from}.`, 'two pages', dockerPs)
  })
}

/** The names of the edited container’s own lines are not in the /etc/hosts of the container of the student’s image. */
export function itsLinesAreNotInTheCopy(): Statement {
  const expected = 'the line is in the /etc/hosts of the edited container alone'
  return about(expected, theTwo, ({ edited, copy }, { snapshot }): Finding => {
    const { id, name, hosts } = copy.container
    const gap = unreadable(snapshot, `hosts ${id}`)
    if (gap) return gap
    // The engine's own first line is the control: without it, this is not the file that we think it is.
    if (!hosts?.some(({ names }) => names.includes('localhost')))
      return cannotRun(
        'control-failed',
        `The /etc/hosts of ${name} lacks even localhost.`,
        showNameFiles(copy),
      )
    const lines = ownLines(edited.container).flatMap(({ names }) => names)
    const carried = lines.find((line) => hosts.some(({ names }) => names.includes(line)))
    if (carried === undefined)
      return pass(`${name} does not have ${lines.join(', ')}`, showNameFiles(copy), showNameFiles(edited))
    return fail(
      'line-carried',
      `The /etc/hosts of ${name} has ${carried}, as that of ${edited.container.name} has.`,
      `${carried} is in both`,
      showNameFiles(copy),
    )
  })
}
