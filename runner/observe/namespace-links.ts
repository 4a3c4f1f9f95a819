import { randomBytes } from 'node:crypto'
import { mkdir, symlink, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { isErrno } from '../lab-error.ts'

/** A namespace and a path that leads to it for as long as it is named. */
interface NamedNamespace {
  inode: number
  path: string
}

const unlinkIfThere = async (path: string): Promise<void> => {
  try {
    await unlink(path)
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error
  }
}

/**
 * Gives every namespace the name `INODE.TOKEN` in `directory`, where ip(8) looks for names, and returns the way to take
 * them back. They are symlinks to handles of the agent: a bind mount would keep a namespace alive. With them
 * `ip netns list-id`, asked in one namespace, says which of the others is meant by each of its namespace ids.
 * Throws Node's errors.
 */
export async function nameNamespaces(
  directory: string,
  namespaces: NamedNamespace[],
): Promise<() => Promise<void>> {
  const token = randomBytes(8).toString('hex')
  const names = namespaces.map(({ inode }) => join(directory, `${inode}.${token}`))
  const remove = async (): Promise<void> => {
    await Promise.all(names.map(unlinkIfThere))
  }
  try {
    await mkdir(directory, { recursive: true })
    await Promise.all(namespaces.map(({ path }, index) => symlink(path, names[index] ?? '')))
  } catch (error) {
    await remove()
    throw error
  }
  return remove
}
