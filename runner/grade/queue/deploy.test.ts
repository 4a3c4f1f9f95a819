import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Deployment } from 'kubernetes-models/apps/v1/Deployment'
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import { Service } from 'kubernetes-models/v1/Service'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { findTool } from '../../world/tools.ts'

const path = (name: string): string => fileURLToPath(new URL(`../../../docs/deploy/${name}`, import.meta.url))
const read = (name: string): string => readFileSync(path(name), 'utf8')

const worldIds = 65_536

test('the image has the ids of a world behind those that every container has, and newuidmap as containers need it', () => {
  const text = read('worker.Dockerfile')
  const [first, last] = (/--add-subuids (\d+)-(\d+)/.exec(text) ?? []).slice(1).map(Number)
  expect([first, last]).toEqual([65_536, 65_536 + worldIds - 1])
  expect(text).toContain(`--add-subgids ${first}-${last}`)
  for (const name of ['uid', 'gid']) expect(text).toContain(`setcap cap_set${name}+ep /usr/bin/new${name}map`)
  expect(text).toMatch(/^USER node$/m)
  expect(text).toMatch(/^ENTRYPOINT .*"worker"\]$/m)
})

describe('the Compose file', () => {
  const compose = findTool('docker-compose')
  const config = (env: NodeJS.ProcessEnv) =>
    spawnSync(compose ?? '', ['-f', path('compose.yaml'), 'config'], {
      env: { PATH: '/usr/bin:/bin', ...env },
      encoding: 'utf8',
    })

  test.skipIf(compose === undefined)('is one, and wants a password (needs docker-compose)', () => {
    const { status, stdout } = config({ QUEUE_PASSWORD: 'secret' })
    expect(status).toBe(0)
    expect(parse(stdout)).toMatchObject({
      services: { worker: { environment: { VETHLAB_QUEUE: 'redis://:secret@queue:6379' } } },
    })
    const without = config({})
    expect(without.status).not.toBe(0)
    expect(without.stderr).toContain('set QUEUE_PASSWORD')
  })

  test('lets nobody but this machine to the queue, which forgets nothing, and the worker make worlds', () => {
    const { services } = parse(read('compose.yaml')) as {
      services: Record<
        string,
        { ports?: string[]; command: string[]; security_opt?: string[]; volumes: string[] }
      >
    }
    expect(services['queue']?.ports).toEqual(['127.0.0.1:6379:6379'])
    const command = services['queue']?.command.join(' ')
    for (const option of ['--requirepass', '--appendonly yes', '--maxmemory-policy noeviction'])
      expect(command).toContain(option)
    expect(services['worker']?.security_opt).toEqual([
      'seccomp=unconfined',
      'apparmor=unconfined',
      'systempaths=unconfined',
    ])
    expect(services['worker']?.volumes).toEqual(['/sys:/opt/sys'])
  })
})

describe('the Kubernetes manifest', () => {
  const text = read('kubernetes.yaml')
  const found = parseAllDocuments(text).map((document) => document.toJS() as { kind: string })
  const models = { Deployment, StatefulSet, NetworkPolicy, Service }

  test('is what the schemas of Kubernetes say, part by part', () => {
    expect(found.map(({ kind }) => kind)).toEqual(['Service', 'StatefulSet', 'NetworkPolicy', 'Deployment'])
    for (const { kind, ...part } of found)
      expect(() => new models[kind as keyof typeof models](part as never).validate()).not.toThrow()
    const broken = { metadata: { name: 'x' }, spec: { replicas: 'four' } }
    expect(() => new Deployment(broken as never).validate()).toThrow('replicas')
  })

  test('runs workers as an ordinary user in a user namespace of their own, with the queue’s address from a secret', () => {
    const worker = found.at(-1)
    expect(worker).toMatchObject({
      spec: {
        template: {
          spec: {
            hostUsers: false,
            automountServiceAccountToken: false,
            containers: [
              {
                env: [
                  { name: 'VETHLAB_QUEUE', valueFrom: { secretKeyRef: { name: 'queue', key: 'url' } } },
                  {},
                ],
                securityContext: { privileged: true, runAsUser: 1000, runAsGroup: 1000 },
              },
            ],
          },
        },
      },
    })
  })

  test('lets nobody but workers and graders to the queue', () => {
    expect(found.find(({ kind }) => kind === 'NetworkPolicy')).toMatchObject({
      spec: {
        podSelector: { matchLabels: { app: 'queue' } },
        ingress: [
          {
            from: ['worker', 'grader'].map((app) => ({ podSelector: { matchLabels: { app } } })),
            ports: [{ port: 6379 }],
          },
        ],
      },
    })
    expect(text.replaceAll(/^#.*$/gm, '')).not.toMatch(/redis:\/\/|password: *\S/)
  })
})
