import { thisPerson, findPlaces } from '../world/places.ts'
import { runCli } from './run-cli.ts'
import { openTerminal } from './terminal.ts'

process.exitCode = await runCli(process.argv.slice(2), {
  terminal: openTerminal(process),
  places: findPlaces(thisPerson()),
})
