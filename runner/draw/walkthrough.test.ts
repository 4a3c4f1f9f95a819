import { expect, test } from 'vitest'
import { findLab } from '../course/find-labs.ts'
import type { Lab } from '../course/lab.ts'
import { parseWalkthrough } from '../course/parse-walkthrough.ts'
import { drawStep, drawWalkthrough } from './walkthrough.ts'

const lab: Lab = parseWalkthrough(
  '07-small',
  `---
title: A small lab
summary: One sentence of what it is about.
minutes: 20
needs: []
---

The goal is a *cable*.

## 1. Make a cable
<!-- step: cable -->

Type this, which is longer than forty columns:

\`\`\`console
$ sudo ip link add A type veth peer name B
\`\`\`

<details><summary>Hint 1</summary>

SECRET

</details>

## Which one?
<!-- question: which -->

Which index
has A?

## Debrief
<!-- debrief: -->

It was a cable. See [the manual](https://docs.docker.com/network/).
`,
)

const style = { width: 80, colour: false, unicode: true }

test('a whole walkthrough at 80 columns', () => {
  expect(drawWalkthrough(lab, style)).toMatchInlineSnapshot(`
    "Lab 07: A small lab
    ═══════════════════

    The goal is a cable.

    1. Make a cable
    ───────────────

    Type this, which is longer than forty columns:

        $ sudo ip link add A type veth peer name B

    Questions
    ─────────

    • which: Which index has A?

    Answer them with \`lab ask 07\`.

    Debrief
    ───────

    It was a cable. See the manual (https://docs.docker.com/network/).
    "
  `)
})

test('a whole walkthrough at 40 columns, in ASCII', () => {
  expect(drawWalkthrough(lab, { width: 40, colour: false, unicode: false })).toMatchInlineSnapshot(`
    "Lab 07: A small lab
    ===================

    The goal is a cable.

    1. Make a cable
    ---------------

    Type this, which is longer than forty
    columns:

        $ sudo ip link add A type veth peer name B

    Questions
    ---------

    * which: Which index has A?

    Answer them with \`lab ask 07\`.

    Debrief
    -------

    It was a cable. See the manual
    (https://docs.docker.com/network/).
    "
  `)
})

test('a step in colour', () => {
  const [step] = lab.steps
  expect(step && drawStep(step, { ...style, colour: true }).replaceAll('\u001b', '␛')).toMatchInlineSnapshot(`
    "␛[1m1. Make a cable␛[22m
    ␛[1m───────────────␛[22m

    Type this, which is longer than forty columns:

        ␛[1m␛[32m$ ␛[39m␛[22m␛[1m␛[36msudo␛[39m␛[22m ␛[1m␛[36mip␛[39m␛[22m ␛[36mlink␛[39m ␛[36madd␛[39m A type veth peer name B
    "
  `)
})

test('hints stay hidden', () => {
  expect(drawWalkthrough(lab, style)).not.toMatch(/SECRET|Hint/)
  expect(drawWalkthrough(findLab('03'), style)).not.toContain('Hint')
})

test('a lab without questions and debrief has no heading for them', () => {
  const drawn = drawWalkthrough({ ...lab, questions: [], debrief: '' }, style)
  expect(drawn).not.toMatch(/Questions|Debrief/)
})

test('without colour there is not one escape in it', () => {
  expect(drawWalkthrough(findLab('03'), style)).not.toContain('\u001b')
})
