import { outsideId, placeIdOf, type Cable } from '../topology/topology.ts'
import { isUnseen, label, wantedBox, type Compared, type Difference } from './difference.ts'
import { isMadeUp } from './lookup.ts'
import type { CableMatch } from './match-links.ts'

const makers = { hand: 'a cable made by hand', docker: 'a cable made by Docker', lab: 'the cable' } as const

const placesOf = ({ ends }: Cable): string[] => ends.map(placeIdOf)

/** A cable between two places that are there; where a place is missing, its cables are missing with it. */
const isMissing = (compared: Compared, cable: Cable): boolean =>
  placesOf(cable).every(
    (id) => compared.boxes.has(id) && !isUnseen(compared, compared.boxes.get(id) ?? ''),
  ) && !compared.cables.some(({ goal }) => goal === cable)

function missing(compared: Compared, cable: Cable): Difference {
  const [one, other] = cable.ends.map((end) => wantedBox(compared, compared.goal.boxOf(end)))
  return {
    sign: '-',
    now: null,
    goal: cable.ends[0],
    text: `${makers[cable.madeBy]} is missing, from ${one} to ${other}`,
    note: 'missing',
  }
}

/** An end that is in another place than it should be, or that is plugged into something else. */
function misplaced(compared: Compared, { goal, ends }: CableMatch): Difference[] {
  return goal.ends.flatMap((wanted, index): Difference[] => {
    const found = ends[index] ?? ''
    const [should, is] = [compared.goal.boxOf(wanted), compared.now.boxOf(found)]
    if (wanted === outsideId || compared.boxes.get(should) === is) return []
    const about = { sign: '~', now: found, goal: wanted } as const
    const name = label(compared.now, found)
    const goalPlace = placeIdOf(wanted)
    if (compared.boxes.get(goalPlace) !== placeIdOf(found)) {
      const there = `should be in ${wantedBox(compared, goalPlace)}`
      return [{ ...about, text: `${name} ${there}`, note: there }]
    }
    const into = compared.now.link(is) === undefined ? 'nothing' : wantedNow(compared, is)
    const wantedInto = compared.goal.link(should) === undefined ? 'nothing' : wantedBox(compared, should)
    const text = `is plugged into ${into}, should be plugged into ${wantedInto}`
    return [{ ...about, text: `${name} ${text}`, note: `should be plugged into ${wantedInto}` }]
  })
}

const wantedNow = ({ now }: Compared, id: string): string => label(now, id).split(' of ')[0] ?? ''

/** A cable that is not in the goal, between places that are. */
function extra(compared: Compared, cable: Cable): Difference[] {
  const known = new Set(compared.boxes.values())
  const found = compared.cables.some(({ now }) => now === cable)
  if (found || !placesOf(cable).every((id) => known.has(id))) return []
  const [one, other] = cable.ends.map((end) => {
    const madeUp = isMadeUp(compared.now.link(end)?.name ?? '')
    return label(compared.now, madeUp ? compared.now.boxOf(end) : end)
  })
  return [
    {
      sign: '+',
      now: cable.ends[0],
      goal: null,
      text: `${makers[cable.madeBy]}, from ${one} to ${other}`,
      note: '',
    },
  ]
}

export const cableDifferences = (compared: Compared): Difference[] => [
  ...compared.goal.topology.cables
    .filter((cable) => isMissing(compared, cable))
    .map((cable) => missing(compared, cable)),
  ...compared.cables.flatMap((match) => misplaced(compared, match)),
  ...compared.now.topology.cables.flatMap((cable) => extra(compared, cable)),
]
