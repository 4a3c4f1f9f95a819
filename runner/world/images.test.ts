import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LabError } from '../lab-error.ts'
import { inOtherProcesses } from './fixtures/other-process.ts'
import { imageCatalogue } from './image-catalogue.ts'
import { makeImages } from './images.ts'
import { mustRun } from './run-command.ts'

interface ManifestEntry {
  Config: string
  RepoTags: string[]
  Layers: string[]
}

interface Config {
  config: { Cmd: string[]; ExposedPorts?: Record<string, object> }
  rootfs: { diff_ids: string[] }
}

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex')

describe('the archive of the images', () => {
  let root = ''
  let archive = ''
  let manifest: ManifestEntry[] = []

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'vethlab-images-'))
    archive = await makeImages(join(root, 'one'))
    mkdirSync(join(root, 'open'))
    await mustRun(['tar', '-xf', archive, '-C', join(root, 'open')])
    manifest = JSON.parse(readFileSync(join(root, 'open/manifest.json'), 'utf8')) as ManifestEntry[]
  })
  afterAll(() => rmSync(root, { recursive: true }))

  const configOf = ({ Config: name }: ManifestEntry): Config =>
    JSON.parse(readFileSync(join(root, 'open', name), 'utf8')) as Config

  test('has the names that the documents type', () => {
    expect(manifest.flatMap(({ RepoTags }) => RepoTags)).toEqual(imageCatalogue.flatMap(({ tags }) => tags))
    expect(manifest.flatMap(({ RepoTags }) => RepoTags)).toEqual(
      expect.arrayContaining(
        ['base', 'ubuntu', 'debian', 'centos', 'httpd', 'hello-world', 'networktest'].map(
          (name) => `${name}:latest`,
        ),
      ),
    )
  })

  test('calls every file by its content, as engines check', () => {
    const layer = sha256(readFileSync(join(root, 'open/layer.tar')))
    for (const image of manifest) {
      expect(image.Layers).toEqual(['layer.tar'])
      expect(image.Config).toBe(`${sha256(readFileSync(join(root, 'open', image.Config)))}.json`)
      expect(configOf(image).rootfs.diff_ids).toEqual([`sha256:${layer}`])
    }
    expect(new Set(manifest.map((image) => image.Config)).size).toBe(manifest.length)
  })

  test('opens the ports that a web server has', () => {
    const httpd = manifest.find(({ RepoTags }) => RepoTags.includes('httpd:latest'))!
    expect(configOf(httpd).config.ExposedPorts).toEqual({ '80/tcp': {} })
  })

  test('belongs to root, and everybody may enter its folders', async () => {
    const listed = await mustRun(['tar', '-tvf', join(root, 'open/layer.tar'), '--numeric-owner'])
    const lines = listed.trim().split('\n')
    expect(lines.filter((line) => !/^\S+ 0\/0 /.test(line))).toEqual([])
    expect(lines.filter((line) => line.startsWith('d') && !/^drwxr.xr.[xt]|^drwxrwxrwt/.test(line))).toEqual(
      [],
    )
    expect(lines.some((line) => /^drwxrwxrwt .* \.\/tmp\/$/.test(line))).toBe(true)
  })

  test('is small: every world loads it anew', () => {
    expect(statSync(archive).size).toBeLessThan(12 * 1024 * 1024)
  })

  test('is the same to the byte when it is made again, elsewhere', async () => {
    const again = await makeImages(join(root, 'two'))
    expect(again.slice(root.length + 4)).toBe(archive.slice(root.length + 4))
    expect(sha256(readFileSync(again))).toBe(sha256(readFileSync(archive)))
  })

  test('is made once, and leaves nothing else in the cache', async () => {
    const before = statSync(archive).ino
    expect(await makeImages(join(root, 'one'))).toBe(archive)
    expect(statSync(archive).ino).toBe(before)
    expect(readdirSync(join(root, 'one'))).toEqual(['images'])
    expect(readdirSync(join(root, 'one/images'))).toHaveLength(1)
  })

  test('is made though a command was killed in the middle, and another has its process id now', async () => {
    mkdirSync(join(root, `three/images.${process.pid}.new/parts`), { recursive: true })
    mkdirSync(join(root, `three/images.${process.pid}.new/root/bin`), { recursive: true })
    writeFileSync(join(root, `three/images.${process.pid}.new/root/stray`), 'half')
    const made = await makeImages(join(root, 'three'))
    expect(sha256(readFileSync(made))).toBe(sha256(readFileSync(archive)))
    expect(readdirSync(join(root, 'three/images'))).toEqual([basename(made)])
  })

  test('is the same though the umask is 077, and the world’s other users can read it', async () => {
    const make = await inOtherProcesses(root, 'images', 'makeImages')
    const made = await make('077', join(root, 'four'))
    expect(sha256(readFileSync(made))).toBe(sha256(readFileSync(archive)))
    expect(statSync(made).mode & 0o777).toBe(0o644)
    expect(statSync(join(root, 'four/images')).mode & 0o777).toBe(0o755)
  })

  test('that cannot be made is an error with a next step', async () => {
    writeFileSync(join(root, 'file'), '')
    await expect(makeImages(join(root, 'file'))).rejects.toThrow(LabError)
    await expect(makeImages(join(root, 'file'))).rejects.toMatchObject({ code: 'cache-unwritable' })
  })
})
