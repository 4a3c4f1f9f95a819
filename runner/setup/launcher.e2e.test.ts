import { spawn, spawnSync } from 'node:child_process'
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const source = fileURLToPath(new URL('../..', import.meta.url))
const isRoot = process.getuid?.() === 0
const nobody = 65_534

/** Its command line says what it was given and leaves with the number it was told; each build leaves a line. */
const buildScript = `
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
const { broken, slow } = JSON.parse(readFileSync('build.json', 'utf8'))
appendFileSync('builds', 'built\\n')
console.log('noise of the build')
if (broken) throw new Error('the build is broken')
await new Promise((done) => setTimeout(done, slow))
rmSync('dist', { recursive: true, force: true })
mkdirSync('dist')
writeFileSync('dist/cli.mjs', \`
const given = process.argv.slice(2)
console.log(JSON.stringify(given))
process.exitCode = Number(given[1] ?? 0)
\`)
`

let folder: string
let checkout: string

const write = (name: string, text: string): Promise<void> => writeFile(join(checkout, name), text)
const setBuild = (broken: boolean, slow = 0): Promise<void> =>
  write('build.json', JSON.stringify({ broken, slow }))
const builds = async (): Promise<number> =>
  (await readFile(join(checkout, 'builds'), 'utf8').catch(() => '')).split('\n').length - 1

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab launcher '))
  await chmod(folder, 0o755)
  checkout = join(folder, 'a checkout')
  for (const name of ['.config', 'runner', 'labs', 'checks', 'node_modules']) {
    await mkdir(join(checkout, name), { recursive: true })
  }
  await cp(join(source, 'lab'), join(checkout, 'lab'))
  await cp(join(source, 'runner/setup'), join(checkout, 'runner/setup'), { recursive: true })
  const project = { name: 'minimal', version: '1.0.0', private: true }
  const lock = { ...project, lockfileVersion: 3, packages: { '': project } }
  await write('package.json', JSON.stringify(project))
  await write('package-lock.json', JSON.stringify(lock))
  await write('node_modules/.package-lock.json', JSON.stringify(lock))
  await write('.config/build.mjs', buildScript)
  await setBuild(false)
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

interface Launch {
  file?: string
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** The user to start as; only root can ask for one. */
  uid?: number | undefined
}

interface Ending {
  code: number | null
  stdout: string
  stderr: string
}

/** Starts the launcher with no terminal, in a process group of its own. */
const launch = (args: string[], { file = join(checkout, 'lab'), cwd = '/', env, uid }: Launch = {}) => {
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, HOME: folder, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ending = new Promise<Ending>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
  return { child, ending }
}

const lab = (args: string[], options?: Launch): Promise<Ending> => launch(args, options).ending

/** A PATH of one folder that has every program of this PATH but these. */
const pathWithout = async (...names: string[]): Promise<string> => {
  const bin = join(folder, 'bin')
  await mkdir(bin)
  for (const place of (process.env['PATH'] ?? '').split(delimiter)) {
    const programs = await readdir(place).catch(() => [])
    for (const name of programs.filter((program) => !names.includes(program))) {
      await symlink(join(place, name), join(bin, name)).catch(() => undefined) // an earlier place has one
    }
  }
  return bin
}

const addMissingTool = async (name = 'packages.tsv'): Promise<void> => {
  const table = join(checkout, 'runner/setup', name)
  const cells = ['no-such-tool', 'a test', ...Array<string>(5).fill('no-such-package')]
  await writeFile(table, `${await readFile(table, 'utf8')}${cells.join('\t')}\n`)
}

