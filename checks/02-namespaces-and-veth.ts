import type { Answer, LabChecks } from '../runner/judge/check.ts'
import { bridge } from './vocabulary/addressing.ts'
import { aLabelledCableIsWhole, allCablesAreLabelled, oneCableIsLabelled } from './vocabulary/cable-labels.ts'
import { cablesOnDefaultNetwork, runOnDefaultNetwork } from './vocabulary/docker-network.ts'
import { oneHasAName, oneHoldsAnAddedAddress } from './vocabulary/namespaces.ts'
import { oneCableIsPulled, thePulled, theWhole } from './vocabulary/pulled-cables.ts'
import { cannotPing, gatewayOf } from './vocabulary/reach.ts'

const docker0 = 'docker0'

/** The answer about the oldest container on the default network: the one of step 1 that was started first. */
const aboutTheFirst =
  (tell: (found: { inode: number; hostIndex: number }) => string): Answer =>
  (view) => {
    const found = cablesOnDefaultNetwork(1)(view)
    if ('finding' in found) return { cannotTell: found.finding.actual }
    const [first] = found.thing
    if (!first) return { cannotTell: 'no container runs on docker0' }
    return { answers: [tell({ inode: first.box.namespace.inode, hostIndex: first.hostEnd.index })] }
  }

const checks: LabChecks = {
  steps: [
    {
      step: 'run',
      checks: [
        { id: 'run.two', title: 'Two containers run on docker0', points: 1, is: runOnDefaultNetwork(2) },
      ],
    },
    {
      step: 'sandbox',
      checks: [
        {
          id: 'sandbox.trace',
          title: 'Somebody from outside has been in a container’s namespace',
          points: 1,
          after: ['run.two'],
          is: oneHoldsAnAddedAddress(),
        },
      ],
    },
    {
      step: 'name',
      checks: [
        {
          id: 'name.listed',
          title: 'ip netns finds a container’s namespace by name',
          points: 1,
          after: ['run.two'],
          is: oneHasAName(),
        },
      ],
    },
    {
      step: 'ends',
      checks: [
        {
          id: 'ends.label',
          title: 'A cable’s end on the host bears its container’s name',
          points: 2,
          after: ['run.two'],
          is: oneCableIsLabelled(),
        },
        {
          id: 'ends.whole',
          title: 'That cable still works',
          points: 1,
          after: ['ends.label'],
          is: aLabelledCableIsWhole(docker0),
        },
      ],
    },
    {
      step: 'back',
      checks: [
        {
          id: 'back.labels',
          title: 'Every cable bears its container’s name',
          points: 1,
          after: ['ends.label'],
          is: allCablesAreLabelled(),
        },
      ],
    },
    {
      step: 'pull',
      checks: [
        {
          id: 'pull.one',
          title: 'One cable is pulled, another is not',
          points: 1,
          after: ['ends.whole'],
          is: oneCableIsPulled(docker0),
        },
        {
          id: 'pull.silent',
          title: 'The container at the pulled cable is out of reach',
          points: 1,
          after: ['pull.one'],
          is: cannotPing({
            from: theWhole(docker0),
            to: thePulled(docker0),
            toWhat: 'the one whose cable is pulled',
            control: gatewayOf(bridge(docker0)),
          }),
        },
      ],
    },
  ],
  answers: {
    inode: aboutTheFirst(({ inode }) => String(inode)),
    'host-index': aboutTheFirst(({ hostIndex }) => String(hostIndex)),
  },
}

export default checks
