/** A container’s life: that it ran, was attached to, ended and was removed; and the folders of the host that it sees. */

import {
  fail,
  pass,
  type Answer,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import type { Container, EndedContainer, Snapshot } from '../../runner/observe/snapshot.ts'
import { dockerPs, runningContainers, type Inhabited } from './containers.ts'
import { publishedPorts, type Published } from './publishing.ts'
import { hidden, unreadable, type Subject } from './subject.ts'

/** `httpd` and `httpd:latest` are one image. */
export const repositoryTag = (image: string): string => (/:[^/]+$/.test(image) ? image : `${image}:latest`)

const nameOf = ({ name, id }: Pick<EndedContainer, 'name' | 'id'>): string => name || id.slice(0, 12)

/** Why a container may be there, or may have been there, although nothing tells of it. */
const unseen = (snapshot: Snapshot): Finding | undefined =>
  unreadable(snapshot, 'engine', 'containers', 'container')

/** A container of this image has run since the lab began, and has ended with the exit code 0. */
export function hasRunWell(image: string): Statement {
  return {
    expected: `a container of the image ${image} has run and ended with exit code 0`,
    judge({ snapshot }): Finding {
      const ended = snapshot.history.filter((one) => repositoryTag(one.image) === repositoryTag(image))
      const good = ended.find(({ exitCode }) => exitCode === 0)
      if (good) return pass(`${nameOf(good)} has ended with exit code 0`, dockerPs)
      const gap = unseen(snapshot)
      if (gap) return gap
      const last = ended.at(-1)
      if (last)
        return fail(
          'ended-badly',
          `${nameOf(last)}, a container of ${image}, has ended with exit code ${last.exitCode ?? 'unknown'}.`,
          `exit code ${last.exitCode ?? 'unknown'}`,
          dockerPs,
        )
      return fail('never-run', `No container of the image ${image} has run.`, 'none has ended', dockerPs)
    },
  }
}

const bindMounts = ({ mounts }: Container): Container['mounts'] =>
  mounts.filter(({ kind, source }) => kind === 'bind' && source !== null)

/** All mounts of all containers, as a student would look at them. */
const dockerMounts: Exhibit = {
  on: 'engine',
  command: ['ps', '--all', '--no-trunc', '--format', 'table {{.Names}}\\t{{.Status}}\\t{{.Mounts}}'],
}

/** A published port of a running container that sees a folder of the host; of several that of the oldest. */
export const thePortWithAFolder: Subject<Published> = ({ snapshot }) => {
  const ports = publishedPorts(snapshot)
  const found = ports.find(({ box }) => bindMounts(box.container).length > 0)
  if (found) return { thing: found }
  const gap = unseen(snapshot) ?? unreadable(snapshot, 'namespaces') ?? hidden(snapshot, 'any')
  if (gap) return { finding: gap }
  const [first] = ports
  return {
    finding: first
      ? fail(
          'no-folder',
          `${first.box.container.name} publishes a port, but sees no folder of the host.`,
          `${first.box.container.name} has no folder`,
          dockerMounts,
        )
      : fail('nothing-published', 'No running container has a published TCP port.', 'none', dockerPs),
  }
}

/** A container of the same image as the one behind this port has ended since the lab began, and the engine keeps nothing of it. */
export function anEarlierOneIsRemoved(port: Subject<Published>): Statement {
  return {
    expected: 'an earlier container of the same image has been stopped and removed',
    judge(view): Finding {
      const found = port(view)
      if ('finding' in found) return found.finding
      const { snapshot } = view
      const { id, image } = found.thing.box.container
      const earlier = snapshot.history.filter(
        (one) => one.id !== id && repositoryTag(one.image) === repositoryTag(image),
      )
      const gap = unseen(snapshot)
      if (gap) return gap
      const kept = (one: EndedContainer): boolean => snapshot.containers.some((other) => other.id === one.id)
      const gone = earlier.find((one) => !kept(one))
      if (gone) return pass(`${nameOf(gone)} (${gone.id.slice(0, 12)}) is gone`, dockerPs)
      const [left] = earlier
      if (left)
        return fail(
          'kept',
          `The engine still keeps ${nameOf(left)}, an earlier container of ${image}.`,
          `${nameOf(left)} is kept`,
          dockerPs,
        )
      return fail(
        'none-ended',
        `No other container of the image ${image} has ended yet.`,
        'none has ended',
        dockerPs,
      )
    },
  }
}

/** All running containers, in every network mode. */
const running = (snapshot: Snapshot): Inhabited[] =>
  [...new Set(snapshot.containers.map(({ networkMode }) => networkMode))].flatMap((mode) =>
    runningContainers(snapshot, mode),
  )

/** A running container sees a folder of the host and may not write into it. */
export function seesAFolderReadOnly(): Statement {
  return {
    expected: 'a running container that sees a folder of the host read-only',
    judge({ snapshot }): Finding {
      const folders = running(snapshot).flatMap(({ container }) =>
        bindMounts(container).map((mount) => ({ name: container.name, ...mount })),
      )
      const good = folders.find(({ readOnly }) => readOnly)
      if (good)
        return pass(`${good.name} sees ${good.source} at ${good.destination}, read-only`, dockerMounts)
      const gap = unseen(snapshot) ?? hidden(snapshot, 'any')
      if (gap) return gap
      const writable = folders.at(-1)
      if (writable)
        return fail(
          'writable',
          `${writable.name} sees ${writable.source}, but may write into it.`,
          folders.map(({ name, source }) => `${name} may write into ${source}`).join('; '),
          dockerMounts,
        )
      return fail('no-folder', 'No running container sees a folder of the host.', 'none', dockerMounts)
    },
  }
}

/** Exit codes that a program chooses itself: 125 to 127 are Docker's and the shell's, higher ones tell of a signal. */
const isChosen = (code: number | null): boolean => code !== null && code > 0 && code < 125

/** A container has ended since the lab began with an exit code that its shell was told: 1 to 124. */
export function endedWithACodeOfItsOwn(): Statement {
  return {
    expected: 'a container has ended with an exit code from 1 to 124',
    judge({ snapshot }): Finding {
      const chosen = snapshot.history.find(({ exitCode }) => isChosen(exitCode))
      if (chosen) return pass(`${nameOf(chosen)} has ended with exit code ${chosen.exitCode}`, dockerPs)
      const gap = unseen(snapshot)
      if (gap) return gap
      const codes = snapshot.history.map((one) => `${nameOf(one)}: ${one.exitCode ?? 'unknown'}`).join(', ')
      return fail(
        'no-own-code',
        'No container has ended with an exit code that its own program chose.',
        codes || 'none has ended',
        dockerPs,
      )
    },
  }
}

/** Somebody has attached to a container, and it has not ended since. */
export function wasAttachedToAndRunsOn(): Statement {
  return {
    expected: 'a container that somebody was attached to runs on',
    judge({ snapshot }): Finding {
      const gap = unseen(snapshot)
      if (gap) return gap
      const attached = snapshot.containers.filter(
        ({ id, running: runs }) => runs && snapshot.attached.includes(id),
      )
      const [one] = attached
      if (one) return pass(`${one.name} runs on`, dockerPs)
      return fail(
        'none-runs-on',
        'No running container has been attached to since it was started.',
        'none',
        dockerPs,
      )
    },
  }
}

/** Containers have ended since the lab began, and the engine keeps none that has. */
export function noneThatHasEndedIsKept(): Statement {
  return {
    expected: 'no container that has ended is left',
    judge({ snapshot }): Finding {
      const gap = unseen(snapshot)
      if (gap) return gap
      const kept = snapshot.containers.filter(({ state }) => state === 'exited' || state === 'dead')
      const names = kept.map(({ name, exitCode }) => `${name} (exit code ${exitCode})`).join(', ')
      if (kept.length > 0)
        return fail('kept', `The engine still keeps what has ended: ${names}.`, names, dockerPs)
      if (snapshot.history.length === 0)
        return fail('none-ended', 'No container has ended yet.', 'none has ended', dockerPs)
      // The control: what has ended was seen while it was there.
      return pass(`${snapshot.history.length} have ended, none is left`, dockerPs)
    },
  }
}

/** The id of the container behind a port, short and whole, as an answer to a question. */
export const idAnswers =
  (port: Subject<Published>): Answer =>
  (view) => {
    const found = port(view)
    if ('finding' in found) return { cannotTell: found.finding.actual }
    const { id } = found.thing.box.container
    return { answers: [id.slice(0, 12), id] }
  }