describe('starting', () => {
  test('the first use builds, the next ones do not; stdout is the command’s alone', async () => {
    expect(await lab(['list', '0', '--json'])).toEqual({
      code: 0,
      stdout: '["list","0","--json"]\n',
      stderr: '',
    })
    expect(await lab(['a b', '0', ''])).toEqual({ code: 0, stdout: '["a b","0",""]\n', stderr: '' })
    expect(await builds()).toBe(1)
  })

  test('exit codes pass through', async () => {
    expect(await lab(['check', '0'])).toMatchObject({ code: 0 })
    expect(await lab(['check', '1'])).toMatchObject({ code: 1, stderr: '' })
    expect(await lab(['check', '42'])).toMatchObject({ code: 42, stderr: '' })
  })

  test('it starts through symlinks, from PATH and from its own folder', async () => {
    await mkdir(join(folder, 'my bin'))
    await symlink(join(checkout, 'lab'), join(folder, 'my bin/first'))
    await symlink('first', join(folder, 'my bin/lab'))
    const stdout = '["x"]\n'
    expect(await lab(['x'], { file: join(folder, 'my bin/lab') })).toMatchObject({ code: 0, stdout })
    expect(await lab(['x'], { file: './lab', cwd: checkout })).toMatchObject({ code: 0, stdout })
    expect(await lab(['lab', 'x'], { file: 'sh', cwd: checkout })).toMatchObject({ code: 0, stdout })
    const env = { PATH: `${join(folder, 'my bin')}${delimiter}${process.env['PATH']}` }
    expect(await lab(['x'], { file: 'lab', env })).toMatchObject({ code: 0, stdout })
  })

  test('a newer source, a deleted source and another Node.js are built again', async () => {
    await write('runner/old.ts', '')
    await lab([])
    await write('runner/new.ts', '')
    expect(await lab(['x'])).toEqual({ code: 0, stdout: '["x"]\n', stderr: '' })
    await rm(join(checkout, 'runner/old.ts'))
    await lab([])
    expect(await builds()).toBe(3)
    await mkdir(join(folder, 'other'))
    await symlink(process.execPath, join(folder, 'other/node'))
    await lab([], { env: { PATH: `${join(folder, 'other')}${delimiter}${process.env['PATH']}` } })
    expect(await builds()).toBe(4)
  })

  test('a build that fails is shown, ends with 4, and is tried again', async () => {
    await setBuild(true)
    const failed = await lab(['x'])
    expect(failed).toMatchObject({ code: 4, stdout: '' })
    expect(failed.stderr).toContain('the build is broken')
    expect(failed.stderr).toMatch(/lab: The build failed \(see above\)\.\n$/)
    await setBuild(false)
    expect(await lab(['x'])).toMatchObject({ code: 0, stdout: '["x"]\n' })
  })

  test('LAB_VERBOSE=1 shows the noise, on stderr', async () => {
    const { stdout, stderr } = await lab(['x'], { env: { LAB_VERBOSE: '1' } })
    expect(stdout).toBe('["x"]\n')
    expect(stderr).toContain('noise of the build')
  })

  test('a built checkout that cannot be written to still starts, an unbuilt one says why not', async () => {
    const readOnly = { uid: isRoot ? nobody : undefined }
    await chmod(checkout, 0o555)
    const refused = await lab(['x'], readOnly)
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toContain('cannot be written to: copy it to a folder of yours')
    await chmod(checkout, 0o755)
    await lab([])
    await write('runner/new.ts', '')
    await chmod(checkout, 0o555)
    expect(await lab(['x'], readOnly)).toEqual({ code: 0, stdout: '["x"]\n', stderr: '' })
    await chmod(checkout, 0o755)
    expect(await builds()).toBe(1)
  })
})

describe.each(['flock', 'a link'])('two at once, with %s', (means) => {
  const environment = async (): Promise<Launch> =>
    means === 'flock' ? {} : { env: { PATH: await pathWithout('flock') } }

  test('one builds, the other waits', async () => {
    await setBuild(false, 400)
    const options = await environment()
    const endings = await Promise.all([lab(['one'], options), lab(['two'], options)])
    expect(endings.map(({ code, stdout }) => [code, stdout])).toEqual([
      [0, '["one"]\n'],
      [0, '["two"]\n'],
    ])
    expect(await builds()).toBe(1)
  })

  test('one that was killed leaves no lock', async () => {
    await setBuild(false, 60_000)
    const options = await environment()
    const { child, ending } = launch(['x'], options)
    await expect.poll(builds, { timeout: 60_000 }).toBe(1)
    process.kill(-(child.pid ?? 0), 'SIGKILL')
    await ending
    await setBuild(false)
    expect(await lab(['x'], options)).toMatchObject({ code: 0, stdout: '["x"]\n' })
  })
})

