import { expect, it } from 'vitest'
import { createHostSource } from './host-source.ts'
import { takeSnapshot } from './take-snapshot.ts'

it('says when the host has ended', async () => {
  const source = createHostSource({ name: 'host-1', pid: 4_194_305 })
  await expect(takeSnapshot(source)).rejects.toMatchObject({ code: 'host-gone' })
})
