import {
  linksById,
  outsideId,
  placeIdOf,
  type Cable,
  type Place,
  type PlaceLink,
  type Topology,
} from './topology.ts'
import {
  captionOf,
  emptyWords,
  gatewayWords,
  hostContainersWords,
  nameOf,
  notes,
  notesOf,
  publishedWords,
  signed,
  titleOf,
} from './words.ts'

const linkSentence = (topology: Topology, { links }: Place, link: PlaceLink): string => {
  const bridge = links.find(({ id }) => id === link.bridge)
  const words = [
    ...link.addresses,
    ...(bridge === undefined ? [] : [`plugged into ${nameOf(bridge)}`]),
    ...notesOf(topology, link),
  ]
  return [signed(nameOf(link), link.mark), ...notes(words, link.mark)].join(' ')
}

const placeSentence = (topology: Topology, place: Place): string => {
  const links = place.links.map((link) => linkSentence(topology, place, link)).join(', ')
  const rest = [
    ...place.gateways.map((gateway) => gatewayWords(gateway, place)),
    ...place.published.map(publishedWords),
    ...hostContainersWords(place),
  ]
  return `${captionOf(place)}: ${[links === '' ? emptyWords(place).join('') : links, ...rest].join('; ')}.`
}

const cableSentence = (topology: Topology, { ends: [one, other], madeBy }: Cable): string => {
  const endWords = (id: string): string => {
    const link = linksById(topology).get(id)
    const place = topology.places.find((candidate) => candidate.id === placeIdOf(id))
    return link && place ? `${nameOf(link)} of ${titleOf(place)}` : 'the outside'
  }
  const maker = madeBy === 'hand' ? ', a cable made by hand' : ''
  return other === outsideId
    ? `${endWords(one)} leads to the outside.`
    : `${endWords(one)} meets ${endWords(other)}${maker}.`
}

/** The picture in sentences, for those who do not see it. */
export function describeTopology(topology: Topology): string {
  return [
    ...topology.places.map((place) => placeSentence(topology, place)),
    ...topology.cables.map((cable) => cableSentence(topology, cable)),
  ].join(' ')
}
