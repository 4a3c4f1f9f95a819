import { decode, encode, type Answer } from 'dns-packet'
import { expect, test } from 'vitest'
import { answer, outsideNames, publicNames } from './outside.ts'

const ask = (name: string, names: Readonly<Record<string, string>>, type: 'A' | 'AAAA' = 'A') => {
  const reply = decode(answer(encode({ type: 'query', id: 7, questions: [{ type, name }] }), names))
  const { rcode, answers } = reply as typeof reply & { rcode: string }
  return [rcode, ...(answers ?? []).map((one: Answer) => (one.type === 'A' ? one.data : ''))].join(' ')
}

test('the public names are known everywhere', () => {
  expect(ask('www.example', publicNames)).toBe('NOERROR 198.51.100.80')
  expect(ask('WWW.Example', outsideNames)).toBe('NOERROR 198.51.100.80')
})

test('the intranet’s names are not public', () => {
  expect(ask('wiki.intranet.example', outsideNames)).toBe('NOERROR 198.51.100.21')
  expect(ask('wiki.intranet.example', publicNames)).toBe('NXDOMAIN')
})

test('a name has IPv4 addresses only, and other names do not exist', () => {
  expect(ask('www.example', publicNames, 'AAAA')).toBe('NOERROR')
  expect(ask('wiki', outsideNames)).toBe('NXDOMAIN')
  expect(ask('constructor', outsideNames)).toBe('NXDOMAIN')
})
