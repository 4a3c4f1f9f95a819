import { describe, expect, test } from 'vitest'
import { haveMet, haveTheEnginesAddresses } from './engine-addresses.ts'
import { address, hide, inodes, silenceEngine } from './fixtures.ts'
import { each, look, verdict, verdicts } from './looking-fixtures.ts'
import { haveMetScene, macOfBox, neighbourEntry } from './network-fixtures.ts'

const addresses = haveTheEnginesAddresses()
const met = haveMet()
const words = { addresses, met }

test('both pass on the solved lab', async () => {
  expect(await verdicts(words, haveMetScene())).toEqual(each(words, 'pass'))
})

test('neither can be judged while the engine is silent', async () => {
  const here = silenceEngine(haveMetScene())
  expect(await verdicts(words, here)).toEqual(each(words, 'cannot-run engine-silent'))
})

describe('the addresses', () => {
  test('may differ from what the engine says', async () => {
    const here = haveMetScene()
    here.eth0.addresses = [address('172.17.99.9/16')]
    expect(await look(addresses, here)).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'address-gone',
        text: 'box does not have the address 172.17.42.99 that the engine gave it.',
      },
    })
  })

  test('that were not read are neither right nor wrong', async () => {
    const here = haveMetScene()
    here.inBox.links = []
    hide(here, `namespace ${inodes.box} links`)
    expect(await verdict(addresses, here)).toBe('cannot-run unreadable')
  })
})

describe('two containers', () => {
  test('have met when one of them knows the other, whichever', async () => {
    const here = haveMetScene()
    here.inBox.neighbours = []
    here.inNeighbour.neighbours.push(neighbourEntry('172.17.42.99', macOfBox))
    expect(await look(met, here)).toMatchObject({ status: 'pass', actual: 'neighbour has met box' })
  })

  test.each([
    ['nobody', []],
    ['the gateway', [neighbourEntry('172.17.0.1', '02:42:25:1c:5f:7a')]],
    ['an address that did not answer', [neighbourEntry('172.17.0.2', null)]],
    ['somebody else at the address', [neighbourEntry('172.17.0.2', '0a:00:00:00:00:99')]],
  ])('are strangers when the one knows %s', async (_, entries) => {
    const here = haveMetScene()
    here.inBox.neighbours = entries
    expect(await verdict(met, here)).toBe('fail strangers')
  })

  test.each([`namespace ${inodes.box} neighbours`, `namespace ${inodes.neighbour} links`])(
    'are not called strangers when the part “%s” was not read',
    async (part) => {
      const here = haveMetScene()
      here.inBox.neighbours = []
      hide(here, part)
      expect(await verdict(met, here)).toBe('cannot-run unreadable')
    },
  )
})
