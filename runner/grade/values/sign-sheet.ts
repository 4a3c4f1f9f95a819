import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ValuesSheet } from '../../course/values/sheet.ts'

const about =
  'Your own values of a lab of vethlab: lab start LAB --values FILE. Who hands in what was made with other values gets no points for them.'

/** What is signed: lab, student and values, the latter sorted by their names, so that no other order is another sheet. */
const signedText = ({ lab, student, values }: Pick<ValuesSheet, 'lab' | 'student' | 'values'>): string => {
  const sorted = Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1))
  return ['vethlab sheet 1', lab, student, ...sorted.flat()].join('\0')
}

const signatureOf = (key: Buffer, sheet: Pick<ValuesSheet, 'lab' | 'student' | 'values'>): Buffer =>
  createHmac('sha256', key).update(signedText(sheet)).digest()

/** A student's file of values, signed (HMAC-SHA-256). */
export const signSheet = (
  key: Buffer,
  sheet: Pick<ValuesSheet, 'lab' | 'student' | 'values'>,
): ValuesSheet => ({
  schemaVersion: 1,
  about,
  ...sheet,
  signature: signatureOf(key, sheet).toString('base64'),
})

/** True when nobody has changed lab, student or values since the sheet was signed with this key. */
export function sheetHolds(key: Buffer, sheet: ValuesSheet): boolean {
  const [given, wanted] = [Buffer.from(sheet.signature, 'base64'), signatureOf(key, sheet)]
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
