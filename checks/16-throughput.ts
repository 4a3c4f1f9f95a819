import type { LabChecks } from '../runner/judge/check.ts'
import { runs } from './vocabulary/containers.ts'
import { allAreFinished, isMeasured, wasCarried, wentInSinglePackets } from './vocabulary/measurements.ts'
import { linkBesideNetwork } from './vocabulary/point-to-point.ts'
import { leads } from './vocabulary/point-to-point.ts'
import { isPublished, theNeighbourOf, theOpenPort } from './vocabulary/publishing.ts'
import {
  byTheBridge,
  byTheCable,
  byTheKernel,
  byTheProxy,
  fastestFirst,
  toTheOutside,
  withShortSegments,
  withTheFewestSegments,
} from './vocabulary/throughput.ts'

const checks: LabChecks = {
  steps: [
    {
      step: 'tool',
      checks: [
        {
          id: 'tool.server',
          title: 'A port of a container is published on all addresses of the host',
          points: 1,
          is: isPublished('a running container with a TCP port on all addresses of the host', theOpenPort),
        },
        {
          id: 'tool.client',
          title: 'Another container is its neighbour',
          points: 1,
          after: ['tool.server'],
          is: runs(theNeighbourOf(theOpenPort), 'a second container runs on the default network'),
        },
      ],
    },
    {
      step: 'bridge',
      checks: [
        {
          id: 'bridge.measured',
          title: 'The way over the bridge is measured',
          points: 1,
          after: ['tool.client'],
          is: isMeasured(
            'a file in /root/results tells of a connection between two containers by their bridge',
            byTheBridge,
          ),
        },
        {
          id: 'bridge.carried',
          title: 'Both containers’ cables have carried it',
          points: 1,
          after: ['bridge.measured'],
          is: wasCarried(byTheBridge),
        },
      ],
    },
    {
      step: 'link',
      checks: [
        {
          id: 'link.joins',
          title: 'A cable joins two containers',
          points: 1,
          after: ['tool.client'],
          is: leads(
            'a veth pair from a container that Docker has given a network to another container',
            linkBesideNetwork,
          ),
        },
        {
          id: 'link.measured',
          title: 'The way over the cable is measured',
          points: 1,
          after: ['link.joins'],
          is: isMeasured(
            'a file in /root/results tells of a connection between the addresses of the cable’s two ends',
            byTheCable,
          ),
        },
        {
          id: 'link.carried',
          title: 'Both of its ends have carried it',
          points: 1,
          after: ['link.measured'],
          is: wasCarried(byTheCable),
        },
      ],
    },
    {
      step: 'published',
      checks: [
        {
          id: 'published.measured',
          title: 'The way through the published port is measured',
          points: 1,
          after: ['tool.server'],
          is: isMeasured(
            'a file in /root/results tells of a connection from the host to a published port, answered by the container itself',
            byTheKernel,
          ),
        },
        {
          id: 'published.carried',
          title: 'The container’s cable has carried it',
          points: 1,
          after: ['published.measured'],
          is: wasCarried(byTheKernel),
        },
      ],
    },
    {
      step: 'proxy',
      checks: [
        {
          id: 'proxy.measured',
          title: 'The way through docker-proxy is measured',
          points: 1,
          after: ['tool.server'],
          is: isMeasured(
            'a file in /root/results tells of a connection from the host to a published port, answered by a program on the host',
            byTheProxy,
          ),
        },
        {
          id: 'proxy.carried',
          title: 'The container’s cable has carried it',
          points: 1,
          after: ['proxy.measured'],
          is: wasCarried(byTheProxy),
        },
      ],
    },
    {
      step: 'outside',
      checks: [
        {
          id: 'outside.measured',
          title: 'The way to another machine is measured',
          points: 1,
          after: ['tool.client'],
          is: isMeasured(
            'a file in /root/results tells of a connection from a container to the outside',
            toTheOutside,
          ),
        },
        {
          id: 'outside.carried',
          title: 'The container’s cable and the host’s uplink have carried it',
          points: 1,
          after: ['outside.measured'],
          is: wasCarried(toTheOutside),
        },
      ],
    },
    {
      step: 'mtu',
      checks: [
        {
          id: 'mtu.measured',
          title: 'The bridge is measured with short segments too',
          points: 2,
          after: ['bridge.measured'],
          is: isMeasured(
            'a file tells of a connection by the bridge with segments at most half as long as before',
            withShortSegments,
          ),
        },
      ],
    },
    {
      step: 'offload',
      checks: [
        {
          id: 'offload.packets',
          title: 'And with every segment in a packet of its own',
          points: 2,
          after: ['bridge.measured'],
          is: wentInSinglePackets(withTheFewestSegments),
        },
      ],
    },
    {
      step: 'compare',
      tryOut: true,
      checks: [
        {
          id: 'compare.finished',
          title: 'Every file holds a finished measurement',
          points: 1,
          is: allAreFinished,
        },
      ],
    },
  ],
  answers: {
    order: (view) => {
      const found = fastestFirst(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      const names = found.thing.map(({ name }) => name.toLowerCase())
      return { answers: [', ', ',', ' ', ' > '].map((between) => names.join(between)) }
    },
    'proxy-segment': (view) => {
      const found = byTheProxy(view)
      if ('finding' in found) return { cannotTell: found.finding.actual }
      return { answers: [String(found.thing.measured.segmentBytes)] }
    },
  },
}

export default checks
