import { expect, it } from 'vitest'
import { createHostSource, takeSnapshot } from './index.ts'

it('says when the host has ended', async () => {
  const source = createHostSource({ name: 'host-1', pid: 4_194_305 })
  await expect(takeSnapshot(source)).rejects.toMatchObject({ code: 'host-gone' })
})
