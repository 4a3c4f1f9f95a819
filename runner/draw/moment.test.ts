import { expect, test } from 'vitest'
import { dateAndTime } from './moment.ts'

test('a moment is told in the time zone that is wanted', () => {
  expect(dateAndTime(Date.UTC(2026, 10, 22, 12, 0, 7), 'UTC')).toEqual({
    date: '2026-11-22',
    time: '12:00:07',
  })
  expect(dateAndTime(Date.UTC(2026, 10, 22, 12, 0, 7), 'Asia/Tokyo')).toEqual({
    date: '2026-11-22',
    time: '21:00:07',
  })
  expect(dateAndTime(0, 'UTC')).toEqual({ date: '1970-01-01', time: '00:00:00' })
  expect(dateAndTime(8.64e15, 'UTC').time).toBe('00:00:00')
})
