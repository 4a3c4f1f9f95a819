/** One local image, in the words of the OCI image specification's config. */
export interface ImageDefinition {
  tags: string[]
  command: string[]
  exposedPorts?: string[]
  workingDir?: string
}

const webServer = ['/bin/busybox', 'httpd', '-f', '-v', '-p', '80', '-h', '/var/www']
const hello =
  'echo "Hello from Docker!"; echo "This image is a local stand-in, made from this machine\'s own tools."'

/** The images that the documents name, as local stand-ins: nothing is pulled, all share one layer. */
export const imageCatalogue: readonly ImageDefinition[] = [
  { tags: ['base:latest'], command: ['/bin/bash'] },
  { tags: ['ubuntu:latest'], command: ['/bin/bash'] },
  { tags: ['debian:latest'], command: ['/bin/bash'] },
  { tags: ['centos:latest'], command: ['/bin/bash'] },
  { tags: ['httpd:latest'], command: webServer, exposedPorts: ['80/tcp'], workingDir: '/var/www' },
  { tags: ['hello-world:latest'], command: ['/bin/sh', '-c', hello] },
  {
    tags: ['networktest:latest', 'dumlutimuralp/networktest:latest'],
    command: webServer,
    exposedPorts: ['80/tcp', '443/tcp'],
  },
]
