import { fieldsOf, listOf, numberOr, textOr } from './shape.ts'
import type { Image } from './snapshot.ts'

/**
 * What a Dockerfile's builder writes of its steps: BuildKit a comment, the classic builder `#(nop)` or, for RUN, the
 * shell with its arguments before it.
 */
const isBuilt = (createdBy: string, comment: string): boolean =>
  comment.startsWith('buildkit.') || /^(?:\|\d+ .*)?\/bin\/sh -c /.test(createdBy)

/**
 * How an image's newest layer came about, from the body of GET /images/{id}/history, newest first. `docker commit`
 * writes the container's own command there, so that one whose command begins with `/bin/sh -c` is taken for built;
 * `docker import` writes none. Throws LabError `unexpected-shape`.
 */
export function parseImageHistory(value: unknown): Pick<Image, 'madeBy' | 'newestLayerSize'> {
  const [newest] = listOf(value, 'the history of an image')
  if (newest === undefined) return { madeBy: null, newestLayerSize: null }
  const fields = fieldsOf(newest, 'a layer of an image')
  const [createdBy, comment] = [textOr(fields['CreatedBy'], ''), textOr(fields['Comment'], '')]
  const newestLayerSize = numberOr(fields['Size'], 0)
  if (isBuilt(createdBy, comment)) return { madeBy: 'build', newestLayerSize }
  return { madeBy: createdBy === '' ? null : 'commit', newestLayerSize }
}
