/** What an import brings, of one lab. */
interface LabNews {
  lab: string
  steps: number
  games: number
  details: boolean
  notes: boolean
  commands: number
}

const counted = (count: number, noun: string): string[] =>
  count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`]

const inWords = ({ steps, games, details, notes, commands }: LabNews): string => {
  const parts = [
    ...counted(steps, 'step'),
    ...counted(games, 'break game'),
    ...counted(commands, 'command'),
    ...(notes ? ['notes'] : []),
  ]
  if (details && steps === 0 && games === 0) parts.push('hints, answers, times or where you are')
  return parts.join(', ')
}

/** What an import brings that is not known here, a line for each lab. */
export const drawNews = (news: readonly LabNews[]): string =>
  news.map((one) => `New of lab ${one.lab}: ${inWords(one)}\n`).join('')