describe('Node.js and npm', () => {
  const setLock = async (text: string): Promise<void> => {
    await write('package-lock.json', text)
    await utimes(join(checkout, 'node_modules/.package-lock.json'), 0, 0)
  }

  const fakeNode = async (body: string): Promise<Launch> => {
    const bin = join(folder, 'fake')
    await mkdir(bin)
    await writeFile(join(bin, 'node'), `#!/bin/sh\n${body}\n`, { mode: 0o755 })
    return { env: { PATH: `${bin}${delimiter}${process.env['PATH']}` } }
  }

  test.each(['v18.20.4', 'v20.9.0', 'v20.18.3', 'v8.0.0'])('%s is too old', async (version) => {
    expect(await lab([], await fakeNode(`echo ${version}`))).toEqual({
      code: 3,
      stdout: '',
      stderr:
        `lab: This is Node.js ${version.slice(1)}. vethlab needs Node.js 20.19 or newer: ` +
        'install one from https://nodejs.org/en/download, then run ./lab again.\n',
    })
  })

  test.each(['v20.19.0', 'v22.1.0', 'v24.0.0', 'v100.0.0'])('%s is new enough', async (version) => {
    const options = await fakeNode(
      `[ "$1" != --version ] || exec echo ${version}; exec '${process.execPath}' "$@"`,
    )
    expect(await lab(['x'], options)).toMatchObject({ code: 0, stdout: '["x"]\n' })
  })

  test('a Node.js that does not start is said to', async () => {
    const { code, stderr } = await lab([], await fakeNode('exit 127'))
    expect(code).toBe(3)
    expect(stderr).toContain('fake/node does not start')
  })

  test('no Node.js', async () => {
    const { code, stderr } = await lab([], { env: { PATH: await pathWithout('node', 'nodejs') } })
    expect(code).toBe(3)
    expect(stderr).toMatch(
      /^lab: Node\.js is not on this machine\. vethlab needs Node\.js 20\.19 or newer: .*\n$/,
    )
  })

  test('no npm', async () => {
    await rm(join(checkout, 'node_modules'), { recursive: true })
    const { code, stderr } = await lab([], { env: { PATH: await pathWithout('npm') } })
    expect(code).toBe(3)
    expect(stderr).toContain('npm is not on this machine, but Node.js is. Install npm')
  })

  test('npm ci runs when the lock file is newer than what is installed, and its noise stays hidden', async () => {
    await setLock(await readFile(join(checkout, 'package-lock.json'), 'utf8'))
    expect(await lab(['x'])).toEqual({
      code: 0,
      stdout: '["x"]\n',
      stderr: 'lab: installing the npm dependencies ...\n',
    })
  })

  test('npm’s words are shown when it fails', async () => {
    await setLock('not json')
    const { code, stderr } = await lab(['x'])
    expect(code).toBe(3)
    expect(stderr).toMatch(/npm (error|ERR!)/)
    expect(stderr).toMatch(/lab: npm ci failed \(see above\)\. Mend that, then run \.\/lab again\.\n$/)
  })
})

