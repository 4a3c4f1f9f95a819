import { describe, expect, test } from 'vitest'
import { hide, silenceEngine } from './fixtures.ts'
import { look, verdict, viewOf } from './looking-fixtures.ts'
import { composeScene, end, leave, type ComposeScene } from './compose-fixtures.ts'
import { areOn, oneWhoMeets, theDefaultOfAProject, theMembers, theOtherThere } from './compose.ts'

const on = areOn(theDefaultOfAProject, 'two services')

describe('the default network of a project', () => {
  test('has two services', async () => {
    const here = composeScene()
    expect(await look(on, here)).toMatchObject({ status: 'pass', actual: 'client and web on blog_default' })
    expect(oneWhoMeets(theDefaultOfAProject)(viewOf(here))).toMatchObject({
      thing: { container: { name: 'client' } },
    })
    expect(theOtherThere(theDefaultOfAProject)(viewOf(here))).toEqual({
      thing: { name: 'the container web', address: '172.18.0.4' },
    })
  })

  test.each<[string, (here: ComposeScene) => void]>([
    ['one of them has ended', ({ boxes }) => end(boxes.web)],
    ['one of them has left it', ({ boxes, networks }) => leave(boxes.client, networks.blog)],
    ['both are of one service', ({ boxes }) => (boxes.web.labels = boxes.client.labels)],
    [
      'one was made by docker-compose run',
      ({ boxes }) => (boxes.web.labels['com.docker.compose.oneoff'] = 'True'),
    ],
    ['the network was made by hand', ({ networks }) => (networks.blog.labels = {})],
    ['it is another project’s', ({ boxes }) => (boxes.web.labels['com.docker.compose.project'] = 'other')],
  ])('has not when %s', async (_, spoil) => {
    const here = composeScene()
    spoil(here)
    expect(await verdict(on, here)).toBe('fail no-default-network')
    expect(oneWhoMeets(theDefaultOfAProject)(viewOf(here))).toMatchObject({ finding: { status: 'fail' } })
    expect(theOtherThere(theDefaultOfAProject)(viewOf(here))).toMatchObject({ finding: { status: 'fail' } })
  })

  test('has none where no container is of a project', async () => {
    const here = composeScene()
    for (const box of Object.values(here.boxes)) box.labels = {}
    expect(await verdict(on, here)).toBe('fail no-project')
    here.snapshot.containers = []
    expect(await look(on, here)).toMatchObject({ actual: 'no container' })
  })

  test('has members with addresses', () => {
    const here = composeScene()
    here.boxes.web.networks[0]!.address = null
    expect(theOtherThere(theDefaultOfAProject)(viewOf(here))).toMatchObject({
      finding: { diagnosis: { code: 'no-address' } },
    })
    expect(theOtherThere(theDefaultOfAProject, 6)(viewOf(composeScene()))).toMatchObject({
      finding: { diagnosis: { code: 'no-address' } },
    })
  })

  test.each(['containers', 'container id-of-web', 'networks', 'namespaces', 'namespace 206'])(
    'is not said to be missing when the part “%s” was not read',
    async (part) => {
      const here = composeScene()
      end(here.boxes.web)
      hide(here, part)
      expect(await verdict(on, here)).toBe('cannot-run unreadable')
    },
  )

  test('cannot be judged while the engine is silent', async () => {
    expect(await verdict(on, silenceEngine(composeScene()))).toBe('cannot-run engine-silent')
  })
})

test('members are told oldest first', () => {
  expect(theMembers(viewOf(composeScene()))).toMatchObject({
    thing: ['client', 'proxy', 'app', 'db', 'visitor', 'web'].map((service) => ({ service })),
  })
})
