import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Manifest } from './bundle.ts'
import { fingerprintOf, ownKey, signBundle } from './bundle-key.ts'
import { submissionLimits } from './limits.ts'
import { readSubmission } from './read-submission.ts'
import type { Submission } from './submission.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vethlab-read-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const lab = { id: '03', hash: 'of this version' }
const read = (file: string): Submission => readSubmission({ student: 'alice', folder, file }, lab)
const written = (content: string | Buffer, file = 'alice.sh'): Submission => {
  writeFileSync(join(folder, file), content)
  return read(file)
}

describe('a script', () => {
  test('is read as it is, with its facts', () => {
    const found = written('ip link\n')
    expect(found).toMatchObject({
      student: 'alice',
      script: 'ip link\n',
      refused: null,
      notes: [],
      claims: null,
    })
    const sha256 = createHash('sha256').update('ip link\n').digest('hex')
    expect(found.facts).toEqual({ file: 'alice.sh', sha256, bytes: 8, kind: 'script' })
    expect(found.writtenAt).toBe(statSync(join(folder, 'alice.sh')).mtimeMs)
  })

  test('from Windows is read with Linux’ line ends, and without its byte order mark', () => {
    const found = written('\ufeffip link\r\nip addr\r\n')
    expect(found.script).toBe('ip link\nip addr\n')
    expect(found.notes).toEqual(['Its lines ended as on Windows; they were read as on Linux.'])
  })

  test('may be empty', () => {
    expect(written('')).toMatchObject({ script: '', refused: null })
  })

  test.each([
    ['bytes of zero', Buffer.from('ip\0link'), 'It is no text: it has a byte of zero in it.'],
    ['Latin 1', Buffer.from([0x65, 0xe9, 0x0a]), 'It is no text in UTF-8.'],
    ['a lone surrogate', Buffer.from([0xed, 0xa0, 0x80]), 'It is no text in UTF-8.'],
    ['too much', Buffer.alloc(submissionLimits.scriptBytes + 1, '\n'), 'It has more than 256 KiB.'],
    ['too many lines', '\n'.repeat(submissionLimits.lines), 'It has more than 5000 lines.'],
    ['a long line', `true\n: ${'ü'.repeat(5000)}\n`, 'Its line 2 has more than 8192 bytes.'],
  ])('with %s is refused', (_, content, refused) => {
    expect(written(content)).toMatchObject({ script: null, refused })
  })

  test('at its limits is none the less one', () => {
    expect(written('\n'.repeat(submissionLimits.lines - 1)).refused).toBeNull()
    expect(written('x'.repeat(submissionLimits.lineBytes)).refused).toBeNull()
  })

  test('that is no file, or not there, is refused', () => {
    symlinkSync('/etc/passwd', join(folder, 'link.sh'))
    execFileSync('mkfifo', [join(folder, 'pipe.sh')])
    expect(read('link.sh').refused).toBe('It is a symbolic link.')
    expect(read('pipe.sh').refused).toBe('It is no file.')
    expect(read('gone.sh').refused).toMatch(/^It cannot be read: ENOENT/)
  })

  test('of any bytes is one or is refused, and never an accident', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom('a.sh', 'a.vethlab'), (bytes, file) => {
        const { script, refused } = written(Buffer.from(bytes), file)
        return (script === null) !== (refused === null)
      }),
    )
  })
})

const manifest: Manifest = {
  schemaVersion: 1,
  lab,
  madeAt: 1000,
  engine: '20.10.24',
  kernel: '6.1',
  vethlab: '0.1.0',
  commands: [
    { at: 1, terminal: 'pts/1', command: 'docker run -d --net=none base cat', exitCode: 0 },
    { at: 2, terminal: 'pts/1', command: 'for i in 1 2\ndo echo $i; done', exitCode: 0 },
    { at: 3, terminal: 'pts/1', command: 'lab check', exitCode: 1 },
    { at: 4, terminal: 'pts/1', command: 'next', exitCode: 0 },
  ],
  help: { hints: {}, solved: [], passedOver: [] },
  report: { points: 3, maxPoints: 17 },
  snapshot: { namespaces: [] },
}