describe('the machine', () => {
  const lacking = 'lab: This machine lacks programs that lab worlds are made of: no-such-tool.\n'

  test('setup says that all is ready, and starts nothing', async () => {
    const { code, stdout, stderr } = await lab(['setup'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(/^lab: ready: .*\n$/)
    expect(await builds()).toBe(1)
  })

  test('LAB_NO_INSTALL=1 names the packages', async () => {
    await addMissingTool()
    const { code, stdout, stderr } = await lab(['x'], { env: { LAB_NO_INSTALL: '1' } })
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain(lacking)
    expect(stderr).toMatch(
      /LAB_NO_INSTALL=1 forbids to mend that\. An administrator can run this once: sudo .* no-such-package\n$/,
    )
  })

  describe('what only the tests need', () => {
    const withoutChanges: Launch = { env: { LAB_NO_INSTALL: '1' } }

    test('is told by name and gone without where it cannot be had', async () => {
      await addMissingTool('packages-for-tests.tsv')
      const { code, stdout, stderr } = await lab(['setup', 'tests'], withoutChanges)
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
      expect(stderr).toMatch(
        /^lab: This machine lacks programs that some of the tests need: (chromium )?(redis-server )?no-such-tool\.\nlab: LAB_NO_INSTALL=1 .* no-such-package\nlab: going on without: the tests that need it are skipped\.\nlab: ready: .*\n$/,
      )
      expect(await builds()).toBe(1)
    })

    test('is nobody else’s business', async () => {
      await addMissingTool('packages-for-tests.tsv')
      const { code, stderr } = await lab(['setup'], withoutChanges)
      expect(code).toBe(0)
      expect(stderr).toMatch(/^lab: ready: .*\n$/)
    })

    test('is not gone without where a lab world needs it', async () => {
      await addMissingTool()
      expect(await lab(['setup', 'tests'], withoutChanges)).toMatchObject({ code: 3 })
    })
  })

  test('on a terminal it asks, and takes no for an answer', async () => {
    await addMissingTool()
    const quoted = `'${join(checkout, 'lab')}' x`
    const { status, stdout } = spawnSync('script', ['-qec', quoted, '/dev/null'], {
      input: 'n\n',
      encoding: 'utf8',
    })
    expect(status).toBe(3)
    expect(stdout).toContain('lab: about to run: ')
    expect(stdout).toContain('lab: go on? [Y/n] ')
    expect(stdout).toMatch(
      /lab: Nothing was changed\. An administrator can run this once: sudo .* no-such-package\r\n$/,
    )
  })

  describe.runIf(isRoot)('for a user who may not become root (needs root, to run as nobody)', () => {
    const owner = { uid: nobody }

    beforeEach(async () => {
      const names = await readdir(folder, { recursive: true })
      for (const name of ['', ...names]) await chown(join(folder, name), nobody, nobody)
    })

    test('it prints the line for an administrator', async () => {
      await addMissingTool()
      const { code, stderr } = await lab(['x'], owner)
      expect(code).toBe(3)
      expect(stderr).toMatch(
        /^lab: This machine lacks .*\nlab: An administrator can run this once: sudo .* no-such-package\n$/,
      )
    })

    test('it prints the line that gives subordinate ids', async () => {
      const { code, stderr } = await lab(['x'], owner)
      expect(code).toBe(3)
      expect(stderr).toMatch(
        /^lab: The user nobody has no 65536 subordinate ids.*\nlab: .*: sudo usermod --add-subuids (\d+-\d+) --add-subgids \1 nobody\n$/,
      )
    })
  })

  /** Runs the launcher as nobody between lines of shell, with an /etc that is thrown away. */
  const withOwnEtc = (before: string, after = 'true') => {
    const script = `
      set -e
      mount -t tmpfs tmpfs '${folder}/etc'; mkdir '${folder}/etc/upper' '${folder}/etc/work'
      cd '${folder}/etc'; mount -t overlay overlay -o lowerdir=/etc,upperdir=upper,workdir=work /etc
      chown -R nobody '${checkout}'
      ${before}
      cd /; setpriv --reuid=nobody --regid=${nobody} --clear-groups '${checkout}/lab' x
      ${after}`
    const env = { ...process.env, HOME: folder }
    return spawnSync('unshare', ['--mount', 'sh', '-c', script], { encoding: 'utf8', env })
  }
  const canHaveOwnEtc =
    isRoot &&
    spawnSync('unshare', [
      '--mount',
      'sh',
      '-c',
      'mount -t tmpfs t /mnt && cd /mnt && mkdir u w && mount -t overlay o -o lowerdir=/etc,upperdir=u,workdir=w /etc',
    ]).status === 0

  describe.runIf(canHaveOwnEtc)('with an /etc of its own (needs root and an overlay over /etc)', () => {
    beforeEach(() => mkdir(join(folder, 'etc')))

    test('a distribution that is not known gets the names of the tools', async () => {
      await addMissingTool()
      const { status, stderr } = withOwnEtc('rm /etc/os-release; echo ID=strange >/etc/os-release')
      expect(stderr).toBe(
        `${lacking}lab: Their packages are not known for this distribution: install them by its own means, then run ./lab again.\n`,
      )
      expect(status).toBe(3)
    })

    test.runIf(spawnSync('sudo', ['--version']).status === 0)(
      'with sudo it takes ids that nobody else has (needs sudo)',
      () => {
        const { status, stdout, stderr } = withOwnEtc(
          `echo 'nobody ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/lab-test; chmod 440 /etc/sudoers.d/lab-test
        echo other:200000:65536 >/etc/subuid; echo other:300000:1000 >/etc/subgid`,
          'grep -h nobody /etc/subuid /etc/subgid',
        )
        expect(stderr).toContain(
          'about to run: sudo usermod --add-subuids 301000-366535 --add-subgids 301000-366535 nobody',
        )
        expect(stdout).toBe('["x"]\nnobody:301000:65536\nnobody:301000:65536\n')
        expect(status).toBe(0)
      },
    )
  })
})
