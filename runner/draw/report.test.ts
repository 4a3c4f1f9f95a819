import stripAnsi from 'strip-ansi'
import { expect, test } from 'vitest'
import { mixedReport } from './fixtures/report.ts'
import { renderReport, type ReportStyle } from './report.ts'

const draw = (over: Partial<ReportStyle> = {}): string =>
  renderReport(mixedReport, { width: 80, colour: false, unicode: true, evidence: false, ...over })

test('at 80 columns', () => {
  expect(draw()).toMatchInlineSnapshot(`
    "✓ 1. Start a container
    ✗ 2. Plug one end into docker0
        ✓ The host’s end is plugged in
        ✗ The host’s end is up  (FAIL)
            A, the end on the host, is down, and nothing that is sent comes through.
    ✓ 3. Put the other end in
        ✓ It is there
        ✓ It is called eth0
    ! 4. Try it
        ! docker0 answers  (CANNOT RUN)
            The ping could not be made.
        · The outside answers  (skipped)

    4 of 7 checks pass, 1 fail, 1 wait for those, 1 cannot run here; 4 of 7 points.
    "
  `)
})

test('at 40 columns, with evidence, in ASCII', () => {
  expect(draw({ width: 40, unicode: false, evidence: true })).toMatchInlineSnapshot(`
    "[x] 1. Start a container
    [ ] 2. Plug one end into docker0
        [x] The host’s end is plugged in
        [ ] The host’s end is up  (FAIL)
            A, the end on the host, is down,
            and nothing that is sent comes
            through.
            $ ip link show dev A
            5: A@if4: <BROADCAST>
                link/ether
            … cut
            $ bridge link
            (nothing)
    [x] 3. Put the other end in
        [x] It is there
        [x] It is called eth0
    [!] 4. Try it
        [!] docker0 answers  (CANNOT RUN)
            The ping could not be made.
        [-] The outside answers  (skipped)

    4 of 7 checks pass, 1 fail, 1 wait for those, 1 cannot run here; 4 of 7 points.
    "
  `)
})

test('in colour', () => {
  expect(draw({ colour: true }).replaceAll('\u001b', '␛')).toMatchInlineSnapshot(`
    "␛[32m✓␛[39m ␛[1m1. Start a container␛[22m
    ␛[31m✗␛[39m ␛[1m2. Plug one end into docker0␛[22m
        ␛[32m✓␛[39m The host’s end is plugged in
        ␛[31m✗␛[39m The host’s end is up  ␛[2m(FAIL)␛[22m
            A, the end on the host, is down, and nothing that is sent comes through.
    ␛[32m✓␛[39m ␛[1m3. Put the other end in␛[22m
        ␛[32m✓␛[39m It is there
        ␛[32m✓␛[39m It is called eth0
    ␛[33m!␛[39m ␛[1m4. Try it␛[22m
        ␛[33m!␛[39m docker0 answers  ␛[2m(CANNOT RUN)␛[22m
            The ping could not be made.
        ␛[2m·␛[22m The outside answers  ␛[2m(skipped)␛[22m

    4 of 7 checks pass, 1 fail, 1 wait for those, 1 cannot run here; 4 of 7 points.
    "
  `)
})

test('colour and signs carry no meaning alone: without them every verdict is still a word', () => {
  const signs = /[✓✗·!]|\[.\]/g
  for (const unicode of [true, false])
    expect(draw({ unicode }).replaceAll(signs, '')).toMatch(/\(FAIL\)[^]*\(CANNOT RUN\)[^]*\(skipped\)/)
  expect(stripAnsi(draw({ colour: true, evidence: true }))).toBe(draw({ evidence: true }))
})

test('steps that are not asked for are left out, and keep their numbers and the sum', () => {
  expect(draw({ only: ['inside'] })).toMatchInlineSnapshot(`
    "✓ 3. Put the other end in
        ✓ It is there
        ✓ It is called eth0

    4 of 7 checks pass, 1 fail, 1 wait for those, 1 cannot run here; 4 of 7 points.
    "
  `)
})

test('a lab that is done says so in a line', () => {
  const [first] = mixedReport.steps
  const done = { ...mixedReport, steps: first ? [first] : [], points: 1, maxPoints: 1 }
  expect(renderReport(done, { width: 80, colour: false, unicode: true, evidence: false }))
    .toMatchInlineSnapshot(`
    "✓ 1. Start a container

    1 of 1 checks pass; 1 of 1 points.
    "
  `)
})

test('what this machine lacks is said at the end', () => {
  const steps = mixedReport.steps.map((step) => (step.id === 'ping' ? { ...step, lacks: ['ipvlan'] } : step))
  const text = renderReport(
    { ...mixedReport, steps },
    { width: 80, colour: false, unicode: true, evidence: false },
  )
  expect(text).toContain('points.\nThis machine has no ipvlan: what needs it counts neither way.\n')
  expect(draw()).not.toContain('This machine')
})