describe('a bundle', () => {
  const places = (): { data: string } => ({ data: folder })
  const bundled = (changes: Partial<Manifest> = {}): string =>
    JSON.stringify(signBundle({ ...manifest, ...changes }, ownKey(places())))

  test('is its commands, without what was said to the tutor', () => {
    const found = written(bundled(), 'alice.vethlab')
    expect(found).toMatchObject({
      script: 'docker run -d --net=none base cat\nfor i in 1 2\ndo echo $i; done\n',
      notes: [],
      claims: { points: 3, maxPoints: 17 },
      facts: { kind: 'bundle' },
    })
    expect(found.facts?.signedBy).toBe(fingerprintOf(signBundle(manifest, ownKey(places()))))
  })

  test('has the file of values that its student had', () => {
    const values = {
      schemaVersion: 1 as const,
      about: '',
      lab: '03',
      student: 'bob',
      values: { box: 'bluefox' },
      signature: 'x',
    }
    expect(written(bundled({ values }), 'alice.vethlab').sheet).toEqual(values)
    expect(written(bundled(), 'alice.vethlab').sheet).toBeNull()
    expect(written('true\n')).toMatchObject({ sheet: null, own: [] })
    const broken = { ...values, values: { box: 7 as never } }
    expect(written(bundled({ values: broken }), 'alice.vethlab').refused).toContain('values.values.box')
  })

  test('that was edited is told, and graded all the same', () => {
    const text = bundled().replace('--net=none', '--net=host')
    const { script, notes } = written(text, 'alice.vethlab')
    expect(script).toContain('--net=host')
    expect(notes).toEqual([
      'The bundle’s signature does not hold: it was edited, or damaged, after it was made.',
    ])
  })

  test('that somebody else has signed anew has another signer', () => {
    const mine = written(bundled(), 'alice.vethlab').facts?.signedBy
    rmSync(join(folder, 'key'))
    const his = written(bundled(), 'bob.vethlab').facts?.signedBy
    expect(his).toMatch(/^[0-9a-f]{16}$/)
    expect(his).not.toBe(mine)
  })

  test('tells what a run of its commands cannot show', () => {
    const changes: Partial<Manifest> = {
      lab: { id: '03', hash: 'of another version' },
      commands: [
        ...manifest.commands,
        { at: 5, terminal: 'pts/2', command: 'lab solve 4', exitCode: 0 },
        { at: 6, terminal: 'pts/2', command: 'ip link', exitCode: 0 },
      ],
      help: { hints: { cable: 2 }, solved: ['bridge'], passedOver: [] },
    }
    expect(written(bundled(changes), 'alice.vethlab').notes).toEqual([
      'The bundle was made with another version of the lab.',
      'It used solve, which a run of its commands does not repeat.',
      'Solved by vethlab: bridge.',
      'Hints were shown for: cable.',
      'Its commands were typed in 2 terminals, and are run in one.',
    ])
  })

  test.each([
    ['no JSON', () => 'PK\u0003\u0004', 'It is no bundle: it is no JSON.'],
    ['other JSON', () => '{"about": 1}', 'It is no bundle of vethlab: something is wrong with about.'],
    ['a number', () => '7', 'It is no bundle of vethlab: it is no object.'],
    ['a list', () => '[]', 'It is no bundle of vethlab: something is wrong with about.'],
    ['another lab', () => bundled({ lab: { id: '04', hash: '' } }), 'It is for lab 04, not for lab 03.'],
    [
      'a later version',
      () => bundled({ schemaVersion: 2 as never }),
      'Its bundle was made by a newer vethlab than this one.',
    ],
    [
      'wrong commands',
      () => bundled({ commands: [{ at: 1, terminal: '', command: 7 as never, exitCode: 0 }] }),
      'Its bundle is not as it should be: something is wrong with commands.0.command.',
    ],
    [
      'more commands than a script may have bytes',
      () =>
        bundled({
          commands: Array.from({ length: 40 }, () => ({
            at: 1,
            terminal: '',
            command: `: ${'x'.repeat(8000)}`,
            exitCode: 0,
          })),
        }),
      'It has more than 256 KiB.',
    ],
    [
      'a command with a byte of zero',
      () => bundled({ commands: [{ at: 1, terminal: '', command: 'a\0b', exitCode: 0 }] }),
      'It is no text: it has a byte of zero in it.',
    ],
  ])('of %s is refused', (_, content, refused) => {
    expect(written(content(), 'alice.vethlab')).toMatchObject({ script: null, refused })
  })
})

test('the key is made once, and for its owner alone', () => {
  const data = join(folder, 'new', 'data')
  const [one, other] = [ownKey({ data }), ownKey({ data })]
  expect(one.export({ format: 'jwk' })).toEqual(other.export({ format: 'jwk' }))
  expect(statSync(join(data, 'key')).mode & 0o777).toBe(0o600)
  writeFileSync(join(data, 'key'), 'no key')
  expect(() => ownKey({ data })).toThrow('The key that signs your bundles cannot be read')
})
