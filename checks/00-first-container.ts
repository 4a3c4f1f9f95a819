import type { LabChecks } from '../runner/judge/check.ts'
import { fromTheHost } from './vocabulary/callers.ts'
import { canConnect } from './vocabulary/connect.ts'
import {
  anEarlierOneIsRemoved,
  endedWithACodeOfItsOwn,
  hasRunWell,
  idAnswers,
  noneThatHasEndedIsKept,
  seesAFolderReadOnly,
  thePortWithAFolder,
  wasAttachedToAndRunsOn,
} from './vocabulary/first-container.ts'
import {
  hasServedAContainer,
  imageIdAnswers,
  imageIsGone,
  isBuilt,
  keepsWhatAContainerChanged,
  theBuiltImage,
  theCommittedImage,
  theServerFrom,
} from './vocabulary/images.ts'
import { isPublished, serviceAt } from './vocabulary/publishing.ts'
import { aUserMayUseIt, isShutToOthers, takesNoOrdersByTcp, theEngineSocket } from './vocabulary/socket.ts'

const checks: LabChecks = {
  steps: [
    {
      step: 'engine',
      checks: [
        { id: 'engine.hello', title: 'hello-world has run', points: 1, is: hasRunWell('hello-world') },
      ],
    },
    {
      step: 'create',
      checks: [
        {
          id: 'create.port',
          title: 'A container sees a folder of the host and has a port of the host',
          points: 1,
          is: isPublished(
            'a running container with a folder of the host and a published port',
            thePortWithAFolder,
          ),
        },
        {
          id: 'create.page',
          title: 'The host gets its page there',
          points: 1,
          after: ['create.port'],
          is: canConnect(
            fromTheHost,
            serviceAt(thePortWithAFolder, 'bound'),
            'a web page with the container’s name on it',
          ),
        },
      ],
    },
    {
      step: 'run',
      checks: [
        {
          id: 'run.removed',
          title: 'An earlier container was stopped and removed, and a new one runs',
          points: 1,
          after: ['create.port'],
          is: anEarlierOneIsRemoved(thePortWithAFolder),
        },
      ],
    },
    {
      step: 'volume',
      checks: [
        {
          id: 'volume.readonly',
          title: 'A container sees a folder of the host and cannot write into it',
          points: 1,
          is: seesAFolderReadOnly(),
        },
      ],
    },
    {
      step: 'attach',
      checks: [
        {
          id: 'attach.left',
          title: 'A container that you were in runs on',
          points: 1,
          is: wasAttachedToAndRunsOn(),
        },
        {
          id: 'attach.code',
          title: 'Another has ended with an exit code of your choice',
          points: 1,
          is: endedWithACodeOfItsOwn(),
        },
      ],
    },
    {
      step: 'commit',
      checks: [
        {
          id: 'commit.image',
          title: 'An image keeps what a container has changed',
          points: 1,
          is: keepsWhatAContainerChanged(theCommittedImage),
        },
        {
          id: 'commit.used',
          title: 'A container of it has done its work',
          points: 1,
          after: ['commit.image'],
          is: hasServedAContainer(theCommittedImage),
        },
      ],
    },
    {
      step: 'build',
      checks: [
        {
          id: 'build.image',
          title: 'An image was built from a Dockerfile',
          points: 1,
          is: isBuilt(theBuiltImage),
        },
        {
          id: 'build.page',
          title: 'A container of it shows the page that was built in',
          points: 2,
          after: ['build.image'],
          is: canConnect(
            fromTheHost,
            theServerFrom(theBuiltImage),
            'a page with the name of the image or of the container on it',
          ),
        },
      ],
    },
    {
      step: 'tidy',
      checks: [
        {
          id: 'tidy.containers',
          title: 'No container that has ended is left',
          points: 1,
          is: noneThatHasEndedIsKept(),
        },
        {
          id: 'tidy.image',
          title: 'The image hello-world is gone',
          points: 1,
          is: imageIsGone('hello-world'),
        },
      ],
    },
    {
      step: 'door',
      checks: [
        {
          id: 'door.user',
          title: 'A user may give the engine orders, by the socket’s group',
          points: 1,
          is: aUserMayUseIt(theEngineSocket),
        },
        { id: 'door.others', title: 'All others may not', points: 1, is: isShutToOthers(theEngineSocket) },
        {
          id: 'door.tcp',
          title: 'The engine takes no orders from the network',
          points: 1,
          // Its control is a port that is known to be open.
          after: ['create.port'],
          is: takesNoOrdersByTcp(),
        },
      ],
    },
  ],
  answers: {
    'container-id': idAnswers(thePortWithAFolder),
    'image-id': imageIdAnswers(theBuiltImage),
  },
}

export default checks
