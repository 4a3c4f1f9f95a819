import { describe, expect, test } from 'vitest'
import { hide, silenceEngine } from './fixtures.ts'
import { look, verdict, verdicts, each, viewOf } from './looking-fixtures.ts'
import { answering, nameScene } from './name-fixtures.ts'
import {
  anAddedNameLeads,
  anAddedNameOutranksTheServers,
  itsServerHasBeenRestarted,
  knowsItself,
  theLinkAndItsServer,
  theNamed,
  whetherTheAliasFollows,
} from './names.ts'
import { finds } from './resolving.ts'

const names = answering()
const itself = knowsItself(theNamed)
const alias = finds(whetherTheAliasFollows, 'files and servers', 'the alias follows')
const all = {
  itself,
  leads: anAddedNameLeads(),
  outranks: anAddedNameOutranksTheServers(),
  restarted: itsServerHasBeenRestarted(),
  alias,
}

test('all is as it should be', async () => {
  expect(await verdicts(all, nameScene(), names)).toEqual(each(all, 'pass'))
})

test('a silent engine says nothing of names', async () => {
  expect(await verdicts(all, silenceEngine(nameScene()), names)).toEqual(
    each(all, 'cannot-run engine-silent'),
  )
})

test('nobody has a name, an added name, a link', async () => {
  const here = nameScene()
  here.snapshot.containers = []
  expect(await verdicts(all, here, names)).toEqual({
    itself: 'fail no-hostname',
    leads: 'fail no-added-name',
    outranks: 'fail no-added-name',
    restarted: 'fail no-link',
    alias: 'fail no-link',
  })
})

describe('its own name', () => {
  test('is not the id', async () => {
    const here = nameScene()
    here.named.hostname = here.named.id.slice(0, 12)
    expect(await verdict(itself, here, names)).toBe('fail no-hostname')
  })

  test('is another one in /etc/hostname', async () => {
    const here = nameScene()
    here.named.hostnameFile = 'store'
    expect(await look(itself, here, names)).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'other-hostname',
        text: 'The hostname of box is shop.example, but its /etc/hostname says “store”.',
      },
    })
  })

  test('leads elsewhere, or nowhere', async () => {
    const here = nameScene()
    here.named.hosts = [{ address: '172.17.0.9', names: ['shop.example'] }]
    expect(await verdict(itself, here, names)).toBe('fail name-elsewhere')
    here.named.hosts = []
    expect(await verdict(itself, here, names)).toBe('fail name-unknown')
  })

  test('has no address to lead to', async () => {
    const here = nameScene()
    here.named.networks = []
    expect(await verdict(itself, here, names)).toBe('fail no-address')
  })

  test('cannot be judged when a file was not read', async () => {
    const here = nameScene()
    delete here.named.hostnameFile
    expect(await verdict(itself, here, names)).toBe('cannot-run unreadable')
    expect(await verdict(itself, hide(here, `hostname ${here.named.id}`), names)).toBe(
      'cannot-run unreadable',
    )
    const there = nameScene()
    expect(await verdict(itself, hide(there, `hosts ${there.named.id}`), names)).toBe('cannot-run unreadable')
  })
})

describe('an added name', () => {
  test('has been taken out of the file', async () => {
    const here = nameScene()
    here.tester.hosts = here.tester.hosts?.filter(({ names: [name] }) => name !== 'www.example') ?? []
    expect(await verdict(all.leads, here, names)).toBe('pass')
    expect(await look(all.outranks, here, names)).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'name-elsewhere',
        text: 'In tester the name www.example stands for 198.51.100.80, not for 203.0.113.1.',
      },
    })
    here.tester.hosts = []
    expect(await verdict(all.leads, here, names)).toBe('fail name-unknown')
  })

  test('may be the host’s, by the engine’s own word', async () => {
    const here = nameScene()
    here.tester.extraHosts = [{ name: 'host', address: 'host-gateway' }]
    here.tester.hosts?.push({ address: '172.17.0.1', names: ['host'] })
    expect(await look(all.leads, here, names)).toMatchObject({ actual: 'in tester, host is 172.17.0.1' })
  })

  test('outranks nobody when the servers do not know it, or say the same', async () => {
    const here = nameScene()
    here.tester.extraHosts = [{ name: 'library', address: '198.51.100.80' }]
    expect(await look(all.outranks, here, names)).toMatchObject({
      status: 'fail',
      actual: 'not known to the name servers',
      diagnosis: {
        code: 'no-contest',
        text: 'tester has library by --add-host, and the name servers do not know that name.',
      },
    })
    const same = answering({ library: '198.51.100.80' })
    expect(await look(all.outranks, here, same)).toMatchObject({
      diagnosis: {
        text: 'tester has library by --add-host, and the name servers give the same address.',
      },
    })
  })

  test('cannot be judged without the file', async () => {
    const here = nameScene()
    hide(here, `resolver ${here.tester.id}`)
    expect(await verdict(all.leads, here, names)).toBe('cannot-run unreadable')
    expect(await verdict(all.outranks, here, names)).toBe('cannot-run unreadable')
  })
})

describe('a link', () => {
  test('whose server has not been restarted', async () => {
    const here = nameScene()
    here.web.startedAt = here.web.createdAt
    expect(await look(all.restarted, here, names)).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'not-restarted',
        text: 'web has not been started again since caller, which is linked to it, was started.',
      },
    })
  })

  test('of which one end has ended', async () => {
    const here = nameScene()
    here.web.running = false
    expect(await verdict(all.restarted, here, names)).toBe('fail no-link')
  })

  test('of several, the one whose server has been restarted', () => {
    const here = nameScene()
    here.client.links = ['box:store', 'copy:twin']
    here.named.startedAt = 0
    here.copy.startedAt = 0
    expect(theLinkAndItsServer(viewOf(here))).toMatchObject({
      thing: { alias: 'backend', address: '172.17.0.7' },
    })
  })

  test('whose alias has stayed behind, or is gone', async () => {
    const here = nameScene()
    here.caller.hosts = [{ address: '172.17.0.5', names: ['backend'] }]
    expect(await look(alias, here, names)).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'name-elsewhere',
        text: 'In caller the name backend stands for 172.17.0.5, not for 172.17.0.7.',
      },
    })
    here.caller.hosts = []
    expect(await verdict(alias, here, names)).toBe('fail name-unknown')
  })
})
