import { beforeEach, describe, expect, test } from 'vitest'
import { NoticeBoard } from './notices.ts'

let printed = ''
let waiting: (() => void)[] = []

const board = (plain = false): NoticeBoard =>
  new NoticeBoard({
    print: (text) => (printed += text),
    plain,
    later: (work) => waiting.push(work),
  })

/** All that was to be called back is, as when nothing more comes. */
const quiet = (): void => {
  const all = waiting
  waiting = []
  for (const work of all) work()
}

const take = (): string => {
  const text = printed
  printed = ''
  return text
}

beforeEach(() => {
  printed = ''
  waiting = []
})

describe('a notice', () => {
  test('that comes while a command runs waits for the next prompt, and stands above it', () => {
    const one = board()
    one.begin()
    one.output('line\r\n')
    one.add(['tick'])
    quiet()
    expect(take()).toBe('line\r\n')
    one.prompt()
    one.output('$ ')
    quiet()
    expect(take()).toBe('tick\r\n$ ')
  })

  test('that comes when the prompt stands erases it and prints it again below', () => {
    const one = board()
    one.prompt()
    one.output('\u001b[?2004hroot@host1:~# ')
    take()
    one.add(['tick', 'tock'])
    quiet()
    expect(take()).toBe('\r\u001b[Ktick\r\ntock\r\n\u001b[?2004hroot@host1:~# ')
  })

  test.each([
    ['xterm', '\u001b[H\u001b[2J\u001b[3J', ''],
    ['screen', '\u001b[H\u001b[J', '\u001b[J'],
    ['a full reset', '\u001bc', ''],
  ])('stays when the screen was erased before the prompt: %s', (_, erase, kept) => {
    const one = board()
    one.begin()
    one.output(erase.slice(0, 2))
    one.output(erase.slice(2))
    one.prompt()
    one.output('$ ')
    take()
    one.add(['tick'])
    quiet()
    expect(take()).toBe(`\r\u001b[Ktick\r\n${kept}$ `)
  })

  test('leaves what is being typed: it stands again below', () => {
    const one = board()
    one.prompt()
    one.output('$ ')
    one.input()
    one.output('ip ad')
    take()
    one.add(['tick'])
    quiet()
    expect(take()).toBe('\r\ntick\r\n$ ip ad')
  })

  test('waits while more comes', () => {
    const one = board()
    one.prompt()
    one.output('$ ')
    take()
    one.add(['tick'])
    one.begin()
    one.output('a flood\r\n')
    quiet()
    expect(take()).toBe('a flood\r\n')
  })

  test('is put above the prompt of a shell that leaves no marks', () => {
    const one = board()
    one.begin()
    one.output('\r\n/ # ')
    take()
    one.add(['tick'])
    quiet()
    expect(take()).toBe('\r\u001b[Ktick\r\n/ # ')
  })

  test.each(['Password: ', 'progress 40%', '  2% [====>', ''])(
    'is not put into the output of a program: %j',
    (tail) => {
      const one = board()
      one.begin()
      one.output(tail)
      take()
      one.add(['tick'])
      quiet()
      expect(take()).toBe('')
    },
  )

  test('is not put into a program that has the whole screen', () => {
    const one = board()
    one.begin()
    one.output('\u001b[?1049h~\r\n# ')
    one.add(['tick'])
    quiet()
    expect(take()).not.toContain('tick')
    one.output('\u001b[?1049l')
    one.prompt()
    one.output('$ ')
    quiet()
    expect(take()).toContain('tick\r\n')
  })

  test('follows output that ends without a line feed', () => {
    const one = board()
    one.begin()
    one.output('no end')
    one.add(['tick'])
    one.prompt()
    one.output('$ ')
    quiet()
    expect(take()).toBe('no end$ \r\u001b[Ktick\r\nno end$ ')
  })

  test('while the tutor itself prints waits', () => {
    const one = board()
    one.prompt()
    one.output('$ ')
    one.hold()
    take()
    one.add(['tick'])
    quiet()
    expect(take()).toBe('')
  })
})

describe('plain', () => {
  test('nothing moves the cursor: notices come above the next prompt', () => {
    const one = board(true)
    one.prompt()
    one.output('$ ')
    one.add(['tick'])
    quiet()
    one.begin()
    one.output('no end')
    one.prompt()
    expect(take()).toBe('$ no end\r\ntick\r\n')
  })
})
