import { describe, expect, test } from 'vitest'
import { areKnownByTheirServices, hasASecondName, isTheOnlyOneOfThatName } from './aliases.ts'
import { composeScene, end, type ComposeScene } from './compose-fixtures.ts'
import { theDefaultOfAProject } from './compose.ts'
import { hide } from './fixtures.ts'
import { look, verdict } from './looking-fixtures.ts'

describe('the names of services', () => {
  const known = areKnownByTheirServices(theDefaultOfAProject)

  test('are known', async () => {
    expect(await look(known, composeScene())).toMatchObject({ actual: 'client and web on blog_default' })
  })

  test('are lost when a container is plugged in without them', async () => {
    const here = composeScene()
    here.boxes.web.networks[0]!.aliases = ['cafe']
    // The name server knows a container's own name too.
    expect(await verdict(known, here)).toBe('pass')
    here.boxes.web.name = 'blog-web'
    expect(await look(known, here)).toMatchObject({
      diagnosis: { code: 'nameless', text: expect.stringContaining('blog-web is not known') as string },
      actual: 'known as cafe',
    })
  })

  test('need a network', async () => {
    const here = composeScene()
    end(here.boxes.web)
    expect(await verdict(known, here)).toBe('fail no-default-network')
  })
})

const ofDb = ({ boxes }: ComposeScene) => boxes.db.networks[0]!
const ofApp = ({ boxes }: ComposeScene) => boxes.app.networks[0]!

describe('a second name', () => {
  const second = hasASecondName()

  test('is an alias', async () => {
    expect(await look(second, composeScene())).toMatchObject({
      actual: 'db is database on shop_back, for app too',
    })
  })

  test('is a link, too', async () => {
    const here = composeScene()
    ofDb(here).aliases = ['db']
    ofApp(here).links = ['db:db_1', 'db:store']
    expect(await look(second, here)).toMatchObject({ actual: 'db is store on shop_back, for app too' })
    ofApp(here).links = ['other:store']
    expect(await verdict(second, here)).toBe('fail no-alias')
  })

  test.each([['db'], ['db_1'], ['db-2'], ['id-of-db']])('is not %s', async (name) => {
    const here = composeScene()
    here.boxes.db.name = 'id-of-db'
    ofDb(here).aliases = ['db', name]
    expect(await verdict(second, here)).toBe('fail no-alias')
  })

  test('is not the container’s id', async () => {
    const here = composeScene()
    here.boxes.db.id = '0123456789abcdef'
    here.inside['db']!.owner = { kind: 'container', containerId: here.boxes.db.id }
    ofDb(here).aliases = ['0123456789ab']
    expect(await verdict(second, here)).toBe('fail no-alias')
  })

  test('is of no use where nobody can use it', async () => {
    const here = composeScene()
    end(here.boxes.app)
    expect(await verdict(second, here)).toBe('fail no-alias')
    expect(await verdict(second, hide(here, 'containers'))).toBe('cannot-run unreadable')
  })
})

describe('the only one of that name', () => {
  const only = isTheOnlyOneOfThatName()

  test('is alone', async () => {
    expect(await verdict(only, composeScene())).toBe('pass')
  })

  test.each<[string, (here: ComposeScene) => void, string]>([
    ['another has the alias', (here) => ofApp(here).aliases.push('database'), 'fail name-shared'],
    ['another is called so', ({ boxes }) => (boxes.app.name = 'database'), 'fail name-shared'],
    ['one elsewhere is called so', ({ boxes }) => (boxes.proxy.name = 'database'), 'pass'],
    [
      'it is of the same service',
      (here) => {
        const { aliases } = ofApp(here)
        aliases.push('database')
        here.boxes.proxy.networks.push({ ...ofApp(here), aliases: [] })
        here.boxes.app.labels = here.boxes.db.labels
      },
      'pass',
    ],
    ['nobody has one', (here) => (ofDb(here).aliases = []), 'fail no-alias'],
  ])('%s', async (_, spoil, expected) => {
    const here = composeScene()
    spoil(here)
    expect(await verdict(only, here)).toBe(expected)
  })
})
