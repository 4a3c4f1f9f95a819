import * as fc from 'fast-check'

// In CI the same random cases every time: red means there that a change broke something. Elsewhere new ones each time.
if (process.env.CI === 'true') fc.configureGlobal({ seed: 3 })
