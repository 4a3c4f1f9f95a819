import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { throwsOnlyLabErrors } from './fixtures/only-lab-errors.ts'
import { parseImageHistory } from './parse-image-history.ts'

const base = { CreatedBy: 'vethlab', Comment: '', Size: 4_490_698 }

it.each([
  ['a commit', { CreatedBy: 'bash -c echo milk > /root/notes.txt', Comment: 'My notes', Size: 5 }, 'commit'],
  ['a commit of a plain shell', { CreatedBy: '/bin/bash', Comment: '', Size: 5 }, 'commit'],
  [
    'the classic builder',
    { CreatedBy: '/bin/sh -c #(nop) COPY file:38 in /var/www/ ', Comment: '' },
    'build',
  ],
  ['its RUN', { CreatedBy: '/bin/sh -c date > /etc/built', Comment: '', Size: 29 }, 'build'],
  ['its RUN with an argument', { CreatedBy: '|1 word=x /bin/sh -c date', Comment: '', Size: 29 }, 'build'],
  [
    'BuildKit',
    { CreatedBy: 'COPY index.html /var/www/ # buildkit', Comment: 'buildkit.dockerfile.v0', Size: 9 },
    'build',
  ],
  ['an import', { CreatedBy: '', Comment: 'Imported from -', Size: 9 }, null],
])('tells %s', (_, newest, madeBy) => {
  expect(parseImageHistory([newest, base])).toEqual({
    madeBy,
    newestLayerSize: (newest as { Size?: number }).Size ?? 0,
  })
})

it('says nothing of an image without a history', () => {
  expect(parseImageHistory([])).toEqual({ madeBy: null, newestLayerSize: null })
})

it('never breaks', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => throwsOnlyLabErrors(() => parseImageHistory(value))))
})
