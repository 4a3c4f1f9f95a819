import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { causeText, isErrno, LabError } from '../../lab-error.ts'
import type { Places } from '../../world/places.ts'
import { draftOf } from '../../world/sweep-drafts.ts'
import { signedText, type Bundle, type Manifest, about } from './bundle.ts'

const read = (path: string): KeyObject | undefined => {
  try {
    return createPrivateKey(readFileSync(path))
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined
    throw new LabError(
      'cannotRun',
      'key-unreadable',
      `The key that signs your bundles cannot be read: ${causeText(error)}.`,
      `Remove ${path}; the next bundle makes a new one.`,
      error,
    )
  }
}

/** Makes a key, unless another command has just made one. */
function make(path: string): void {
  const { privateKey } = generateKeyPairSync('ed25519')
  const draft = draftOf(path)
  try {
    writeFileSync(draft, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
    linkSync(draft, path)
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** The key of this installation, `<data>/key`, made with the first bundle. LabError `key-unreadable`, `key-unwritable`. */
export function ownKey({ data }: Pick<Places, 'data'>): KeyObject {
  const path = join(data, 'key')
  const known = read(path)
  if (known) return known
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 })
    make(path)
  } catch (error) {
    throw new LabError(
      'cannotRun',
      'key-unwritable',
      `The key that signs your bundles cannot be saved: ${causeText(error)}.`,
      `Free some space or mend the permissions of ${data}.`,
      error,
    )
  }
  return ownKey({ data })
}

/** A bundle of this manifest. */
export const signBundle = (manifest: Manifest, key: KeyObject): Bundle => ({
  about,
  manifest,
  key: createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64'),
  signature: sign(null, Buffer.from(signedText(manifest)), key).toString('base64'),
})

/** True when nobody has changed the manifest since it was signed with the key that the bundle names. */
export function signatureHolds({ manifest, key, signature }: Bundle): boolean {
  try {
    const signer = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' })
    return (
      signer.asymmetricKeyType === 'ed25519' &&
      verify(null, Buffer.from(signedText(manifest)), signer, Buffer.from(signature, 'base64'))
    )
  } catch {
    return false // no key at all
  }
}

/** By which a signer is known from bundle to bundle: 16 hex digits of the key's SHA-256. */
export const fingerprintOf = ({ key }: Pick<Bundle, 'key'>): string =>
  createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 16)
