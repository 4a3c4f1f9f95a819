import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { followLines, readAnnouncement } from './follow-lines.ts'

const teller = fileURLToPath(new URL('../world/world-files/host-files/opt/tell-lines.bash', import.meta.url))

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vethlab-lines-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Followed {
  /** `5` for a command in line 5, `5!1` where the one before it had ended with 1; `-` for another file's. */
  told: string[]
  printed: string
  exitCode: number | null
}

/** Runs a script in a real bash that tells its lines; `look` is done while it waits. */
function follow(script: string, look: () => Promise<void> = async () => undefined): Promise<Followed> {
  writeFileSync(join(folder, 'a.sh'), script)
  const child = spawn('bash', ['a.sh'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], BASH_ENV: teller, LANG: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const told: string[] = []
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (printed += String(part)))
  followLines(child.stdio[3] as Duplex, async (message) => {
    const { line, exitCode } = readAnnouncement(message, 'a.sh', script.split('\n'))
    told.push(`${line ?? '-'}${exitCode === 0 ? '' : `!${exitCode}`}`)
    await look()
  })
  return new Promise((resolve) => {
    child.once('close', (exitCode) => resolve({ told, printed, exitCode }))
  })
}

test('bash tells each command’s line, wherever it stands', async () => {
  const { told, printed } = await follow(`x=1
echo one \\
  two
cat <<E
not a command
E
f() {
  echo "in f"
}
f
for i in 1 2; do
  echo $i
done
(
  echo sub
)
if true; then echo yes; fi
`)
  expect(told.join(' ')).toBe('1 2 4 10 7 8 11 12 11 12 15 17 17')
  expect(printed).toBe('one two\nnot a command\nin f\n1\n2\nsub\nyes\n')
})

test('a script sees nothing of it', async () => {
  const script = `set -u
false
echo "status $?"
echo one two
echo "last $_"
false | true
echo "pipe \${PIPESTATUS[*]}"
while read -r line; do echo "read $line"; done <<<"a"
echo "env \${BASH_ENV-none}"
cat
bash -c 'echo child'
exit 3
`
  const { printed, exitCode } = await follow(script)
  expect(printed).toBe('status 1\none two\nlast two\npipe 1 0\nread a\nenv none\nchild\n')
  expect(exitCode).toBe(3)
})

test('how a command has ended is told with the next one; set -e ends the script as ever', async () => {
  const { told, exitCode } = await follow(
    'set -e\ntrue\n(exit 7) || true\nif ! false; then :; fi\nfalse\necho never\n',
  )
  expect(told).toEqual(['1', '2', '3', '3!7', '4', '4', '5'])
  expect(exitCode).toBe(1)
})

test('what another file or an EXIT trap does is no line of the script', async () => {
  writeFileSync(join(folder, 'b.sh'), 'echo sourced\n')
  const { told } = await follow('x=1\n. ./b.sh\ntrap "echo bye" EXIT\ntrue\n')
  expect(told).toEqual(['1', '2', '-', '3', '4', '-'])
})

test('the shell waits until somebody has looked', async () => {
  let looks = 0
  const seen: number[] = []
  await follow('true\ntrue\ntrue\n', async () => {
    looks += 1
    seen.push(looks)
    await new Promise((resolve) => setTimeout(resolve, 20))
    seen.push(looks)
  })
  expect(seen).toEqual([1, 1, 2, 2, 3, 3])
})

test('parts of a script that run side by side all go on', async () => {
  const { printed, exitCode } = await follow(
    'for i in 1 2 3; do (echo $i) & done\nwait\necho a | tr a b | cat\n',
  )
  expect(printed.split('\n').toSorted().join('')).toBe('123b')
  expect(exitCode).toBe(0)
})

test('a script that gets in the way of it runs to its end', async () => {
  const { printed, exitCode } = await follow('trap - DEBUG\necho one\nexec 3>&- 10>&-\necho two\n')
  expect(printed).toBe('one\ntwo\n')
  expect(exitCode).toBe(0)
})

test('words that no shell of ours has said mean no line', () => {
  for (const message of ['', 'x', '1', '99999 0 true a.sh', '-1 0 true a.sh', '1 0 true other.sh'])
    expect(readAnnouncement(message, 'a.sh', ['true']).line).toBeUndefined()
  expect(readAnnouncement('1 4 true a.sh', 'a.sh', ['true'])).toEqual({ line: 1, exitCode: 4 })
})
