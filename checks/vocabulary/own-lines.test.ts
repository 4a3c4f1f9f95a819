import { describe, expect, test } from 'vitest'
import { hide, silenceEngine } from './fixtures.ts'
import { look, verdict, verdicts, each } from './looking-fixtures.ts'
import { answering, nameScene } from './name-fixtures.ts'
import {
  hasBeenStartedAgain,
  itsLinesAreNotInTheCopy,
  servesTheSamePage,
  whetherItFindsItsOwnLine,
} from './own-lines.ts'
import { finds } from './resolving.ts'

const names = answering()
const line = finds(whetherItFindsItsOwnLine, 'files and servers', 'the line is used')
const all = {
  line,
  again: hasBeenStartedAgain(),
  page: servesTheSamePage(),
  gone: itsLinesAreNotInTheCopy(),
}
const archive = { address: '198.51.100.22', names: ['archive'] }

test('all is as it should be', async () => {
  expect(await verdicts(all, nameScene(), names)).toEqual(each(all, 'pass'))
  expect(await look(line, nameScene(), names)).toMatchObject({ actual: 'in box, archive is 198.51.100.22' })
})

test('a silent engine says nothing of lines', async () => {
  expect(await verdicts(all, silenceEngine(nameScene()), names)).toEqual(
    each(all, 'cannot-run engine-silent'),
  )
})

describe('a line of one’s own', () => {
  test('is none that the engine has written', async () => {
    const here = nameScene()
    here.named.hosts?.pop()
    expect(await verdicts(all, here, names)).toEqual(each(all, 'fail no-own-line'))
  })

  test('may be in a file that was not read', async () => {
    const here = nameScene()
    delete here.named.hosts
    expect(await verdict(line, hide(here, `hosts ${here.named.id}`), names)).toBe('cannot-run unreadable')
  })

  test('is hidden by an earlier one', async () => {
    const here = nameScene()
    here.named.hosts?.unshift({ address: '10.0.0.1', names: ['archive', 'shop.example'] })
    expect(await verdict(line, here, names)).toBe('fail name-elsewhere')
  })
})

test('the edited container has never been restarted', async () => {
  const here = nameScene()
  here.named.finishedAt = null
  expect(await look(all.again, here, names)).toMatchObject({
    status: 'fail',
    diagnosis: {
      code: 'never-restarted',
      text: 'box has never been started again, so its line in /etc/hosts has met no restart.',
    },
  })
})

describe('the page of the copy', () => {
  test('is another one', async () => {
    const pages = { '172.17.0.8': 'I am copy\n' }
    expect(await look(all.page, nameScene(), answering({}, pages))).toMatchObject({
      status: 'fail',
      diagnosis: { code: 'other-page', text: 'copy serves another page than box.' },
    })
  })

  test('is the one that the image came with', async () => {
    const pages = { '172.17.0.2': '<h1>It works!</h1>', '172.17.0.8': '<h1>It works!</h1>' }
    expect(await verdict(all.page, nameScene(), answering({}, pages))).toBe('fail stock-page')
  })

  test('is not there', async () => {
    const closed = {
      ...names,
      connect: () => Promise.resolve({ reached: false, detail: 'refused' } as const),
    }
    expect(await verdict(all.page, nameScene(), closed)).toBe('fail no-page')
    const here = nameScene()
    here.copy.networks = []
    expect(await verdict(all.page, here, names)).toBe('fail no-address')
  })

  test('could not be asked for', async () => {
    const broken = { ...names, connect: () => Promise.resolve({ reached: null, detail: 'no curl' } as const) }
    expect(await verdict(all.page, nameScene(), broken)).toBe('cannot-run probe-failed')
  })

  test('needs a copy', async () => {
    const here = nameScene()
    here.copy.imageId = 'sha256:0'
    expect(await verdict(all.page, here, names)).toBe('fail no-copy')
    expect(await verdict(all.page, hide(here, 'images'), names)).toBe('cannot-run unreadable')
  })
})

describe('the lines', () => {
  test('are in the copy too', async () => {
    const here = nameScene()
    here.copy.hosts?.push(archive)
    expect(await look(all.gone, here, names)).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'line-carried',
        text: 'The /etc/hosts of copy has archive, as that of box has.',
      },
    })
  })

  test('are not said to be absent from a file that was not read, or is not the engine’s', async () => {
    const here = nameScene()
    here.copy.hosts = []
    expect(await verdict(all.gone, here, names)).toBe('cannot-run control-failed')
    expect(await verdict(all.gone, hide(here, `hosts ${here.copy.id}`), names)).toBe('cannot-run unreadable')
  })
})
