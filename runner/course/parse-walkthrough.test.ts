import { describe, expect, test } from 'vitest'
import { LabError } from '../lab-error.ts'
import { consoleCommands, parseWalkthrough } from './parse-walkthrough.ts'
import { stepNeedsOf } from './step-needs.ts'

const matter = `title: A small lab
summary: One sentence of what it is about.
minutes: 20
needs: [veth]
`

const hints = `<details><summary>Hint 1: where to look</summary>

Look at \`ip link\`.

</details>
<details><summary>Hint 2: what is missing</summary>
A cable.
</details>
<details>
<summary>Hint 3: the command</summary>

\`ip link add A type veth peer name B\`

</details>`

const body = `
The goal.

## 1. Make a cable
<!-- step: cable -->

Do this:

\`\`\`console
$ sudo ip link add A \\
>   type veth peer name B
$ ip link
4: B@A: <BROADCAST>
\`\`\`

${hints}

## Which one?
<!-- question: which -->

Which index has A?

## Debrief
<!-- debrief: -->

It was a cable.
`

const walkthrough = (front = matter, text = body): string => `---\n${front}---\n${text}`

const problem = (text: string): string => {
  try {
    parseWalkthrough('07-small', text)
  } catch (error) {
    if (error instanceof LabError) return `${error.kind} ${error.code}: ${error.message}`
    throw error
  }
  return 'no problem'
}

describe('a walkthrough', () => {
  test('is read whole', () => {
    expect(parseWalkthrough('07-small', walkthrough())).toEqual({
      id: '07',
      slug: '07-small',
      title: 'A small lab',
      summary: 'One sentence of what it is about.',
      minutes: 20,
      needs: ['veth'],
      hosts: ['host1'],
      values: [],
      own: [],
      introduction: 'The goal.',
      steps: [
        {
          id: 'cable',
          number: 1,
          title: 'Make a cable',
          needs: [],
          text: expect.stringMatching(/^Do this:\n\n```console\n[\s\S]*```$/),
          hints: ['Look at `ip link`.', 'A cable.', '`ip link add A type veth peer name B`'],
          commands: ['sudo ip link add A \\\n  type veth peer name B', 'ip link'],
        },
      ],
      questions: [{ id: 'which', text: 'Which index has A?' }],
      debrief: 'It was a cable.',
    })
  })

  test('is the same with the line ends of Windows', () => {
    expect(parseWalkthrough('07-small', walkthrough().replaceAll('\n', '\r\n'))).toEqual(
      parseWalkthrough('07-small', walkthrough()),
    )
  })

  test('names the hosts it wants', () => {
    const lab = parseWalkthrough('07-small', walkthrough(`${matter}hosts: [red, blue2]\n`))
    expect(lab.hosts).toEqual(['red', 'blue2'])
  })

  test.each(['```', '~~~', '````'])('may show “## ” and “### ” between %s', (fence) => {
    const shown = `${fence}sh\n## not a section\n### nor this\n${fence}`
    const lab = parseWalkthrough(
      '07-small',
      walkthrough(matter, body.replace('Do this:', `Do this:\n${shown}`)),
    )
    expect(lab.steps.map(({ title }) => title)).toEqual(['Make a cable'])
    expect(lab.steps[0]?.text).toContain('## not a section')
  })

  test('may have headings of the third level in a step', () => {
    const lab = parseWalkthrough(
      '07-small',
      walkthrough(matter, body.replace('Do this:', '### First\nDo this:')),
    )
    expect(lab.steps[0]?.text).toContain('### First')
  })

  test('numbers its steps by their place, whatever the headings say', () => {
    const second = '## 9. Another\n<!-- step: other -->\nText.\n\n## Which one?'
    const lab = parseWalkthrough('07-small', walkthrough(matter, body.replace('## Which one?', second)))
    expect(lab.steps.map(({ number, title }) => `${number} ${title}`)).toEqual([
      '1 Make a cable',
      '2 Another',
    ])
    expect(lab.steps[1]).toMatchObject({ hints: [], commands: [], text: 'Text.' })
  })
})

describe('a step that needs more than its lab', () => {
  const needing = (words: string): string =>
    walkthrough(matter, body.replace('step: cable', `step: cable needs: ${words}`))

  test.each([
    ['ipvlan', ['ipvlan']],
    ['ipvlan, vxlan', ['ipvlan', 'vxlan']],
  ])('says so in its mark: %s', (words, needs) => {
    const lab = parseWalkthrough('07-small', needing(words))
    expect(lab.steps[0]).toMatchObject({ id: 'cable', needs })
    expect(lab.needs).toEqual(['veth'])
    expect(stepNeedsOf(lab)).toEqual({ cable: needs })
  })

  test('is told from one that does not', () => {
    expect(stepNeedsOf(parseWalkthrough('07-small', walkthrough()))).toEqual({})
  })

  test('cannot need what no agent can try out', () => {
    expect(problem(needing('compose'))).toBe(
      'internal lab-broken: labs/07-small/walkthrough.md: the step “1. Make a cable”: a step can need macvlan, ipvlan, vxlan, not “compose”.',
    )
  })
})

