import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium, startChromium } from '../../../e2e/chromium.ts'
import { safeText } from '../../../observe/safe-text.ts'
import { recordName } from '../../record-files.ts'
import type { ClassResults } from '../../result.ts'
import { classOfForty, gradedAt, hostile } from '../fixtures/class.ts'
import { writeReports } from '../write-reports.ts'

const program = findChromium()
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const hostileStudent = classOfForty().records.find(({ student }) => student.includes('onerror'))!.student

/** One of each kind: axe looks at every element, and forty students would say no more. */
const kinds = [
  's1',
  's4',
  's5',
  's12',
  's13',
  's23',
  's25',
  's26',
  's27',
  's28',
  's29',
  's30',
  's31',
  's38',
  hostileStudent,
]
const oneOfEach = (): ClassResults => {
  const { roster, records, ...rest } = classOfForty()
  const among = ({ student }: { student: string }): boolean => kinds.includes(student)
  return { ...rest, roster: roster.filter(among), records: records.filter(among) }
}

let folder: string
let browser: Browser | undefined
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vethlab-pages-'))
  await writeReports(oneOfEach(), folder, gradedAt)
  if (program !== undefined) browser = await startChromium(program)
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Seen {
  page: Page
  /** What the page has asked for besides itself. */
  requests: string[]
  /** What the browser complains of. */
  complaints: string[]
}

/** Opens a file of the folder, hands it over and closes it. */
async function open(
  name: string,
  options: BrowserContextOptions,
  use: (seen: Seen) => Promise<void>,
): Promise<void> {
  const context = await browser!.newContext(options)
  const page = await context.newPage()
  const seen: Seen = { page, requests: [], complaints: [] }
  const address = pathToFileURL(join(folder, name)).href
  page.on('request', (request) => void (request.url() === address || seen.requests.push(request.url())))
  page.on('console', (message) => seen.complaints.push(message.text()))
  page.on('pageerror', (error) => seen.complaints.push(error.message))
  await page.goto(address)
  try {
    await use(seen)
  } finally {
    await context.close()
  }
}

/** What axe has against a page: rule, and the first element. */
async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const options: RunOptions = { resultTypes: ['violations'] }
  const { violations } = await page.evaluate<AxeResults, RunOptions>(
    (given) => (globalThis as unknown as { axe: { run(o: RunOptions): Promise<AxeResults> } }).axe.run(given),
    options,
  )
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

const wide = { width: 1280, height: 900 }
const narrow = { width: 320, height: 640 }
const pages = {
  'of the class': 'report.html',
  'of a student': 'students/s12.html',
  'of a student who was refused': 'students/s29.html',
  'of a student with hostile text': `students/${recordName(hostileStudent)}.html`,
}

