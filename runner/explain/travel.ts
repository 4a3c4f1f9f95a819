import { arrive } from './arrive.ts'
import { cross } from './cross.ts'
import { deliver } from './deliver.ts'
import { forward } from './forward.ts'
import { stop, type Journey, type Stage } from './journey.ts'
import { leave } from './leave.ts'
import { make } from './make.ts'
import { placeOf, nameOf } from './terrain.ts'

/** Where a journey ends. */
export type JourneyEnd = Extract<Stage, { at: 'delivered' | 'stopped' | 'lost' }>

/** More stages than any way has that does not go round in circles; the kernel allows 64 places (the TTL of RFC 791). */
const mostForwards = 12

function advance(journey: Journey, stage: Exclude<Stage, JourneyEnd>): Stage {
  switch (stage.at) {
    case 'make':
      return make(journey, stage)
    case 'leave':
      return leave(journey, stage)
    case 'cross':
      return cross(journey, stage)
    case 'arrive':
      return arrive(journey, stage)
    case 'forward':
      return forward(journey, stage)
    case 'deliver':
      return deliver(journey, stage)
    default:
      return stage satisfies never
  }
}

const isEnd = (stage: Stage): stage is JourneyEnd =>
  stage.at === 'delivered' || stage.at === 'stopped' || stage.at === 'lost'

/** Follows one packet until it is delivered, stops, or nobody can say. */
export function travel(journey: Journey, start: Stage): JourneyEnd {
  let stage = start
  let forwards = 0
  while (!isEnd(stage)) {
    if (stage.at === 'forward' && ++forwards > mostForwards) {
      const { namespace } = stage.spot
      const who = nameOf(placeOf(journey.terrain, namespace))
      stop(journey, {
        namespace,
        looked: 'route',
        thing: null,
        found: `The packet goes round in circles: ${who} passes it on again and again.`,
      })
      return { at: 'stopped' }
    }
    stage = advance(journey, stage)
  }
  return stage
}
