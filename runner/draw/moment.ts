/** A moment in a time zone, as Intl names it; the machine's own when absent: `2026-11-22` and `14:03:07`. */
export function dateAndTime(at: number, timeZone?: string): { date: string; time: string } {
  // Swedish writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone })
  const [date = '', time = ''] = format.format(at).split(' ')
  return { date, time }
}
