import { isReached, type Comparison } from './compare.ts'

/** How far a network is from its goal, in a sentence or two. */
export function describeDistance(comparison: Comparison): string {
  const { differences, unseen } = comparison
  if (isReached(comparison)) return 'The picture is as in the goal: nothing is missing, nothing differs.'
  const blind = unseen.length > 0 ? `Not all could be read (${unseen.join(', ')}). ` : ''
  const missing = differences.filter(({ sign }) => sign === '-').length
  const counts = [
    ...(missing > 0 ? [`${missing} missing`] : []),
    ...(differences.length > missing ? [`${differences.length - missing} different`] : []),
  ]
  if (counts.length === 0) return `${blind}As far as it could be read, the picture is as in the goal.`
  return `${blind}The picture is not as in the goal: ${counts.join(', ')}.`
}