describe.runIf(program !== undefined)('in a browser (needs chromium: ./lab setup tests)', () => {
  describe.each(Object.entries(pages))('the page %s', (_, name) => {
    test.each<[string, BrowserContextOptions]>([
      ['in the light', { viewport: wide, colorScheme: 'light' }],
      ['in the dark', { viewport: wide, colorScheme: 'dark' }],
      ['at 320 pixels', { viewport: narrow }],
      ['in forced colours', { viewport: wide, forcedColors: 'active' }],
    ])('%s is accessible, asks for nothing and is no wider than the screen', async (__, options) => {
      await open(name, options, async ({ page, requests, complaints }) => {
        expect(await axeFaults(page)).toEqual([])
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
          options.viewport!.width,
        )
        expect({ requests, complaints }).toEqual({ requests: [], complaints: [] })
      })
    })
  })

  test('hostile text is text', async () => {
    await open('report.html', { viewport: wide }, async ({ page }) => {
      expect(await page.locator('img, script, iframe').count()).toBe(0)
      const shown = await page.locator('.student .why').allTextContents()
      expect(shown.map((text) => text.trim())).toContain(safeText(hostile, { multiline: false }))
    })
  })

  test('what somebody had smuggled in would neither run nor load nor look otherwise', async () => {
    let loaded = 0
    const server = createServer((_, response) => {
      loaded++
      response.end()
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const away = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`
    const smuggled = `<script>document.title = 'run'</script><script src="${away}"></script>
<img src="${away}" onerror="document.title = 'run'"><iframe src="${away}"></iframe>
<p id="styled" style="color: rgb(1, 2, 3)">x</p><style>p { color: rgb(1, 2, 3) }</style></main>`
    const clean = readFileSync(join(folder, 'report.html'), 'utf8')
    writeFileSync(join(folder, 'smuggled.html'), clean.replace('</main>', smuggled))
    await open('smuggled.html', { viewport: wide }, async ({ page, complaints }) => {
      expect(await page.title()).toBe('Lab 03: Wire a container by hand')
      // A script, its like from elsewhere, a picture, its handler, a frame, a style on an element and a style sheet.
      expect(complaints.length).toBeGreaterThanOrEqual(6)
      const colour = await page.evaluate("getComputedStyle(document.querySelector('#styled')).color")
      expect(colour).toMatch(/^rgb\((?!1, 2, 3\))/)
    })
    server.close()
    expect(loaded).toBe(0)
  })

  describe('the table of the class', () => {
    const visible = (page: Page) => page.locator('.ordered').filter({ visible: true })

    test('is put into another order by mouse and by keyboard', async () => {
      await open('report.html', { viewport: wide }, async ({ page }) => {
        expect(await visible(page).count()).toBe(1)
        await page.getByRole('radio', { name: 'points, lowest first' }).check()
        const table = visible(page)
        expect(await table.count()).toBe(1)
        const points = (await table.locator('tbody td.number').allTextContents()).map((text) => text.trim())
        const marks = points.filter((text) => text !== 'no mark').map(Number)
        expect(marks).toEqual(marks.toSorted((one, other) => one - other))
        expect(points.slice(-3)).toEqual(['no mark', 'no mark', 'no mark'])
        expect(await table.locator('[aria-sort]').allTextContents()).toEqual([
          expect.stringMatching(/Points/),
        ])
        await page.keyboard.press('ArrowRight')
        expect(await visible(page).getAttribute('aria-label')).toBe('The class, by outcome')
      })
    })

    test('keeps its head and its first column in sight', async () => {
      await open('report.html', { viewport: narrow }, async ({ page }) => {
        const [scrolled, ...distances] = await visible(page).evaluate((table) => {
          table.scrollTo(200, 200)
          const box = table.getBoundingClientRect()
          const head = table.querySelector('thead th')!.getBoundingClientRect()
          const cell = [...table.querySelectorAll('tbody th')].at(-1)!.getBoundingClientRect()
          return [table.scrollTop, head.y - box.y, head.x - box.x, cell.x - box.x]
        })
        expect(scrolled).toBe(200)
        for (const distance of distances) expect(Math.abs(distance)).toBeLessThan(5)
      })
    })

    test('leads to each student', async () => {
      await open('report.html', { viewport: wide }, async ({ page }) => {
        await visible(page).getByRole('link', { name: 's12', exact: true }).click()
        expect(await page.locator('.student:target h3').textContent()).toBe('s12')
      })
    })
  })

  test('on paper nothing is hidden, cut off or dark', async () => {
    await open(
      'report.html',
      { viewport: { width: 720, height: 1000 }, colorScheme: 'dark' },
      async ({ page }) => {
        await page.emulateMedia({ media: 'print' })
        const hidden = await page.evaluate(
          "[...document.querySelectorAll('details pre, .student, details p')].filter((e) => !e.checkVisibility()).length",
        )
        expect(hidden).toBe(0)
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(720)
        expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
          'rgb(255, 255, 255)',
        )
        const cut = await page.evaluate(
          "[...document.querySelectorAll('.scroll')].filter((e) => e.checkVisibility() && getComputedStyle(e).overflowY !== 'visible').length",
        )
        expect(cut).toBe(0)
        expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-')
      },
    )
  })
})
