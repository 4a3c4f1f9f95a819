import { expect, test } from 'vitest'
import { packagesFor } from '../setup/packages.ts'
import {
  captureTools,
  judgeArchitecture,
  judgeCompose,
  judgeEngine,
  judgeNode,
  judgePrograms,
  toolsFor,
} from './judge-programs.ts'

test.each([
  ['20.18.3', 'missing'],
  ['20.19.0', 'found'],
  ['18.20.0', 'missing'],
  ['22.1.0', 'found'],
])('Node.js %s: %s', (version, status) => {
  expect(judgeNode(version).status).toBe(status)
})

test.each([
  ['Docker version 20.10.24+dfsg1, build 5d6db84', 'found', '20.10.24+dfsg1'],
  ['Docker version 19.03.15, build 99e3ed8', 'missing', '19.03.15'],
  ['segmentation fault', 'unknown', 'dockerd says: segmentation fault'],
  [undefined, 'unknown', 'dockerd is missing or does not start'],
])('%s: %s', (printed, status, detail) => {
  expect(judgeEngine(printed)).toMatchObject({ status, detail })
})

test('every program of the table is asked for, in one part or the other', () => {
  const apart = ['iperf3', 'docker-compose', ...captureTools]
  const asked = [...toolsFor('world', 1000), ...toolsFor('labs', 1000), ...apart]
  expect(asked.toSorted()).toEqual(
    packagesFor(undefined)
      .map(({ tool }) => tool)
      .toSorted(),
  )
  expect(toolsFor('world', 0)).not.toContain('newuidmap')
})

const facts = (osRelease: string, ...absent: string[]) => ({
  osRelease,
  absent: new Set(absent),
  isOffered: (name: string) => name === 'docker-cli',
})

test('one line installs all that is missing', () => {
  const tools = ['runc', 'docker', 'newuidmap']
  expect(judgePrograms(tools, facts('ID=debian')).status).toBe('found')
  expect(judgePrograms(tools, facts('ID=debian', 'docker', 'newuidmap'))).toEqual({
    status: 'missing',
    detail: "docker (the docker command), newuidmap (gives an ordinary user's world its other users)",
    remedy: 'sudo apt-get install --yes --no-install-recommends docker-cli uidmap',
  })
  expect(judgePrograms(tools, facts('ID=fedora', 'newuidmap')).remedy).toContain('dnf install')
  expect(judgePrograms(tools, facts('ID=arch', 'newuidmap')).remedy).toContain('pacman -S')
  expect(judgePrograms(tools, facts('ID=opensuse-leap\nID_LIKE="suse opensuse"', 'runc')).remedy).toContain(
    'zypper',
  )
})

test.each([
  ['ID=ubuntu\nID_LIKE=debian', ['docker-compose-v2'], 'docker-compose-v2'],
  ['ID=debian', [], 'docker-compose'],
  ['ID="rhel"', [], 'docker-compose-plugin'],
  ['', [], "Install by this distribution's own means: docker-compose"],
])('%j, which offers %j: Compose is %s', (osRelease, offered, end) => {
  const programs = {
    osRelease,
    absent: new Set<string>(),
    isOffered: (name: string) => offered.includes(name),
  }
  const { status, remedy } = judgeCompose(undefined, programs)
  expect([status, remedy?.endsWith(` ${end}`) || remedy === end]).toEqual(['missing', true])
  expect(judgeCompose('/usr/libexec/docker/cli-plugins/docker-compose', programs)).toMatchObject({
    status: 'found',
    detail: '/usr/libexec/docker/cli-plugins/docker-compose',
  })
})

test('a processor that was not tried is not called missing', () => {
  expect(judgeArchitecture('x64').status).toBe('found')
  expect(judgeArchitecture('arm64').status).toBe('unknown')
})
