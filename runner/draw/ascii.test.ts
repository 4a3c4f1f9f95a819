import { expect, test } from 'vitest'
import { redraw, spellOut } from './ascii.ts'
import { asciiSigns, unicodeSigns, type CableSigns } from './topology/signs.ts'

test('words keep their sense, and other letters stay', () => {
  expect(spellOut('“red’s cable”: vethff5… 网卡')).toBe('"red\'s cable": vethff5... 网卡')
})

test('a picture is drawn again as topo draws it in ASCII, sign by sign', () => {
  const single = ({
    cables: _cables,
    missing: _missing,
    ellipsis: _ellipsis,
    ...signs
  }: typeof unicodeSigns) => Object.values(signs).join('')
  expect(redraw(single(unicodeSigns))).toBe(single(asciiSigns))
  const ofCables = ({ cables, missing }: typeof unicodeSigns): string =>
    [
      missing.horizontal,
      missing.vertical,
      ...Object.values(cables).flatMap((one: CableSigns) => Object.values(one)),
    ].join('')
  expect(redraw(ofCables(unicodeSigns))).toBe(ofCables(asciiSigns))
})

test('a line that nobody draws here is a corner, and what is no line stays', () => {
  expect(redraw('╭ a … ✓')).toBe('+ a … ✓')
})
