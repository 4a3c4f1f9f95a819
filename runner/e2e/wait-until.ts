const pollMs = 20

/** Polls until `look` gives something true, and returns that; after `timeoutMs` it throws, saying what was waited for. */
export async function waitUntil<Thing>(
  what: string,
  look: () => Thing | Promise<Thing>,
  timeoutMs = 60_000,
): Promise<Exclude<Thing, false | '' | 0 | null | undefined>> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const seen = await look()
    if (seen) return seen as Exclude<Thing, false | '' | 0 | null | undefined>
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}

/** The same for what passes while something else goes on: undefined when `end` was quicker than the looking. */
export async function catchBefore<Thing>(
  end: Promise<unknown>,
  what: string,
  look: () => Thing,
): Promise<Exclude<Thing, false | '' | 0 | null | undefined> | undefined> {
  let isOver = false
  const over = (): boolean => (isOver = true)
  void end.then(over, over)
  const seen = await waitUntil(what, () => {
    const thing = look()
    return (thing || isOver) && { thing }
  })
  return (seen.thing || undefined) as Exclude<Thing, false | '' | 0 | null | undefined> | undefined
}