test('the mark above a drawn picture is not there for whoever reads', () => {
  const picture = '<!-- picture -->\n```text\n+--+\n```\n'
  const lab = parseWalkthrough(
    '07-small',
    walkthrough(matter, body.replace('The goal.', `The goal.\n\n${picture}\nMore.`)),
  )
  expect(lab.introduction).toBe('The goal.\n\n```text\n+--+\n```\n\nMore.')
})

describe('what is wrong is named, with the file', () => {
  const start = 'internal lab-broken: labs/07-small/walkthrough.md: '

  test('no front matter', () => {
    expect(problem(body)).toBe(`${start}the front matter (between two lines of ---) is missing.`)
    expect(problem('')).toContain('the front matter')
    expect(problem(`---\n${matter}`)).toContain('the front matter')
  })

  test.each([
    ['title', matter.replace('title: A small lab', '')],
    ['title', matter.replace('A small lab', 'A')],
    ['title', matter.replace('A small lab', '12')],
    ['summary', matter.replace('One sentence of what it is about.', 'Short')],
    ['minutes', matter.replace('20', '3')],
    ['minutes', matter.replace('20', '200')],
    ['minutes', matter.replace('20', '20.5')],
    ['minutes', matter.replace('20', 'twenty')],
    ['needs', matter.replace('[veth]', '[warp]')],
    ['needs', matter.replace('[veth]', 'veth')],
    ['hosts', `${matter}hosts: []\n`],
    ['hosts', `${matter}hosts: [Host_1]\n`],
    ['author', `${matter}author: me\n`],
  ])('%s in the front matter: %j', (key, front) => {
    expect(problem(walkthrough(front))).toMatch(`${start}the front matter is wrong`)
    expect(problem(walkthrough(front))).toContain(key)
  })

  test.each([
    ['broken YAML', 'title: [\n'],
    ['a key that stands there twice', `${matter}title: Another one\n`],
    ['a list instead of keys', '- title\n'],
    ['nothing at all', '\n'],
  ])('%s in the front matter', (_, front) => {
    expect(problem(walkthrough(front))).toMatch(`${start}the front matter is wrong`)
  })

  test('a section that does not say what it is', () => {
    expect(problem(walkthrough(matter, body.replace('<!-- question: which -->\n', '')))).toBe(
      `${start}the section “Which one?” says neither step, question nor debrief in a comment under its heading.`,
    )
    expect(problem(walkthrough(matter, body.replace('<!-- question:', '<!-- riddle:')))).toContain(
      'Which one?',
    )
  })

  test.each([
    ['a question with the id of a step', body.replace('question: which', 'question: cable'), 'cable'],
    ['a step without an id', body.replace('step: cable', 'step: '), ''],
    ['a question without an id', body.replace('question: which', 'question: '), ''],
    ['two steps of one id', `${body}\n## Again\n<!-- step: cable -->\n`, 'cable'],
  ])('%s', (_, text, id) => {
    expect(problem(walkthrough(matter, text))).toBe(`${start}the id “${id}” is empty or stands there twice.`)
  })

  test('no step', () => {
    expect(problem(walkthrough(matter, 'Only words.\n'))).toBe(`${start}there is no step.`)
  })
})

describe('commands', () => {
  test('are the lines after a dollar sign, in console blocks alone', () => {
    const text = '```sh\n$ not this\n```\n```console\n$ this\nits output\n$ and this\n```\n$ nor this\n'
    expect(consoleCommands(text)).toEqual(['this', 'and this'])
  })

  test('keep their continuation lines, with or without the sign of the second prompt', () => {
    expect(consoleCommands('```console\n$ one \\\n> two \\\n  three\noutput\n$ four\n```\n')).toEqual([
      'one \\\ntwo \\\n  three',
      'four',
    ])
  })

  test('go on behind the second prompt, as a here-document does, until something else is shown', () => {
    const text =
      '```console\n$ cat > file <<END\n> one:\n>\n>   two\n> END\n$ three\n> 4\noutput\n> no command\n```\n'
    expect(consoleCommands(text)).toEqual(['cat > file <<END\none:\n\n  two\nEND', 'three\n4'])
  })

  test('end with their block, even in the middle of a continuation', () => {
    expect(consoleCommands('```console\n$ one \\\n```\n\n```console\n$ two\n```\n')).toEqual([
      'one \\\n',
      'two',
    ])
  })

  test('of hints are not the step’s', () => {
    const hint = '<details><summary>Hint 1</summary>\n\n```console\n$ secret\n```\n\n</details>\n'
    const lab = parseWalkthrough('07-small', walkthrough(matter, body.replace(hints, hint)))
    expect(lab.steps[0]?.commands).not.toContain('secret')
    expect(lab.steps[0]?.hints).toEqual(['```console\n$ secret\n```'])
  })
})
