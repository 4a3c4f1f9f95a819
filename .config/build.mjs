// Builds dist/: the command line, and in dist/world/ what a lab world is given: the agent, one bundle a lab, a host's files.
import { build } from 'esbuild'
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'

// Built aside and swapped in, so that a command that runs meanwhile still finds its files.
const draft = `dist.${process.pid}.new`
const old = `dist.${process.pid}.old`

const common = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // A developers' tool, large, and looked for only when it is wanted.
  external: ['cspell'],
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  legalComments: 'linked',
  // zx is CommonJS inside and asks for Node's modules by require.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
}

const labEntries = () => {
  const folder = `${draft}/entries`
  mkdirSync(folder)
  const slugs = readdirSync('labs').filter((name) => existsSync(`labs/${name}/script.ts`))
  return Object.fromEntries(
    slugs.map((slug) => {
      const entry = `${folder}/${slug}.ts`
      writeFileSync(
        entry,
        [
          `export { default as script } from '../../labs/${slug}/script.ts'`,
          `export { default as checks } from '../../checks/${slug}.ts'`,
          `export { ownValues } from '../../checks/vocabulary/own-values.ts'\n`,
        ].join('\n'),
      )
      return [`labs/${slug.slice(0, 2)}`, entry]
    }),
  )
}

try {
  mkdirSync(draft)
  await build({
    ...common,
    entryPoints: {
      cli: 'runner/cli/main.ts',
      bench: 'runner/bench/main.ts',
      docs: 'runner/docs/main.ts',
      heart: 'runner/grade/queue/heart-thread.ts',
    },
    // Native parts: a parser that only `docs` asks for, and pseudo-terminals for the tutor. And what only a queue needs,
    // which need not be installed.
    external: ['oxc-parser', '@lydell/node-pty', 'bullmq', 'ioredis'],
    outdir: draft,
  })
  await build({
    ...common,
    entryPoints: { agent: 'runner/agent/main.ts', ...labEntries() },
    outdir: `${draft}/world`,
  })
  rmSync(`${draft}/entries`, { recursive: true })
  cpSync('runner/world/world-files', `${draft}/world`, { recursive: true })
  if (existsSync('dist')) renameSync('dist', old)
  renameSync(draft, 'dist')
} catch (error) {
  // esbuild has already said what is wrong with the sources.
  if (!(error instanceof Error && 'errors' in error)) throw error
  process.exitCode = 1
} finally {
  rmSync(draft, { recursive: true, force: true })
  rmSync(old, { recursive: true, force: true })
}
