import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { arch } from 'node:os'
import { dirname, join } from 'node:path'
import { LabError, causeText } from '../lab-error.ts'
import { imageCatalogue, type ImageDefinition } from './image-catalogue.ts'
import { commonFiles, imageTexts, type ImageFile } from './image-files.ts'
import { mustRun } from './run-command.ts'
import { draftOf } from './sweep-drafts.ts'
import { findTool } from './tools.ts'

const archiveVersion = 1
/** Go's names for the processors that Node names otherwise. */
const goArchitectures: Record<string, string> = {
  x64: 'amd64',
  arm64: 'arm64',
  arm: 'arm',
  ia32: '386',
  ppc64: 'ppc64le',
  s390x: 's390x',
  riscv64: 'riscv64',
}

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex')

/** What the archive is made from, cheap enough to look at on every start; a library's update renews the linker's cache. */
const sources = (): (string | undefined)[] => [findTool('busybox'), findTool('bash'), '/etc/ld.so.cache']

/** A name for the archive that changes with what it is made from, and with this code's format. */
const archiveName = (): string => {
  const stamps = sources().map((path) => {
    const found = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false })
    return `${path} ${found?.size} ${found?.mtimeMs}`
  })
  const definition = JSON.stringify([archiveVersion, imageCatalogue, imageTexts])
  return `images-${sha256([definition, ...stamps].join('\n')).slice(0, 16)}.tar`
}

const place = (root: string, file: ImageFile): void => {
  const target = join(root, file.path)
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 })
  if ('copyOf' in file) {
    copyFileSync(file.copyOf, target)
    chmodSync(target, 0o755)
  } else if ('linkTo' in file) {
    symlinkSync(file.linkTo, target)
  } else {
    writeFileSync(target, file.text)
    chmodSync(target, file.mode ?? 0o644)
  }
}

const tar = (folder: string, archive: string): Promise<string> =>
  mustRun(
    [
      'tar',
      '--create',
      '--file',
      archive,
      '--directory',
      folder,
      '--sort=name',
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '--mtime=@0',
      '--mode=a+rX', // whatever the umask was
      '.',
    ],
    { timeoutMs: 60_000 },
  )

/** An image's configuration (OCI image specification, config.json), with a fixed date so that its id depends on content alone. */
const imageConfig = (image: ImageDefinition, layer: string): string =>
  JSON.stringify({
    architecture: goArchitectures[arch()] ?? arch(),
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Cmd: image.command,
      WorkingDir: image.workingDir ?? '',
      Labels: { 'vethlab.stand-in': image.tags[0] },
      ...(image.exposedPorts && {
        ExposedPorts: Object.fromEntries(image.exposedPorts.map((port) => [port, {}])),
      }),
    },
    rootfs: { type: 'layers', diff_ids: [`sha256:${layer}`] },
    history: [{ created: '1970-01-01T00:00:00Z', created_by: 'vethlab' }],
  })

/** Writes the archive that `docker load` takes (manifest.json, one layer, one configuration an image). */
async function writeArchive(files: ImageFile[], work: string, target: string): Promise<void> {
  const root = join(work, 'root')
  const parts = join(work, 'parts')
  mkdirSync(root, { recursive: true })
  mkdirSync(parts)
  for (const file of files) place(root, file)
  chmodSync(join(root, 'tmp'), 0o1777)
  const layerFile = join(parts, 'layer.tar')
  await tar(root, layerFile)
  const layer = sha256(readFileSync(layerFile))
  const manifest = imageCatalogue.map((image) => {
    const config = imageConfig(image, layer)
    const name = `${sha256(config)}.json`
    writeFileSync(join(parts, name), config)
    return { Config: name, RepoTags: image.tags, Layers: ['layer.tar'] }
  })
  writeFileSync(join(parts, 'manifest.json'), JSON.stringify(manifest))
  const draft = join(work, 'archive.tar')
  await tar(parts, draft)
  chmodSync(draft, 0o644) // a world's root need not be its owner
  renameSync(draft, target)
}

/**
 * The archive of all local images, made once from the machine's own tools and kept in `cache`.
 * Returns its path. Nothing is downloaded.
 */
export async function makeImages(cache: string): Promise<string> {
  const folder = join(cache, 'images')
  const target = join(folder, archiveName())
  if (existsSync(target)) return target
  const work = draftOf(join(cache, `images-${randomBytes(4).toString('hex')}`))
  try {
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o755)
    await writeArchive(await commonFiles(), work, target)
    return target
  } catch (error) {
    if (error instanceof LabError) throw error
    throw new LabError(
      'cannotRun',
      'cache-unwritable',
      `Cannot make the container images in ${folder}: ${causeText(error)}.`,
      'Free some disk space there, then run the command again.',
      error,
    )
  } finally {
    if (existsSync(work)) rmSync(work, { recursive: true, force: true })
  }
}
