import { execFileSync } from 'node:child_process'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTypable } from './command.ts'
import { commandText } from './command-text.ts'

test.each([
  [['ip', 'link', 'set', 'dev', 'A', 'up'], 'ip link set dev A up'],
  [['iptables', '-A', 'FORWARD', '!', '-i', 'docker0'], 'iptables -A FORWARD ! -i docker0'],
  [['rm', '/var/run/netns/a b'], "rm '/var/run/netns/a b'"],
  [['rm', "/var/run/netns/it's"], `rm '/var/run/netns/it'\\''s'`],
  [['docker', 'rm', '$(reboot)'], "docker rm '$(reboot)'"],
])('%j', (words, text) => {
  expect(commandText(words)).toBe(text)
})

test('a shell takes it apart into the same words', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\0'))
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      const said = execFileSync('sh', ['-c', `printf '%s\\0' ${commandText(words)}`], { encoding: 'utf8' })
      expect(said.split('\0').slice(0, -1)).toEqual(words)
    }),
    { numRuns: 50 },
  )
})

test('a name that a program would take for an option is not typed', () => {
  expect(isTypable(['docker', 'rm', '-f', 'web'])).toBe(true)
  expect(isTypable(['iptables', '-A', 'FORWARD', '--anything'])).toBe(true)
  expect(isTypable(['docker', 'rm', '-f', '--volumes'])).toBe(false)
  expect(isTypable(['docker', 'rm', '-f', ''])).toBe(false)
  expect(isTypable(['docker', 'rm', '-f', 'a\0b'])).toBe(false)
  expect(isTypable(['ip', '-n', '-all', 'link'])).toBe(false)
})
