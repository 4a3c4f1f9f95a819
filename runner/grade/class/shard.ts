import { LabError } from '../../lab-error.ts'

/** One part of a class that is graded on several machines. */
export interface Shard {
  /** From 1. */
  index: number
  count: number
}

/** `2/5`; LabError `shard-wrong`. */
export function readShard(text: string): Shard {
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []
  const shard = { index: Number(index), count: Number(count) }
  if (shard.index >= 1 && shard.index <= shard.count) return shard
  throw new LabError(
    'usage',
    'shard-wrong',
    `--shard takes a part such as 2/5, from 1/5 to 5/5, not “${text.slice(0, 40)}”.`,
  )
}

/** Every n-th thing, beginning with the i-th: each is in one part, and all parts are about as large. */
export const partOf = <Thing>(things: readonly Thing[], { index, count }: Shard): Thing[] =>
  things.filter((_, position) => position % count === index - 1)
